package dev.winnow.imaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.dataset.Issue;
import dev.winnow.dataset.Rejection;
import dev.winnow.dataset.spec.Action;
import dev.winnow.dataset.spec.Limits;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;

/** PNG files (faults A 4, 20) drawn chunk by chunk: 8×8 gray pixels, each row behind its filter byte. */
class PngWholenessTest {
    private static final int SIDE = 8;
    private static final byte[] GRAY_8 = {0, 0, 0, SIDE, 0, 0, 0, SIDE, 8, 0, 0, 0, 0};
    private static final byte[] END = {};

    private final PictureDecoder decoder = new PictureDecoder();

    @Test
    void aWholeFilePasses() {
        assertThat(verdict(png("IHDR", GRAY_8, "IDAT", deflated(rows()), "IEND", END)))
                .isEqualTo("image");
    }

    @Test
    void aStreamThatEndsBeforeTheLastRowIsRefused() {
        byte[] stream = deflated(rows());
        for (int missing = 1; missing < stream.length; missing++) {
            byte[] cut = Arrays.copyOf(stream, stream.length - missing);
            assertThat(verdict(png("IHDR", GRAY_8, "IDAT", cut, "IEND", END)))
                    .as("%d bytes missing", missing)
                    .isIn("TRUNCATED", "CORRUPT");
        }
    }

    @Test
    void aStreamOfFewerRowsIsRefused() {
        byte[] rows = rows();
        for (int length = 0; length < rows.length; length++) {
            assertThat(verdict(png("IHDR", GRAY_8, "IDAT", deflated(Arrays.copyOf(rows, length)), "IEND", END)))
                    .as("%d of %d bytes", length, rows.length)
                    .isEqualTo("CORRUPT");
        }
    }

    @Test
    void aStreamOfMoreRowsPassesAsEveryDecoderLetsIt() {
        byte[] rows = rows();
        assertThat(verdict(png(
                        "IHDR", GRAY_8, "IDAT", deflated(Arrays.copyOf(rows, rows.length + SIDE + 1)), "IEND", END)))
                .isEqualTo("image");
    }

    @Test
    void aWrongChecksumOfTheStreamIsRefused() {
        byte[] stream = deflated(rows());
        stream[stream.length - 1] ^= 1;

        assertThat(verdict(png("IHDR", GRAY_8, "IDAT", stream, "IEND", END))).isEqualTo("CORRUPT");
    }

    @Test
    void picturesMayBeSplitIntoSeveralChunks() {
        byte[] stream = deflated(rows());
        byte[] head = Arrays.copyOf(stream, 3);
        byte[] tail = Arrays.copyOfRange(stream, 3, stream.length);

        assertThat(verdict(png("IHDR", GRAY_8, "IDAT", head, "IDAT", new byte[0], "IDAT", tail, "IEND", END)))
                .isEqualTo("image");
        assertThat(verdict(png("IHDR", GRAY_8, "IDAT", head, "tIME", new byte[7], "IDAT", tail, "IEND", END)))
                .isEqualTo("CORRUPT");
    }

    @Test
    void chunksOutOfOrderAreRefused() {
        byte[] stream = deflated(rows());

        assertThat(verdict(png("IDAT", stream, "IHDR", GRAY_8, "IEND", END))).isEqualTo("CORRUPT");
        assertThat(verdict(png("IHDR", GRAY_8, "IHDR", GRAY_8, "IDAT", stream, "IEND", END)))
                .isEqualTo("CORRUPT");
        assertThat(verdict(png("IHDR", GRAY_8, "IEND", END, "IDAT", stream))).isEqualTo("CORRUPT");
        assertThat(verdict(png("IHDR", GRAY_8, "IDAT", stream))).isEqualTo("TRUNCATED");
    }

    @Test
    void anUnknownChunkThatMustBeUnderstoodIsRefusedAndOneThatNeedNotIsNot() {
        byte[] stream = deflated(rows());

        assertThat(verdict(png("IHDR", GRAY_8, "ABCD", END, "IDAT", stream, "IEND", END)))
                .isEqualTo("CORRUPT");
        assertThat(verdict(png("IHDR", GRAY_8, "abCd", END, "IDAT", stream, "IEND", END)))
                .isEqualTo("image");
    }

    @Test
    void framesOfAnAnimationAreCounted() {
        byte[] control = ByteBuffer.allocate(8).putInt(3).putInt(0).array();
        byte[] stream = deflated(rows());

        assertThat(verdict(png("IHDR", GRAY_8, "acTL", control, "IDAT", stream, "IEND", END)))
                .isEqualTo("image ANIMATED");
    }

    @Test
    void whatBecomesOfAnAnimationTheSpecSays() {
        byte[] control = ByteBuffer.allocate(8).putInt(3).putInt(0).array();
        byte[] png = png("IHDR", GRAY_8, "acTL", control, "IDAT", deflated(rows()), "IEND", END);

        assertThat(verdict(png, animations(3, Action.FLAG))).isEqualTo("image ANIMATED");
        assertThat(verdict(png, animations(3, Action.ACCEPT))).isEqualTo("image");
        assertThat(verdict(png, animations(3, Action.REJECT))).isEqualTo("ANIMATED");
        assertThat(verdict(png, animations(2, Action.ACCEPT))).isEqualTo("ANIMATED");
    }

    @Test
    void framesTimesPixelsAreLimited() {
        byte[] control = ByteBuffer.allocate(8).putInt(21).putInt(0).array();
        byte[] png = png("IHDR", GRAY_8, "acTL", control, "IDAT", deflated(rows()), "IEND", END);

        assertThat(verdict(png, new Limits(1 << 20, SIDE * SIDE, 100, 1))).isEqualTo("ANIMATED");
        assertThat(verdict(png, new Limits(1 << 20, SIDE * SIDE + 4, 100, 1))).isEqualTo("image ANIMATED");
    }

    private static Limits animations(int frames, Action action) {
        return new Limits(1 << 20, 1_000_000, 10_000, 1, frames, null, null, action, null);
    }

    @Test
    void aTransparentGrayIsTransparency() {
        byte[] rows = rows();
        byte[] key = {0, rows[1]};

        assertThat(verdict(png("IHDR", GRAY_8, "tRNS", key, "IDAT", deflated(rows), "IEND", END)))
                .isEqualTo("image ALPHA");
        assertThat(verdict(png("IHDR", GRAY_8, "tRNS", new byte[] {0, -1}, "IDAT", deflated(rows), "IEND", END)))
                .isEqualTo("image");
        assertThat(verdict(png(
                        "IHDR",
                        GRAY_8,
                        "tRNS",
                        new byte[2],
                        "IDAT",
                        deflated(new byte[SIDE * (SIDE + 1)]),
                        "IEND",
                        END)))
                .isEqualTo("image EMPTY_ALPHA");
    }

    private String verdict(byte[] file) {
        return verdict(file, Limits.defaults());
    }

    private String verdict(byte[] file, Limits limits) {
        Decoded decoded = decoder.decode(file, "a.png", limits);
        if (decoded instanceof Decoded.Refused refused) {
            Rejection rejection = refused.rejection();
            assertThat(rejection.detail()).isNotBlank();
            return rejection.reason().name();
        }
        Decoded.Image image = (Decoded.Image) decoded;
        image.picture().close();
        StringBuilder verdict = new StringBuilder("image");
        for (Issue issue : image.issues()) {
            verdict.append(' ').append(issue.kind());
        }
        return verdict.toString();
    }

    private static byte[] rows() {
        byte[] rows = new byte[SIDE * (SIDE + 1)];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = (byte) (i % (SIDE + 1) == 0 ? 0 : 3 * i);
        }
        return rows;
    }

    private static byte[] deflated(byte[] bytes) {
        Deflater deflater = new Deflater();
        deflater.setInput(bytes);
        deflater.finish();
        byte[] stream = new byte[200];
        int length = deflater.deflate(stream);
        deflater.end();
        return Arrays.copyOf(stream, length);
    }

    /** @param chunks type, data, type, data, … */
    private static byte[] png(Object... chunks) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes("\u0089PNG\r\n\u001a\n".getBytes(StandardCharsets.ISO_8859_1));
        for (int i = 0; i < chunks.length; i += 2) {
            byte[] type = ((String) chunks[i]).getBytes(StandardCharsets.US_ASCII);
            byte[] data = (byte[]) chunks[i + 1];
            CRC32 crc = new CRC32();
            crc.update(type);
            crc.update(data);
            file.writeBytes(ByteBuffer.allocate(12 + data.length)
                    .putInt(data.length)
                    .put(type)
                    .put(data)
                    .putInt((int) crc.getValue())
                    .array());
        }
        return file.toByteArray();
    }
}
