package dev.winnow.imaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.dataset.Fingerprints;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The hashes are those of Python's imagehash 4.3.2 with Pillow 12.3, bit for bit. */
class HashVectorsTest {

    @ParameterizedTest
    @CsvSource({
        "imagehash.png, ffd7918181c9ffff, 0026273b2b19550e, ba8c84536bd3c366",
        "peppers.png,   9f172786e71f1e00, 3a7ece1c9df4fcb9, 92a71cdc79d980e3"
    })
    void equalThoseOfImagehash(String file, String average, String difference, String perceptual) {
        byte[] bytes = SharedData.bytes(SharedData.folder("hash-vectors").resolve(file));

        try (Picture picture = new PictureDecoder().decodeVetted(bytes)) {
            Fingerprints hashes =
                    new Analyzer().analyze(picture, Drawn.metadata(picture)).fingerprints();

            assertThat(hex(hashes.averageHash())).isEqualTo(average);
            assertThat(hex(hashes.differenceHash())).isEqualTo(difference);
            assertThat(hex(hashes.perceptualHash())).isEqualTo(perceptual);
        }
    }

    /** Drawn by formula, hashed by imagehash: sides below the hash's, tall, wide and in several strips. */
    @ParameterizedTest
    @CsvSource({
        "1, 1, 0000000000000000, 0000000000000000, 0000000000000000",
        "5, 3, 0707070f0f0f0f0f, ffffffffffffffff, af00008000800000",
        "8, 8, 0707070f0f0f1f1f, ffffffffffffffff, a959d54cb2532aad",
        "9, 40, 000001071f7fff7f, ffffffffffffffff, a87f3cd510f478e0",
        "33, 32, 0307070f0f0f1f1f, ffffffffffffffff, aa558974867ed856",
        "200, 613, 5f7f5f7f7b5f7f7f, a99290a3a1919281, 800000bcaefebffe",
        "1531, 97, 5161730cdc2f7350, a545c618985a82a5, 802624bb2a3eafee",
        "640, 480, 6c53454100456401, 89a2898080958881, 800343d373f373d3",
        "70, 2100, 7f7f7f7f7f7f7f7f, 81a888a0a08890a5, 80000383efcf2fff"
    })
    void equalThoseOfImagehashOnDrawnPictures(
            int width, int height, String average, String difference, String perceptual) {
        try (Picture picture = Drawn.picture(width, height, HashVectorsTest::pattern)) {
            Fingerprints hashes =
                    new Analyzer().analyze(picture, Drawn.metadata(picture)).fingerprints();

            assertThat(hex(hashes.averageHash())).isEqualTo(average);
            assertThat(hex(hashes.differenceHash())).isEqualTo(difference);
            assertThat(hex(hashes.perceptualHash())).isEqualTo(perceptual);
        }
    }

    private static int pattern(int x, int y) {
        int red = (x * x / 7 + 3 * y) & 0xFF;
        int green = (x * y / 11 + 5 * x) & 0xFF;
        int blue = (y * y / 5 + x) & 0xFF;
        return red << 16 | green << 8 | blue;
    }

    private static String hex(long hash) {
        return String.format("%016x", hash);
    }
}
