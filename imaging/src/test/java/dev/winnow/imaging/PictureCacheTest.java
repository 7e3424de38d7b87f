package dev.winnow.imaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.winnow.dataset.ContentHash;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class PictureCacheTest {
    private static final int BYTES = 3 * 10 * 10;

    @Test
    void returnsThePictureRetained() {
        try (PictureCache cache = new PictureCache(BYTES)) {
            Picture picture = Drawn.uniform(10, 10, 0x123456);
            cache.put(content(1), picture);
            picture.close();

            Picture found = cache.get(content(1));
            cache.remove(content(1));

            assertThat(Drawn.rgb(found, 3, 3)).isEqualTo(0x123456);
            found.close();
            assertThatIllegalStateException().isThrownBy(found::bgr);
        }
    }

    @Test
    void letsGoOfThePictureUsedLongestAgo() {
        try (PictureCache cache = new PictureCache(2 * BYTES)) {
            put(cache, 1);
            put(cache, 2);
            cache.get(content(1)).close();

            put(cache, 3);

            assertThat(cache.bytes()).isEqualTo(2 * BYTES);
            assertThat(cache.get(content(2))).isNull();
            try (Picture first = cache.get(content(1));
                    Picture third = cache.get(content(3))) {
                assertThat(first).isNotNull();
                assertThat(third).isNotNull();
            }
        }
    }

    @Test
    void puttingAgainReplaces() {
        try (PictureCache cache = new PictureCache(10 * BYTES)) {
            put(cache, 1);
            put(cache, 1);

            assertThat(cache.size()).isEqualTo(1);
            assertThat(cache.bytes()).isEqualTo(BYTES);
        }
    }

    @Test
    void withoutCapacityKeepsNothing() {
        try (PictureCache cache = new PictureCache(0)) {
            put(cache, 1);

            assertThat(cache.get(content(1))).isNull();
            assertThat(cache.bytes()).isZero();
        }
    }

    @Test
    void staysWithinItsBoundsUnderManyThreads() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (PictureCache cache = new PictureCache(5 * BYTES)) {
            List<Callable<Long>> tasks = new ArrayList<>();
            for (int seed = 0; seed < 4; seed++) {
                SplittableRandom random = new SplittableRandom(seed);
                tasks.add(() -> {
                    long most = 0;
                    for (int i = 0; i < 2_000; i++) {
                        int key = random.nextInt(12);
                        Picture found = cache.get(content(key));
                        if (found == null) {
                            put(cache, key);
                        } else {
                            assertThat(Drawn.rgb(found, 0, 0)).isEqualTo(key);
                            found.close();
                        }
                        if (key == 0) {
                            cache.remove(content(random.nextInt(12)));
                        }
                        most = Math.max(most, cache.bytes());
                    }
                    return most;
                });
            }
            for (Future<Long> most : threads.invokeAll(tasks)) {
                assertThat(most.get()).isLessThanOrEqualTo(5 * BYTES);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aClosedPictureCannotBeHeldAgain() {
        Picture picture = Drawn.uniform(2, 2, 0);
        picture.close();

        assertThatIllegalStateException().isThrownBy(picture::retain);
        assertThatIllegalStateException().isThrownBy(picture::close);
    }

    private static void put(PictureCache cache, int key) {
        try (Picture picture = Drawn.uniform(10, 10, key)) {
            cache.put(content(key), picture);
        }
    }

    private static ContentHash content(int key) {
        return ContentHash.of(new byte[] {(byte) key});
    }
}
