package dev.winnow.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.dataset.Fingerprints;
import dev.winnow.events.ImageAssessed;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DrawnAssessmentsTest {

    @Test
    void theSameSeedDrawsTheSame() {
        assertThat(draw(7, 500)).isEqualTo(draw(7, 500)).isNotEqualTo(draw(8, 500));
    }

    @Test
    void eachImageArrivesAfterTheOneBefore() {
        List<ImageAssessed> drawn = draw(1, 2000);

        for (int i = 1; i < drawn.size(); i++) {
            assertThat(drawn.get(i).upload().at())
                    .isAfter(drawn.get(i - 1).upload().at());
        }
    }

    @Test
    void someFilesComeTwiceSomePlacesAreUploadedToAgainAndSomeImagesAreNearCopies() {
        List<ImageAssessed> drawn = draw(1, 5000);
        Set<Object> contents = new HashSet<>();
        Set<String> items = new HashSet<>();
        Map<Long, ImageAssessed> scenes = new HashMap<>();
        drawn.forEach(d -> {
            contents.add(d.upload().content());
            items.add(d.upload().key());
            scenes.put(d.fingerprints().perceptualHash(), d);
        });

        long near = drawn.stream()
                .filter(d -> IntStream.range(0, 64)
                        .anyMatch(bit -> scenes.containsKey(d.fingerprints().perceptualHash() ^ (1L << bit))))
                .count();

        assertThat(drawn.size() - contents.size()).isBetween(50, 400);
        assertThat(drawn.size() - items.size()).isBetween(30, 300);
        assertThat(near).as("images one bit from another").isGreaterThan(20);
    }

    @Test
    void hashesOfUnrelatedScenesAreFarApart() {
        List<ImageAssessed> drawn = draw(3, 300);
        long close = 0;
        for (int i = 0; i < drawn.size(); i++) {
            for (int j = 0; j < i; j++) {
                int distance = Fingerprints.hammingDistance(
                        drawn.get(i).fingerprints().perceptualHash(),
                        drawn.get(j).fingerprints().perceptualHash());
                close += distance <= 16 ? 1 : 0;
            }
        }

        assertThat(close).isLessThan(100);
    }

    private static List<ImageAssessed> draw(long seed, int count) {
        DrawnAssessments arrivals = new DrawnAssessments("drawn", seed);
        return IntStream.range(0, count).mapToObj(i -> arrivals.next()).toList();
    }
}
