package dev.winnow.dedup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.winnow.dataset.DetailThumbnail;
import dev.winnow.dataset.Hash256;
import dev.winnow.dataset.Pdq;
import dev.winnow.dataset.PolarThumbnail;
import dev.winnow.dataset.Thumbnail;
import dev.winnow.dataset.duplicate.Looks.Look;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class LookFormatTest {
    private static final Thumbnail THUMBNAIL = new Thumbnail(new byte[Thumbnail.SIDE * Thumbnail.SIDE]);
    private static final Pdq PDQ = new Pdq(new Hash256(1, 2, 3, -4), 100);

    /** These bytes are never to change. */
    private static final String VERSION_1 =
            "0103" + "00".repeat(256) + "000000000000000100000000000000020000000000000003fffffffffffffffc" + "64";

    private static final PolarThumbnail POLAR = polar();

    private static final String VERSION_2 = "0206" + "000000000000000100000000000000020000000000000003fffffffffffffffc"
            + "64" + "00".repeat(511) + "80";

    @Test
    void writesAndReadsVersionTwoWhereThereIsADisk() {
        Look look = new Look(null, PDQ, POLAR);

        assertThat(HexFormat.of().formatHex(LookFormat.write(look))).isEqualTo(VERSION_2);
        assertThat(LookFormat.read(HexFormat.of().parseHex(VERSION_2))).isEqualTo(look);
    }

    @Test
    void writesVersionOneWhereThereIsNoneAndReadsIt() {
        assertThat(HexFormat.of().formatHex(LookFormat.write(new Look(THUMBNAIL, PDQ, null))))
                .isEqualTo(VERSION_1);
        assertThat(LookFormat.read(HexFormat.of().parseHex(VERSION_1))).isEqualTo(new Look(THUMBNAIL, PDQ, null));
    }

    @Test
    void detailsAreVersionThree() {
        byte[] steps = new byte[DetailThumbnail.BYTES];
        steps[0] = 7;
        Look look = new Look(THUMBNAIL, null, null, new DetailThumbnail(THUMBNAIL, steps));

        byte[] written = LookFormat.write(look);

        assertThat(HexFormat.of().formatHex(written)).startsWith("0309").contains("0007");
        assertThat(written).hasSize(2 + 256 + DetailThumbnail.BYTES);
        assertThat(LookFormat.read(written)).isEqualTo(look);
    }

    @Test
    void whatWasNotTakenStaysOut() {
        Look all = new Look(THUMBNAIL, PDQ, POLAR);

        assertThat(LookFormat.read(LookFormat.write(all))).isEqualTo(all);
        assertThat(LookFormat.read(LookFormat.write(Look.NONE))).isEqualTo(Look.NONE);
        assertThat(LookFormat.read(LookFormat.write(new Look(null, PDQ, null)))).isEqualTo(new Look(null, PDQ, null));
        assertThat(LookFormat.read(LookFormat.write(new Look(THUMBNAIL, null, null))))
                .isEqualTo(new Look(THUMBNAIL, null, null));
    }

    private static PolarThumbnail polar() {
        byte[] luma = new byte[PolarThumbnail.RINGS * PolarThumbnail.SECTORS];
        luma[luma.length - 1] = (byte) 0x80;
        return new PolarThumbnail(luma);
    }

    @Test
    void refusesAFormatItDoesNotKnow() {
        assertThatThrownBy(() -> LookFormat.read(new byte[] {9, 0})).hasMessageContaining("a look in format 9");
    }
}
