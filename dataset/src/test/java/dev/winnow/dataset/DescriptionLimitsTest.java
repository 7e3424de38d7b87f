package dev.winnow.dataset;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DescriptionLimitsTest {
    @Test
    void whatReachesTheLimitsIsTaken() {
        assertThatCode(() -> {
                    DescriptionLimits.requireLabels(Collections.nCopies(200, "x".repeat(256)));
                    DescriptionLimits.requireGroup("ü".repeat(256));
                    DescriptionLimits.requireGroup(null);
                    DescriptionLimits.requireMetadata(fields(64));
                    DescriptionLimits.requireMetadata(Map.of("n".repeat(128), "two\nlines\t" + "v".repeat(4000)));
                })
                .doesNotThrowAnyException();
    }

    @Test
    void eachLimitIsNamedWhereItIsExceeded() {
        assertThatThrownBy(() -> DescriptionLimits.requireLabels(Collections.nCopies(201, "x")))
                .hasMessageContaining("201 labels, at most 200");
        assertThatThrownBy(() -> DescriptionLimits.requireLabels(List.of("x", "y".repeat(257))))
                .hasMessage("A label has 257 characters, at most 256 are taken: shorten it");
        assertThatThrownBy(() -> DescriptionLimits.requireGroup("g".repeat(257)))
                .hasMessage("The group has 257 characters, at most 256 are taken: shorten it");
        assertThatThrownBy(() -> DescriptionLimits.requireMetadata(fields(65)))
                .hasMessage("The image has 65 metadata fields, at most 64 are taken: leave some out");
        assertThatThrownBy(() -> DescriptionLimits.requireMetadata(Map.of("n".repeat(129), "")))
                .hasMessageContaining("129 characters, at most 128");
        assertThatThrownBy(() -> DescriptionLimits.requireMetadata(Map.of("note", "v".repeat(4097))))
                .hasMessage("The metadata field 'note' has 4097 characters, at most 4096 are taken: shorten it");
    }

    @Test
    void allOfItTogetherFitsIntoARecordOfTheBroker() {
        assertThatCode(() -> DescriptionLimits.require(
                        List.of("wren"), "nest 4", filled("v".repeat(DescriptionLimits.MAX_METADATA_VALUE_LENGTH))))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> DescriptionLimits.require(
                        List.of(), null, filled("鳥".repeat(DescriptionLimits.MAX_METADATA_VALUE_LENGTH))))
                .hasMessage(
                        "Labels, group and metadata of the image have 786870 bytes together, at most 393216 are taken:"
                                + " leave some metadata out");
        assertThatThrownBy(() -> DescriptionLimits.require(
                        List.of(), null, filled("\"".repeat(DescriptionLimits.MAX_METADATA_VALUE_LENGTH))))
                .as("quotes, which JSON escapes")
                .hasMessageContaining("at most 393216");
    }

    private static Map<String, String> filled(String value) {
        return fields(64).keySet().stream().collect(Collectors.toMap(Function.identity(), name -> value));
    }

    @Test
    void textThatADatabaseCannotHoldIsRefused() {
        assertThatThrownBy(() -> DescriptionLimits.requireLabels(List.of("a\0b")))
                .hasMessageContaining("'a\\u0000b'");
        assertThatThrownBy(() -> DescriptionLimits.requireGroup("a\uD83D")).hasMessageContaining("half a character");
        assertThatThrownBy(() -> DescriptionLimits.requireMetadata(Map.of("note", "\0")))
                .hasMessageContaining("metadata field 'note'");
    }

    private static Map<String, String> fields(int count) {
        return IntStream.range(0, count)
                .mapToObj(n -> "field" + n)
                .collect(Collectors.toMap(Function.identity(), n -> ""));
    }
}
