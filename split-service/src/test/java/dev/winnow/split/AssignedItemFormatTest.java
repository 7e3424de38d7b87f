package dev.winnow.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.Split;
import dev.winnow.dataset.split.AssignedItem;
import java.time.Instant;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AssignedItemFormatTest {
    private static final AssignedItem ITEM = item(Split.VAL, "Eule", null);

    /** What version 1 wrote stays readable: these bytes are never to change. */
    private static final String VERSION_1 =
            "01" + "01" + "00000002" + "00000000695735a5" + "00001770" + "0000000000000005"
                    + "4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a"
                    + "00000003" + "752d35" + "00000003" + "632d34" + "ffffffff" + "00000004" + "45756c65";

    @Test
    void writesVersionOne() {
        assertThat(HexFormat.of().formatHex(AssignedItemFormat.write(ITEM))).isEqualTo(VERSION_1);
    }

    @Test
    void readsVersionOne() {
        assertThat(AssignedItemFormat.read("0123", HexFormat.of().parseHex(VERSION_1)))
                .isEqualTo(ITEM);
    }

    @ParameterizedTest
    @EnumSource(Split.class)
    void readsWhatItWrote(Split split) {
        AssignedItem item = item(split, "", "Käuze/Nest 3");

        assertThat(AssignedItemFormat.read("0123", AssignedItemFormat.write(item)))
                .isEqualTo(item);
    }

    @Test
    void refusesAFormatItDoesNotKnow() {
        byte[] bytes = AssignedItemFormat.write(ITEM);
        bytes[0] = 2;

        assertThatThrownBy(() -> AssignedItemFormat.read("0123", bytes))
                .hasMessageStartingWith("The store holds item 0123 in format 2, this program reads format 1");
    }

    private static AssignedItem item(Split split, String label, String group) {
        return new AssignedItem(
                "0123",
                ContentHash.of(new byte[] {1}),
                2,
                Instant.parse("2026-01-02T03:04:05.000006Z"),
                5,
                label,
                group,
                "c-4",
                "u-5",
                split);
    }
}
