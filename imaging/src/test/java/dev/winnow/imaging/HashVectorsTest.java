package dev.winnow.imaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.dataset.Fingerprints;
import dev.winnow.dataset.Hash256;
import java.util.function.IntBinaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The hashes are those of Python's imagehash 4.3.2 with Pillow 12.3, bit for bit, and PDQ's but for its rounding. */
class HashVectorsTest {
    private static final WantedHashes ALL = new WantedHashes(true, true, true, false);

    @ParameterizedTest
    @CsvSource({
        "imagehash.png, ffd7918181c9ffff, 0026273b2b19550e, ba8c84536bd3c366, ffd391818181a5e7",
        "peppers.png,   9f172786e71f1e00, 3a7ece1c9df4fcb9, 92a71cdc79d980e3, 9f1f2786e51f1e00"
    })
    void equalThoseOfImagehash(String file, String average, String difference, String perceptual, String wavelet) {
        Fingerprints hashes = ofShared(file);

        assertThat(hex(hashes.averageHash())).isEqualTo(average);
        assertThat(hex(hashes.differenceHash())).isEqualTo(difference);
        assertThat(hex(hashes.perceptualHash())).isEqualTo(perceptual);
        assertThat(hex(hashes.waveletHash())).isEqualTo(wavelet);
    }

    /** Drawn by formula, hashed by imagehash: sides below the hash's, tall, wide and in several strips. */
    @ParameterizedTest
    @CsvSource({
        "1, 1, 0000000000000000, 0000000000000000, 0000000000000000, 0000000000000000",
        "5, 3, 0707070f0f0f0f0f, ffffffffffffffff, af00008000800000, 0f0f0f0f0f0f0f0f",
        "8, 8, 0707070f0f0f1f1f, ffffffffffffffff, a959d54cb2532aad, 07070f0f0f0f1f1f",
        "9, 40, 000001071f7fff7f, ffffffffffffffff, a87f3cd510f478e0, 000001071f7fffff",
        "33, 32, 0307070f0f0f1f1f, ffffffffffffffff, aa558974867ed856, 0307070f0f1f1f3f",
        "200, 613, 5f7f5f7f7b5f7f7f, a99290a3a1919281, 800000bcaefebffe, 57785b6279197b40",
        "1531, 97, 5161730cdc2f7350, a545c618985a82a5, 802624bb2a3eafee, 13196688ff2b5956",
        "640, 480, 6c53454100456401, 89a2898080958881, 800343d373f373d3, 6d6653076c65e619",
        "70, 2100, 7f7f7f7f7f7f7f7f, 81a888a0a08890a5, 80000383efcf2fff, 793f103f047d7d04"
    })
    void equalThoseOfImagehashOnDrawnPictures(
            int width, int height, String average, String difference, String perceptual, String wavelet) {
        Fingerprints hashes = ofDrawn(width, height, HashVectorsTest::pattern);

        assertThat(hex(hashes.averageHash())).isEqualTo(average);
        assertThat(hex(hashes.differenceHash())).isEqualTo(difference);
        assertThat(hex(hashes.perceptualHash())).isEqualTo(perceptual);
        assertThat(hex(hashes.waveletHash())).isEqualTo(wavelet);
    }

    /** Most of these is white, so that the wavelets' bits are their rounding. */
    @ParameterizedTest
    @CsvSource({
        "160, 120, fc808080838387ff",
        "256, 256, 000000f0f0f0f0f0",
        "600, 520, 3030f0f0f0f0f0f0",
        "17, 40, 0000000000000000"
    })
    void theWaveletHashRoundsAsImagehashRounds(int width, int height, String wavelet) {
        assertThat(hex(ofDrawn(width, height, HashVectorsTest::blockOnWhite).waveletHash()))
                .isEqualTo(wavelet);
    }

    /**
     * Hashed by PDQ's own C++. No smaller ones: where each pixel is sampled eight times the sixteenth frequencies are nothing but
     * rounding.
     */
    @ParameterizedTest
    @CsvSource({
        "9, 40, 827d8e1df9c060d3d368fb4151e851efc378fc817c81ac95ec912a576c938a5d, 18",
        "33, 32, a095f9e5f890f9e7f8e0071d061d235d061d796f78088715861d875d861dd75d, 45",
        "64, 64, 4ad49ab35a5656545adadab7535696d4ba8716b625d4ceb499aa53348465394c, 100",
        "128, 128, b5d7a6db345626f45555aad55ab594b16d21993f3320ce601c6f71e083c07fc0, 100",
        "200, 613, 0fff1fff7f00fc067f08fe00ff30fe02ff13fe00ff2efe0ffc00fc0050000000, 100",
        "320, 320, ffbff700f1e0f3fdf5e4f7fff5e5fffffffde000e004e0848020c00000210000, 100",
        "1531, 97, 5af4f30ba7550ff4fa0bd010b7b0075b8d5fef203b9a1aee5800fbbad1bb1000, 100",
        "70, 2100, 80f880f900f801fa1ff84fe00ff9ffc0ffe000ffffb0ffc0ffb0fc80fe000000, 100"
    })
    void pdqIsThatOfItsOwnToolsOnDrawnPictures(int width, int height, String hash, int quality) {
        Fingerprints hashes = ofDrawn(width, height, HashVectorsTest::pattern);

        assertThat(hashes.pdq().hash().distanceTo(Hash256.ofHex(hash))).isLessThanOrEqualTo(2);
        assertThat(hashes.pdq().quality()).isEqualTo(quality);
    }

    /** One photograph in eight positions, hashed by PDQ's tools from their decoder's pixels. */
    @ParameterizedTest
    @CsvSource({
        "bridge-1-original.jpg,     f8f8f0cee0f4a84f06370a22038f63f0b36e2ed596621e1d33e6b39c4e9c9b22",
        "bridge-2-rotate-90.jpg,    30a10efd71cc3d429013d48d0ffffc52e34e0e17ada952a9d29685211ea9e5af",
        "bridge-3-rotate-180.jpg,   adad5a64b5a142e75b62a09857da895ae63b847fc23794b766b319361bc93188",
        "bridge-4-rotate-270.jpg,   a5f0a457a48995e8c9065c275aaa5498b61ba4bdf8fcf80387c32f8b1bfc4f05",
        "bridge-5-flipx.jpg,        f8f80f31e0f417b20e37f5cd028f980fb36ed02a9662c1e233e64c634e9c64dd",
        "bridge-6-flipy.jpg,        0dad2599b1a1bd1a5362576742da32a5e63b7380c2374b4866b366c91bc9ce77",
        "bridge-7-flip-plus-1.jpg,  f0a5e102f1ccc0bd945308720fff038de34ef1e8ada9a956d2967ade5ea91a50",
        "bridge-8-flip-minus-1.jpg, a5f05aa8a4896a17c906a2d85aaaab07b61b5b42f8fc07fc87c3d0741bfcb0fa"
    })
    void pdqIsWithinTenBitsOfItsVectors(String file, String hash) {
        Fingerprints hashes = ofShared("pdq/" + file);

        assertThat(hashes.pdq().hash().distanceTo(Hash256.ofHex(hash))).isLessThanOrEqualTo(10);
        assertThat(hashes.pdq().quality()).isEqualTo(100);
    }

    private static Fingerprints ofShared(String file) {
        byte[] bytes = SharedData.bytes(SharedData.folder("hash-vectors").resolve(file));
        try (Picture picture = new PictureDecoder().decodeVetted(bytes)) {
            return new Analyzer().analyze(picture, Drawn.metadata(picture), ALL).fingerprints();
        }
    }

    private static Fingerprints ofDrawn(int width, int height, IntBinaryOperator rgb) {
        try (Picture picture = Drawn.picture(width, height, rgb)) {
            return new Analyzer().analyze(picture, Drawn.metadata(picture), ALL).fingerprints();
        }
    }

    private static int pattern(int x, int y) {
        int red = (x * x / 7 + 3 * y) & 0xFF;
        int green = (x * y / 11 + 5 * x) & 0xFF;
        int blue = (y * y / 5 + x) & 0xFF;
        return red << 16 | green << 8 | blue;
    }

    private static int blockOnWhite(int x, int y) {
        boolean inside = x >= 30 && x < 100 && y >= 20 && y < 90;
        return 0x010101 * (inside ? (7 * x + 3 * y) & 0xFF : 0xFF);
    }

    private static String hex(long hash) {
        return String.format("%016x", hash);
    }
}
