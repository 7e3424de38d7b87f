package dev.winnow.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.winnow.bench.IndexBench.Distribution;
import dev.winnow.bench.IndexBench.Plan;
import dev.winnow.dataset.duplicate.HammingIndex;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IndexBenchTest {

    @ParameterizedTest
    @CsvSource({"64, 10, UNIFORM", "64, 10, SKEWED", "256, 31, UNIFORM", "256, 31, SKEWED"})
    void anIndexAnswersAsTheScanDoes(int bits, int radius, Distribution distribution) {
        IndexResult result = new IndexBench(new Plan(bits, 20_000, radius, distribution, 300)).run();

        assertThat(result.checked()).isEqualTo(200);
        assertThat(result.different()).isZero();
        assertThat(result.hitsPerQuery()).isGreaterThanOrEqualTo(0.5); // every other query is a near copy
        assertThat(result.bytesPerHash()).isGreaterThan(bits / 8.0);
        assertThat(result.medianMicros()).isPositive().isLessThanOrEqualTo(result.p99Micros());
        assertThat(result.scanMedianMicros()).isPositive();
        assertThat(result.table()).last().asString().endsWith("200 of 200 as the scan's");
    }

    @Test
    void anIndexThatMissesTheFurthestIsCaught() {
        Plan plan = new Plan(64, 1_000, 4, Distribution.UNIFORM, 200);

        IndexResult result = new IndexBench(plan).measure(new ShortSighted());

        assertThat(result.different()).isPositive();
    }

    @Test
    void skewedBitsAreMostlyLikeTheirNeighbours() {
        SplittableRandom random = new SplittableRandom(1);
        long changes = 0;
        for (int i = 0; i < 1_000; i++) {
            long hash = Distribution.SKEWED.draw(random);
            changes += Long.bitCount((hash ^ hash >>> 1) << 1);
        }

        assertThat(changes / 63_000.0).isBetween(0.14, 0.16);
    }

    @Test
    void aHeapThatIsTooSmallIsSaidWithWhatToSet() {
        Plan plan = new Plan(256, 100_000_000, 31, Distribution.UNIFORM, 10);

        assertThatIllegalStateException()
                .isThrownBy(() -> new IndexBench(plan).run())
                .withMessageMatching(
                        "A heap of [0-9,]+ MB is too small for 100,000,000 hashes of 256 bits: set WINNOW_HEAP=\\d+g");
    }

    @Test
    void whatCannotBeMeasuredIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Plan(128, 10, 3, Distribution.UNIFORM, 1))
                .withMessage("Hashes have 64 or 256 bits, not 128");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Plan(64, 10, 65, Distribution.UNIFORM, 1))
                .withMessage("A radius lies between 0 and 64, 65 does not");
    }

    /** Finds what is nearer than the radius. */
    private static final class ShortSighted implements IndexBench.Searched {
        private final HammingIndex index = new HammingIndex();

        @Override
        public void insert(int id, long[] hashes, int at) {
            index.insert(id, hashes[at]);
        }

        @Override
        public void search(long[] hashes, int at, int radius, HammingIndex.Hits hits) {
            index.search(hashes[at], radius - 1, hits);
        }
    }
}
