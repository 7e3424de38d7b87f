package dev.winnow.imaging;

import static dev.winnow.dataset.Rejection.Reason.CORRUPT;
import static dev.winnow.dataset.Rejection.Reason.EMPTY;
import static dev.winnow.dataset.Rejection.Reason.FILE_TOO_LARGE;
import static dev.winnow.dataset.Rejection.Reason.SIDE_TOO_LONG;
import static dev.winnow.dataset.Rejection.Reason.TOO_MANY_PIXELS;
import static dev.winnow.dataset.Rejection.Reason.TOO_SMALL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.dataset.Rejection;
import dev.winnow.dataset.spec.Limits;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Limits are judged by headers: the files here have nothing but headers, so that no decoder could say their size. */
class LimitsTest {
    private static final Limits LIMITS = new Limits(100_000, 1_000_000, 4_000, 16);

    private final PictureDecoder decoder = new PictureDecoder();

    // Fault A 10, A 12.
    @Test
    void tooManyPixelsAreRefusedByTheHeaderOfEveryFormat() {
        headers(2_000, 1_000)
                .forEach((name, header) -> assertThat(reason(header)).as(name).isEqualTo(TOO_MANY_PIXELS));
    }

    // Fault A 11.
    @Test
    void aSideTooLongIsRefusedByTheHeaderOfEveryFormat() {
        headers(5_000, 100)
                .forEach((name, header) -> assertThat(reason(header)).as(name).isEqualTo(SIDE_TOO_LONG));
        headers(100, 5_000)
                .forEach((name, header) -> assertThat(reason(header)).as(name).isEqualTo(SIDE_TOO_LONG));
    }

    @Test
    void aSideTooShortIsRefusedByTheHeaderOfEveryFormat() {
        headers(15, 200)
                .forEach((name, header) -> assertThat(reason(header)).as(name).isEqualTo(TOO_SMALL));
    }

    @Test
    void headersWithinTheLimitsPassThemAndFailLater() {
        headers(400, 300)
                .forEach((name, header) ->
                        assertThat(reason(header)).as(name).isIn(CORRUPT, Rejection.Reason.TRUNCATED));
    }

    // Faults A 10 and A 11 as they are told, under the limits that hold where nothing is said.
    @Test
    void bombsAreRefusedByTheDefaultLimits() {
        assertThat(reason(png(20_000, 20_000), Limits.defaults())).isEqualTo(SIDE_TOO_LONG);
        assertThat(reason(png(16_000, 16_000), Limits.defaults())).isEqualTo(TOO_MANY_PIXELS);
        assertThat(reason(png(1_000_000, 1), Limits.defaults())).isEqualTo(SIDE_TOO_LONG);
    }

    @Test
    void theSentenceNamesSizeAndLimit() {
        assertThat(rejection(headers(2_000, 1_000).get("PNG")).detail())
                .isEqualTo("The picture is 2000×1000 pixels, the dataset takes at most 1000000 in all");
    }

    // Fault A 1.
    @Test
    void noBytesAndTooManyBytesAreRefused() {
        assertThat(reason(new byte[0])).isEqualTo(EMPTY);
        assertThat(reason(new byte[100_001])).isEqualTo(FILE_TOO_LARGE);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1})
    void aPngWithoutPixelsIsCorrupt(int side) {
        assertThat(reason(png(side, 100))).isEqualTo(CORRUPT);
    }

    private Rejection.Reason reason(byte[] bytes) {
        return rejection(bytes).reason();
    }

    private Rejection.Reason reason(byte[] bytes, Limits limits) {
        return ((Decoded.Refused) decoder.decode(bytes, "upload", limits))
                .rejection()
                .reason();
    }

    private Rejection rejection(byte[] bytes) {
        return ((Decoded.Refused) decoder.decode(bytes, "upload", LIMITS)).rejection();
    }

    private static Map<String, byte[]> headers(int width, int height) {
        Map<String, byte[]> headers = new TreeMap<>();
        headers.put("PNG", png(width, height));
        headers.put("JPEG", jpeg(width, height));
        headers.put("GIF", gif(width, height));
        headers.put("BMP", bmp(width, height));
        headers.put("BMP top-down", bmp(width, -height));
        headers.put("TIFF little-endian", tiff(width, height, ByteOrder.LITTLE_ENDIAN));
        headers.put("TIFF big-endian", tiff(width, height, ByteOrder.BIG_ENDIAN));
        for (int kind = 1; kind <= 6; kind++) {
            String max = kind == 1 || kind == 4 ? "" : "255\n";
            headers.put("P" + kind, latin1("P" + kind + "\n# drawn\n" + width + " " + height + "\n" + max));
        }
        headers.put("WebP lossy", webp("VP8 ", vp8(width, height)));
        headers.put("WebP lossless", webp("VP8L", vp8l(width, height)));
        headers.put("WebP extended", webp("VP8X", vp8x(width, height)));
        return headers;
    }

    private static byte[] png(int width, int height) {
        return ByteBuffer.allocate(33)
                .put(latin1("\u0089PNG\r\n\u001a\n"))
                .putInt(13)
                .put(latin1("IHDR"))
                .putInt(width)
                .putInt(height)
                .put(new byte[] {8, 2, 0, 0, 0})
                .array();
    }

    private static byte[] jpeg(int width, int height) {
        return ByteBuffer.allocate(31)
                .put(latin1("\u00ff\u00d8\u00ff\u00c0"))
                .putShort((short) 17)
                .put((byte) 8)
                .putShort((short) height)
                .putShort((short) width)
                .put(new byte[] {3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1})
                .put(latin1("\u00ff\u00da\0\u0008\1\1\0\0\u003f\0"))
                .array();
    }

    private static byte[] gif(int width, int height) {
        return little(24)
                .put(latin1("GIF89a"))
                .putShort((short) width)
                .putShort((short) height)
                .put(new byte[] {0, 0, 0, 0x2C, 0, 0, 0, 0})
                .putShort((short) 1)
                .putShort((short) 1)
                .array();
    }

    private static byte[] bmp(int width, int height) {
        return little(54)
                .put(latin1("BM"))
                .putInt(54)
                .putInt(0)
                .putInt(54)
                .putInt(40)
                .putInt(width)
                .putInt(height)
                .putShort((short) 1)
                .putShort((short) 24)
                .array();
    }

    private static byte[] tiff(int width, int height, ByteOrder order) {
        return ByteBuffer.allocate(8 + 2 + 24 + 4)
                .order(order)
                .put(latin1(order == ByteOrder.LITTLE_ENDIAN ? "II" : "MM"))
                .putShort((short) 42)
                .putInt(8)
                .putShort((short) 2)
                .putShort((short) 256)
                .putShort((short) 4)
                .putInt(1)
                .putInt(width)
                .putShort((short) 257)
                .putShort((short) 4)
                .putInt(1)
                .putInt(height)
                .putInt(0)
                .array();
    }

    private static byte[] vp8(int width, int height) {
        return little(10)
                .put(new byte[] {0, 0, 0, (byte) 0x9D, 1, 0x2A})
                .putShort((short) width)
                .putShort((short) height)
                .array();
    }

    private static byte[] vp8l(int width, int height) {
        return little(5).put((byte) 0x2F).putInt(width - 1 | height - 1 << 14).array();
    }

    private static byte[] vp8x(int width, int height) {
        return little(10)
                .putInt(0)
                .putShort((short) (width - 1))
                .put((byte) (width - 1 >> 16))
                .putShort((short) (height - 1))
                .put((byte) (height - 1 >> 16))
                .array();
    }

    /** The container says it is longer than it is. */
    private static byte[] webp(String type, byte[] data) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(latin1("RIFF"));
        file.writeBytes(little(4).putInt(10_000).array());
        file.writeBytes(latin1("WEBP" + type));
        file.writeBytes(little(4).putInt(data.length).array());
        file.writeBytes(data);
        return file.toByteArray();
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
