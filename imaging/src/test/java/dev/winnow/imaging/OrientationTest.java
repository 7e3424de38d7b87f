package dev.winnow.imaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.dataset.spec.Limits;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.opencv.core.Core;

/** EXIF orientation is applied once, whatever the format (faults A 22, A 23). */
class OrientationTest {
    private final PictureDecoder decoder = new PictureDecoder();

    @ParameterizedTest
    @CsvSource({"Landscape, 1800, 1200", "Portrait, 1200, 1800"})
    void allOrientationsComeOutUprightAndAlike(String scene, int width, int height) {
        Path folder = SharedData.folder("exif-orientation");
        try (Picture upright = decoder.decodeVetted(SharedData.bytes(folder.resolve(scene + "_1.jpg")))) {
            for (int orientation = 0; orientation <= 8; orientation++) {
                byte[] bytes = SharedData.bytes(folder.resolve(scene + "_" + orientation + ".jpg"));
                Decoded.Image image = (Decoded.Image) decoder.decode(bytes, "a.jpg", Limits.defaults());
                try (Picture picture = image.picture();
                        Picture again = decoder.decodeVetted(bytes)) {
                    assertThat(picture.width()).isEqualTo(width);
                    assertThat(picture.height()).isEqualTo(height);
                    assertThat(image.metadata().width()).isEqualTo(width);
                    assertThat(image.metadata().orientation()).isEqualTo(Math.max(1, orientation));
                    // Each file was compressed anew: alike up to JPEG's losses, a few gray levels on average.
                    assertThat(Core.norm(picture.bgr(), upright.bgr(), Core.NORM_L1) / picture.bytes())
                            .isLessThan(6);
                    assertThat(Core.norm(picture.bgr(), again.bgr(), Core.NORM_L1))
                            .isZero();
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void aTiffIsTurnedOnce(int orientation) {
        for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
            try (Picture picture = decoder.decodeVetted(tiff(order, orientation))) {
                assertThat(drawing(picture)).isEqualTo(uprightOf(orientation));
            }
        }
    }

    @Test
    void aTiffWithGroup4CompressionIsTurnedToo() {
        Path folder = SharedData.folder("malformed-and-odd");

        try (Picture picture = decoder.decodeVetted(SharedData.bytes(folder.resolve("g4_orientation_5.tif")))) {
            assertThat(picture.width()).isEqualTo(590);
            assertThat(picture.height()).isEqualTo(88);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 9, 255})
    void anInvalidOrientationIsTakenAsUprightWithAnIssue(int orientation) {
        byte[] tiff = tiff(ByteOrder.LITTLE_ENDIAN, orientation);

        Decoded.Image image = (Decoded.Image) decoder.decode(tiff, "a.tif", Limits.defaults());

        image.picture().close();
        assertThat(image.metadata().orientation()).isEqualTo(1);
        assertThat(image.issues()).extracting(issue -> issue.kind().name()).contains("BAD_EXIF");
    }

    /** The stored pixels are {@code abc/def}; what a viewer must show, by the table in CIPA DC-008. */
    private static String uprightOf(int orientation) {
        return switch (orientation) {
            case 1 -> "abc/def";
            case 2 -> "cba/fed";
            case 3 -> "fed/cba";
            case 4 -> "def/abc";
            case 5 -> "ad/be/cf";
            case 6 -> "da/eb/fc";
            case 7 -> "fc/eb/da";
            case 8 -> "cf/be/ad";
            default -> throw new IllegalArgumentException();
        };
    }

    private static String drawing(Picture picture) {
        StringBuilder drawing = new StringBuilder();
        for (int y = 0; y < picture.height(); y++) {
            drawing.append(y == 0 ? "" : "/");
            for (int x = 0; x < picture.width(); x++) {
                drawing.append((char) (Drawn.rgb(picture, x, y) & 0xFF));
            }
        }
        return drawing.toString();
    }

    /** 3×2 gray pixels, the letters a to f. */
    private static byte[] tiff(ByteOrder order, int orientation) {
        int[][] tags = {
            {256, 3}, {257, 2}, {258, 8}, {259, 1}, {262, 1}, {273, 8}, {274, orientation}, {277, 1}, {278, 2}, {279, 6}
        };
        ByteBuffer file = ByteBuffer.allocate(14 + 2 + 12 * tags.length + 4).order(order);
        file.put((order == ByteOrder.LITTLE_ENDIAN ? "II" : "MM").getBytes());
        file.putShort((short) 42).putInt(14).put("abcdef".getBytes());
        file.putShort((short) tags.length);
        for (int[] tag : tags) {
            file.putShort((short) tag[0])
                    .putShort((short) 3)
                    .putInt(1)
                    .putShort((short) tag[1])
                    .putShort((short) 0);
        }
        return file.putInt(0).array();
    }
}
