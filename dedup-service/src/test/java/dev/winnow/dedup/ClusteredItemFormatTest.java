package dev.winnow.dedup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.duplicate.ClusteredItem;
import java.time.Instant;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class ClusteredItemFormatTest {
    private static final ClusteredItem ITEM = new ClusteredItem(
            "0123",
            ContentHash.of(new byte[] {1}),
            0xb6c8f0d1_8e2c4a97L,
            true,
            6,
            3,
            5,
            2,
            Instant.parse("2026-01-02T03:04:05.000006Z"),
            "0099-4");

    /** What version 1 wrote stays readable: these bytes are never to change. */
    private static final String VERSION_1 =
            "01" + "03" + "06" + "00000002" + "00000000695735a5" + "00001770" + "0000000000000005"
                    + "0000000000000003" + "b6c8f0d18e2c4a97"
                    + "4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a" + "303039392d34";

    @Test
    void writesVersionOne() {
        assertThat(HexFormat.of().formatHex(ClusteredItemFormat.write(ITEM))).isEqualTo(VERSION_1);
    }

    @Test
    void readsVersionOne() {
        assertThat(ClusteredItemFormat.read("0123", HexFormat.of().parseHex(VERSION_1)))
                .isEqualTo(ITEM);
    }

    @Test
    void readsWhatStandsAlone() {
        ClusteredItem alone = new ClusteredItem(
                "a", ITEM.content(), -1, false, 16, 1, 1, 1, Instant.parse("1969-12-31T23:59:59.5Z"), null);

        assertThat(ClusteredItemFormat.read("a", ClusteredItemFormat.write(alone)))
                .isEqualTo(alone);
    }

    @Test
    void refusesAFormatItDoesNotKnow() {
        byte[] bytes = ClusteredItemFormat.write(ITEM);
        bytes[0] = 2;

        assertThatThrownBy(() -> ClusteredItemFormat.read("0123", bytes))
                .hasMessageStartingWith("The store holds item 0123 in format 2, this program reads format 1");
    }
}
