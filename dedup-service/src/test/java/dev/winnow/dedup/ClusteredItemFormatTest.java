package dev.winnow.dedup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.Dihedral;
import dev.winnow.dataset.Standing;
import dev.winnow.dataset.duplicate.ClusteredItem;
import dev.winnow.dataset.duplicate.ClusteredItem.KeptLink;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClusteredItemFormatTest {
    private static final Instant AT = Instant.parse("2026-01-02T03:04:05.000006Z");
    private static final ContentHash CONTENT = ContentHash.of(new byte[] {1});
    private static final ContentHash OTHER = ContentHash.of(new byte[] {2});
    private static final String CONTENT_HEX = "4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a";
    private static final String OTHER_HEX = "dbc1b4c900ffe48d575b5da5c638040125f65db0fe3e24494b76ea986457d986";

    private static final ClusteredItem ITEM = new ClusteredItem(
            "0123",
            CONTENT,
            0xb6c8f0d1_8e2c4a97L,
            true,
            null,
            OTHER,
            3,
            5,
            2,
            AT,
            0.5,
            "0099-4",
            true,
            Standing.DUPLICATE,
            List.of(
                    new KeptLink(OTHER, 6, 0.75, null, Dihedral.ROTATE_90, null, null),
                    new KeptLink(CONTENT, 1, null, 31, Dihedral.IDENTITY, null, null)),
            0);

    /** What a version wrote stays readable: these bytes are never to change. */
    private static final String VERSION_1 = "01" + "03" + "06" + "00000002" + "00000000695735a5" + "00001770"
            + "0000000000000005" + "0000000000000003" + "b6c8f0d18e2c4a97" + CONTENT_HEX + "303039392d34";

    private static final String VERSION_2 = "02" + "0f" + "01" + "00000002" + "00000000695735a5" + "00001770"
            + "0000000000000005" + "0000000000000003" + "b6c8f0d18e2c4a97" + "3fe0000000000000" + CONTENT_HEX
            + OTHER_HEX
            + "0002"
            + OTHER_HEX + "06" + "01" + "01" + "3fe8000000000000" + "0000"
            + CONTENT_HEX + "01" + "00" + "02" + "0000000000000000" + "001f"
            + "303039392d34";

    private static final ClusteredItem ROTATED = new ClusteredItem(
            "0123",
            CONTENT,
            0xb6c8f0d1_8e2c4a97L,
            true,
            0x5e0c91d2_7b3fa684L,
            null,
            3,
            5,
            2,
            AT,
            0.5,
            "0099-4",
            false,
            Standing.KEPT,
            List.of(
                    new KeptLink(OTHER, 6, 0.75, null, Dihedral.FLIP_LEFT_RIGHT, -179, null),
                    new KeptLink(CONTENT, 1, null, 31, Dihedral.IDENTITY, null, null)),
            0);

    private static final String VERSION_3 = "03" + "13" + "00" + "00000002" + "00000000695735a5" + "00001770"
            + "0000000000000005" + "0000000000000003" + "b6c8f0d18e2c4a97" + "3fe0000000000000" + CONTENT_HEX
            + "5e0c91d27b3fa684"
            + "0002"
            + OTHER_HEX + "06" + "04" + "05" + "3fe8000000000000" + "0000" + "ff4d"
            + CONTENT_HEX + "01" + "00" + "02" + "0000000000000000" + "001f" + "0000"
            + "303039392d34";

    private static final ClusteredItem REGISTERED = new ClusteredItem(
            "0123",
            CONTENT,
            0xb6c8f0d1_8e2c4a97L,
            true,
            null,
            null,
            3,
            5,
            2,
            AT,
            0.5,
            "0099-4",
            false,
            Standing.KEPT,
            List.of(new KeptLink(OTHER, 6, 0.75, null, Dihedral.IDENTITY, null, 0.5)),
            0);

    private static final String VERSION_4 = "04" + "03" + "00" + "00000002" + "00000000695735a5" + "00001770"
            + "0000000000000005" + "0000000000000003" + "b6c8f0d18e2c4a97" + "3fe0000000000000" + CONTENT_HEX
            + "0001"
            + OTHER_HEX + "06" + "00" + "09" + "3fe8000000000000" + "0000" + "0000" + "3fe0000000000000"
            + "303039392d34";

    private static final ClusteredItem LABELLED = new ClusteredItem(
            "0123",
            CONTENT,
            0xb6c8f0d1_8e2c4a97L,
            true,
            null,
            null,
            3,
            5,
            2,
            AT,
            0.5,
            "0099-4",
            false,
            Standing.KEPT,
            List.of(new KeptLink(OTHER, 6, 0.75, null, Dihedral.IDENTITY, null, 0.5)),
            0,
            List.of("cat", "Pfötchen"));

    private static final String VERSION_5 = "05" + "03" + "00" + "00000002" + "00000000695735a5" + "00001770"
            + "0000000000000005" + "0000000000000003" + "b6c8f0d18e2c4a97" + "3fe0000000000000" + CONTENT_HEX
            + "0001"
            + OTHER_HEX + "06" + "00" + "09" + "3fe8000000000000" + "0000" + "0000" + "3fe0000000000000"
            + "00000002" + "00000003" + "636174" + "00000009" + "5066c3b674636865" + "6e"
            + "303039392d34";

    @Test
    void writesVersionFiveAndReadsIt() {
        assertThat(HexFormat.of().formatHex(ClusteredItemFormat.write(LABELLED)))
                .isEqualTo(VERSION_5);
        assertThat(ClusteredItemFormat.read("0123", HexFormat.of().parseHex(VERSION_5)))
                .isEqualTo(LABELLED);
    }

    @Test
    void readsVersionFourWhichKnewNoLabels() {
        assertThat(ClusteredItemFormat.read("0123", HexFormat.of().parseHex(VERSION_4)))
                .isEqualTo(REGISTERED);
    }

    @Test
    void readsVersionThreeWhichKnewNoAgreement() {
        assertThat(ClusteredItemFormat.read("0123", HexFormat.of().parseHex(VERSION_3)))
                .isEqualTo(ROTATED);
        assertThat(ClusteredItemFormat.read("0123", ClusteredItemFormat.write(ITEM)))
                .isEqualTo(ITEM);
    }

    @Test
    void readsVersionTwoWhichKnewNoRotations() {
        assertThat(ClusteredItemFormat.read("0123", HexFormat.of().parseHex(VERSION_2)))
                .isEqualTo(ITEM);
    }

    @Test
    void readsVersionOneWhichKnewNoLinks() {
        assertThat(ClusteredItemFormat.read("0123", HexFormat.of().parseHex(VERSION_1)))
                .isEqualTo(new ClusteredItem(
                        "0123",
                        CONTENT,
                        0xb6c8f0d1_8e2c4a97L,
                        true,
                        null,
                        null,
                        3,
                        5,
                        2,
                        AT,
                        0,
                        "0099-4",
                        false,
                        Standing.KEPT,
                        null,
                        6));
    }

    @Test
    void readsWhatStandsAlone() {
        ClusteredItem alone = new ClusteredItem(
                "a",
                CONTENT,
                -1,
                false,
                null,
                null,
                1,
                1,
                1,
                Instant.parse("1969-12-31T23:59:59.5Z"),
                0,
                null,
                true,
                Standing.KEPT,
                List.of(),
                0);

        assertThat(ClusteredItemFormat.read("a", ClusteredItemFormat.write(alone)))
                .isEqualTo(alone);
    }

    @Test
    void refusesAFormatItDoesNotKnow() {
        byte[] bytes = ClusteredItemFormat.write(ITEM);
        bytes[0] = 6;

        assertThatThrownBy(() -> ClusteredItemFormat.read("0123", bytes))
                .hasMessageStartingWith("The store holds item 0123 in format 6, this program reads formats 1 to 5");
    }
}
