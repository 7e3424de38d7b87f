package dev.winnow.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.Split;
import dev.winnow.dataset.Standing;
import dev.winnow.dataset.split.AssignedItem;
import dev.winnow.dataset.split.SplitAssigner.Ledger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AssignedItemFormatTest {
    private static final Instant AT = Instant.parse("2026-01-02T03:04:05.000006Z");
    private static final byte[] UPLOAD = "{}".getBytes(StandardCharsets.UTF_8);

    /** What version 1 wrote stays readable: these bytes are never to change. */
    private static final String VERSION_1 =
            "01" + "01" + "00000002" + "00000000695735a5" + "00001770" + "0000000000000005"
                    + "4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a"
                    + "00000003" + "752d35" + "00000003" + "632d34" + "ffffffff" + "00000004" + "45756c65";

    /** These bytes are never to change either. */
    private static final String VERSION_2 = "02" + "00" + "02" + "03" + "00" + "00" + "00000002"
            + "00000000695735a5" + "00001770" + "00000000695735a4" + "00000000"
            + "0000000000000005" + "0000000000000004" + "3ff8000000000000" + "4059000000000000"
            + "4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a"
            + "00000003" + "752d35" + "00000003" + "632d34" + "ffffffff" + "ffffffff"
            + "00000002" + "00000004" + "45756c65" + "00000001" + "78" + "00000002" + "7b7d";

    @Test
    void writesVersionTwo() {
        byte[] written =
                AssignedItemFormat.write(item(Split.TRAIN, List.of("Eule", "x"), null, 3, Standing.KEPT), UPLOAD);

        assertThat(HexFormat.of().formatHex(written)).isEqualTo(VERSION_2);
    }

    @Test
    void writesVersionThreeWhereThereIsWhatIsRelated() {
        AssignedItem item = item(Split.TRAIN, List.of("Eule", "x"), null, 3, Standing.KEPT, List.of("45", "6"));

        byte[] written = AssignedItemFormat.write(item, UPLOAD);

        assertThat(HexFormat.of().formatHex(written))
                .isEqualTo("03" + VERSION_2.substring(2, VERSION_2.length() - 12) + "00000002" + "00000002" + "3435"
                        + "00000001" + "36" + "00000002" + "7b7d");
        assertThat(AssignedItemFormat.readItem("0123", written)).isEqualTo(item);
        assertThat(AssignedItemFormat.readUpload("0123", written)).isEqualTo(UPLOAD);
    }

    @Test
    void readsVersionOne() {
        byte[] stored = HexFormat.of().parseHex(VERSION_1);

        assertThat(AssignedItemFormat.readItem("0123", stored))
                .isEqualTo(new AssignedItem(
                        "0123", ContentHash.of(new byte[] {1}), 2, AT, 5, "Eule", null, "c-4", "u-5", Split.VAL));
        assertThat(AssignedItemFormat.readUpload("0123", stored)).isNull();
    }

    @ParameterizedTest
    @EnumSource(Split.class)
    void readsWhatItWrote(Split split) {
        AssignedItem item = item(split, List.of(""), "Käuze/Nest 3", null, Standing.KEPT);

        byte[] stored = AssignedItemFormat.write(item, UPLOAD);

        assertThat(AssignedItemFormat.readItem("0123", stored)).isEqualTo(item);
        assertThat(AssignedItemFormat.readUpload("0123", stored)).isEqualTo(UPLOAD);
    }

    @ParameterizedTest
    @EnumSource(Standing.class)
    void readsWhatItWroteOfImagesOutside(Standing standing) {
        AssignedItem outside = new AssignedItem(
                "0123",
                ContentHash.of(new byte[] {1}),
                2,
                AT,
                5,
                List.of(),
                "g",
                null,
                "u-5",
                null,
                null,
                null,
                AT,
                0,
                0,
                standing,
                "because",
                true,
                null,
                List.of());

        byte[] stored = AssignedItemFormat.write(outside, null);

        assertThat(AssignedItemFormat.readItem("0123", stored)).isEqualTo(outside);
        assertThat(AssignedItemFormat.readUpload("0123", stored)).isNull();
    }

    @Test
    void readsTheLedgerItWrote() {
        Ledger ledger = new Ledger(7, 5, 2, 6);

        byte[] written = AssignedItemFormat.write(ledger);

        assertThat(HexFormat.of().formatHex(written))
                .isEqualTo("02" + "0000000000000007" + "0000000000000005" + "00000002" + "0000000000000006");
        assertThat(AssignedItemFormat.readLedger(written)).isEqualTo(ledger);
    }

    @Test
    void readsALedgerOfBeforeThereWereSettlements() {
        byte[] written = HexFormat.of().parseHex("01" + "0000000000000007" + "0000000000000005" + "00000002");

        assertThat(AssignedItemFormat.readLedger(written)).isEqualTo(new Ledger(7, 5, 2));
    }

    @Test
    void refusesAFormatItDoesNotKnow() {
        byte[] bytes = HexFormat.of().parseHex(VERSION_1);
        bytes[0] = 4;

        assertThatThrownBy(() -> AssignedItemFormat.readItem("0123", bytes))
                .hasMessageStartingWith("The store holds item 0123 in format 4, this program reads formats 1 to 3");
    }

    private static AssignedItem item(Split split, List<String> labels, String group, Integer fold, Standing standing) {
        return item(split, labels, group, fold, standing, List.of());
    }

    private static AssignedItem item(
            Split split, List<String> labels, String group, Integer fold, Standing standing, List<String> related) {
        return new AssignedItem(
                "0123",
                ContentHash.of(new byte[] {1}),
                2,
                AT,
                5,
                labels,
                group,
                "c-4",
                "u-5",
                split,
                fold,
                Split.TEST,
                Instant.parse("2026-01-02T03:04:04Z"),
                1.5,
                100,
                standing,
                null,
                false,
                4L,
                related);
    }
}
