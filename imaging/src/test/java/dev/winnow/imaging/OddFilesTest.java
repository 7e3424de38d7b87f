package dev.winnow.imaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.dataset.Issue;
import dev.winnow.dataset.spec.Limits;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are not as their format says, and what every viewer makes of them all the same. */
class OddFilesTest {
    private static final int SUB_DIRECTORIES = 330;

    /** Screen and palette, and an image of four pixels. */
    private static final byte[] SCREEN = Embedding.joined(
            Embedding.latin1("GIF89a"),
            new byte[] {2, 0, 2, 0, (byte) 0x80, 0, 0, 0, 0, 0, (byte) 255, (byte) 255, (byte) 255});

    private static final byte[] IMAGE = {0x2C, 0, 0, 0, 0, 2, 0, 2, 0, 0, 2, 3, 0x44, 0x02, 0x05, 0};
    private static final byte[] DELAY = {0x21, (byte) 0xF9, 4, 0, 1, 0, 0, 0};
    private static final byte[] TRAILER = {0x3B};

    private final PictureDecoder decoder = new PictureDecoder();

    @Test
    void nulBytesBetweenTheBlocksOfAGifArePassedOver() {
        byte[] whole = Embedding.joined(SCREEN, DELAY, IMAGE, TRAILER);
        byte[] nul = new byte[3];

        for (byte[] odd : new byte[][] {
            Embedding.joined(SCREEN, nul, DELAY, IMAGE, TRAILER),
            Embedding.joined(SCREEN, DELAY, nul, IMAGE, TRAILER),
            Embedding.joined(SCREEN, DELAY, IMAGE, nul, TRAILER)
        }) {
            assertThat(verdict(odd)).isEqualTo("image");
            assertThat(pixels(odd)).isEqualTo(pixels(whole));
        }
    }

    @Test
    void aGifEndsBehindItsLastWholePicture() {
        byte[] without = Embedding.joined(SCREEN, IMAGE);
        byte[] junk = Embedding.joined(SCREEN, IMAGE, Embedding.latin1("\u0099junk"));

        assertThat(verdict(without)).isEqualTo("image");
        assertThat(verdict(junk)).isEqualTo("image TRAILING_DATA");
        assertThat(pixels(junk)).isEqualTo(pixels(without));
        assertThat(verdict(Embedding.joined(SCREEN, Embedding.latin1("\u0099junk"))))
                .isEqualTo("CORRUPT");
        assertThat(verdict(Embedding.joined(SCREEN, Arrays.copyOf(IMAGE, 12)))).isEqualTo("TRUNCATED");
    }

    /** 32803 is a colour filter array, 34892 what was made of one; 2 is an ordinary picture. */
    @ParameterizedTest
    @ValueSource(ints = {32803, 34892, 2})
    void aPictureAboveASensorsSamplesIsCameraRaw(int photometric) {
        DrawnTiff preview = new DrawnTiff(ByteOrder.LITTLE_ENDIAN, 4, 4, 1, 8).strip(new byte[16]);
        int length = preview.tag(SUB_DIRECTORIES, 0).bytes().length;
        byte[] below = ByteBuffer.allocate(18)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) 1)
                .putShort((short) DrawnTiff.PHOTOMETRIC)
                .putShort((short) 3)
                .putInt(1)
                .putInt(photometric)
                .array();
        byte[] file = Embedding.joined(preview.tag(SUB_DIRECTORIES, length).bytes(), below);

        assertThat(verdict(file)).isEqualTo(photometric == 2 ? "image" : "UNSUPPORTED_FORMAT");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\0\0\0\u0020ftypmp42",
                "\0\0\0\u0020ftypqt  ",
                "\0\0\0\u0008wide",
                "\0\0\0\u0008free",
                "\0\0\0\u0008skip",
                "\0\0\0\u0014pnot",
                "\0\0\u0001\u00b3",
                "\0\0\u0001\u00ba",
                "\u001aE\u00df\u00a3"
            })
    void aVideoIsNoPictureWithBytesBeforeIt(String start) {
        byte[] cover = Drawn.encoded(Drawn.scene(20, 20, 1), ".jpg");
        byte[] video = Embedding.joined(Embedding.latin1(start), new byte[40], cover);

        Decoded.Refused refused = (Decoded.Refused) decoder.decode(video, "a.mov", Limits.defaults());

        assertThat(refused.rejection().reason()).hasToString("NOT_AN_IMAGE");
        assertThat(refused.rejection().detail()).contains("video");
    }

    private byte[] pixels(byte[] file) {
        try (Picture picture = decoder.decodeVetted(file)) {
            return Drawn.pixels(picture);
        }
    }

    private String verdict(byte[] file) {
        Decoded decoded = decoder.decode(file, "", Limits.defaults());
        if (decoded instanceof Decoded.Refused refused) {
            return refused.rejection().reason().name();
        }
        Decoded.Image image = (Decoded.Image) decoded;
        image.picture().close();
        StringBuilder verdict = new StringBuilder("image");
        for (Issue issue : image.issues()) {
            verdict.append(' ').append(issue.kind());
        }
        return verdict.toString();
    }
}
