package dev.winnow.dedup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.duplicate.Remembered;
import dev.winnow.dataset.duplicate.Remembered.Judged;
import dev.winnow.dataset.duplicate.Remembered.Progress;
import dev.winnow.dataset.duplicate.Remembered.Withdrawn;
import java.time.Instant;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RememberedFormatTest {
    private static final String LOW = "4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a";
    private static final String HIGH = "dbc1b4c900ffe48d575b5da5c638040125f65db0fe3e24494b76ea986457d986";

    /** What was written stays readable: these bytes are never to change. */
    static Stream<Arguments> pinned() {
        return Stream.of(
                Arguments.of(new Progress(258, 3), "progress", "01" + "0000000000000102" + "00000003"),
                Arguments.of(
                        new Withdrawn("0123", Instant.parse("2026-01-02T03:04:05.000006Z"), 2),
                        "withdrawn/0123",
                        "01" + "00000000695735a5" + "00001770" + "00000002"),
                Arguments.of(judged(true), "judged/" + LOW + "/" + HIGH, "0101"),
                Arguments.of(judged(false), "judged/" + LOW + "/" + HIGH, "0100"));
    }

    @ParameterizedTest
    @MethodSource("pinned")
    void whatIsWrittenIsPinnedAndReadAgain(Remembered remembered, String key, String bytes) {
        assertThat(RememberedFormat.key(remembered)).isEqualTo(key);
        assertThat(HexFormat.of().formatHex(RememberedFormat.write(remembered))).isEqualTo(bytes);
        assertThat(RememberedFormat.read(key, HexFormat.of().parseHex(bytes))).isEqualTo(remembered);
    }

    @Test
    void aWordThatWasTakenBackIsNotKept() {
        assertThat(RememberedFormat.write(judged(null))).isNull();
    }

    @Test
    void whatALaterVersionWroteIsRefused() {
        assertThatThrownBy(() -> RememberedFormat.read("progress", new byte[] {2}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("The store holds progress in format 2, this program reads format 1: start the version that"
                        + " wrote it, or a later one");
    }

    private static Judged judged(Boolean copies) {
        return new Judged(new ContentHash(LOW), new ContentHash(HIGH), copies);
    }
}
