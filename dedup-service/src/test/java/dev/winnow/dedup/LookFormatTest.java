package dev.winnow.dedup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.winnow.dataset.Hash256;
import dev.winnow.dataset.Pdq;
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

    @Test
    void writesAndReadsVersionOne() {
        assertThat(HexFormat.of().formatHex(LookFormat.write(new Look(THUMBNAIL, PDQ))))
                .isEqualTo(VERSION_1);
        assertThat(LookFormat.read(HexFormat.of().parseHex(VERSION_1))).isEqualTo(new Look(THUMBNAIL, PDQ));
    }

    @Test
    void whatWasNotTakenStaysOut() {
        assertThat(LookFormat.read(LookFormat.write(Look.NONE))).isEqualTo(Look.NONE);
        assertThat(LookFormat.read(LookFormat.write(new Look(null, PDQ)))).isEqualTo(new Look(null, PDQ));
        assertThat(LookFormat.read(LookFormat.write(new Look(THUMBNAIL, null)))).isEqualTo(new Look(THUMBNAIL, null));
    }

    @Test
    void refusesAFormatItDoesNotKnow() {
        assertThatThrownBy(() -> LookFormat.read(new byte[] {9, 0})).hasMessageContaining("a look in format 9");
    }
}
