package dev.winnow.imaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.dataset.Arrival;
import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.Dihedral;
import dev.winnow.dataset.Fingerprints;
import dev.winnow.dataset.duplicate.CopyRule;
import dev.winnow.dataset.duplicate.DuplicateClusters;
import dev.winnow.dataset.duplicate.Looks;
import dev.winnow.dataset.spec.Duplicates;
import dev.winnow.dataset.spec.Duplicates.Turned;
import dev.winnow.dataset.spec.Limits;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Ten scenes, and copies of two of them, come out as a person groups them. The corrupt copy is no picture. */
class NearDuplicatesTest {
    private final Analyzer analyzer = new Analyzer();

    @Test
    void uprightCopiesAreCopiesAndTheOtherScenesStandAlone() {
        assertThat(pairs(Turned.NONE))
                .containsExactly(
                        "base/00120 = mixed/00120",
                        "base/00120 = mixed/00120_resize",
                        "base/09268 = mixed/09268",
                        "mixed/00120 = mixed/00120_resize");
    }

    @Test
    void theMirroredCopyIsFoundWhereTurnedCopiesCount() {
        assertThat(pairs(Turned.MIRRORED)).isEqualTo(pairs(Turned.ALL));
        assertThat(pairs(Turned.ALL))
                .containsExactly(
                        "base/00120 = mixed/00120",
                        "base/00120 = mixed/00120_hflip FLIP_LEFT_RIGHT",
                        "base/00120 = mixed/00120_resize",
                        "base/09268 = mixed/09268",
                        "mixed/00120 = mixed/00120_hflip FLIP_LEFT_RIGHT",
                        "mixed/00120 = mixed/00120_resize",
                        "mixed/00120_hflip = mixed/00120_resize FLIP_LEFT_RIGHT");
    }

    @Test
    void theRotatedCopyIsFoundWhereAnyAngleCountsAndToldByHowMuch() {
        TreeSet<String> pairs = pairs(Turned.ANY_ANGLE);

        assertThat(pairs).containsAll(pairs(Turned.ALL));
        pairs.removeAll(pairs(Turned.ALL));
        assertThat(pairs)
                .containsExactly(
                        "base/00120 = mixed/00120_rotation 30°",
                        "mixed/00120 = mixed/00120_rotation 30°",
                        "mixed/00120_hflip = mixed/00120_rotation FLIP_LEFT_RIGHT 30°");
    }

    @Test
    void theyAreGroupedAsAPersonGroupsThemInWhateverOrderTheyCome() {
        Duplicates spec = spec(Turned.ANY_ANGLE);
        List<Map.Entry<String, Fingerprints>> files =
                new ArrayList<>(prints(WantedHashes.of(spec)).entrySet());
        for (int run = 0; run < 20; run++) {
            Collections.shuffle(files, new Random(run));
            DuplicateClusters clusters = new DuplicateClusters(Looks.onHeap());
            for (Map.Entry<String, Fingerprints> file : files) {
                clusters.add(arrival(file.getKey()), file.getValue(), spec);
            }

            Map<String, Set<String>> groups = new TreeMap<>();
            clusters.clusters()
                    .forEach((file, cluster) -> groups.computeIfAbsent(cluster, name -> new TreeSet<>())
                            .add(file));
            assertThat(groups.values())
                    .containsExactlyInAnyOrder(
                            Set.of(
                                    "base/00120",
                                    "mixed/00120",
                                    "mixed/00120_hflip",
                                    "mixed/00120_resize",
                                    "mixed/00120_rotation"),
                            Set.of("base/09268", "mixed/09268"));
        }
    }

    private static Arrival arrival(String file) {
        return new Arrival(file, file, ContentHash.of(file.getBytes(UTF_8)), null, null, null, 1, Instant.EPOCH);
    }

    private static Duplicates spec(Turned turned) {
        return new Duplicates(Duplicates.defaults().maxDistance(), null, null, null, turned, null, null, null);
    }

    private TreeSet<String> pairs(Turned turned) {
        Duplicates spec = spec(turned);
        Map<String, Fingerprints> prints = prints(WantedHashes.of(spec));
        TreeSet<String> pairs = new TreeSet<>();
        prints.forEach((one, first) -> prints.forEach((other, second) -> {
            Optional<CopyRule.Evidence> evidence = CopyRule.compare(second, first, spec);
            if (one.compareTo(other) < 0 && evidence.isPresent()) {
                Dihedral turn = evidence.get().turn();
                Integer degrees = evidence.get().degrees();
                pairs.add(one + " = " + other + (turn == Dihedral.IDENTITY ? "" : " " + turn)
                        + (degrees == null ? "" : " " + degrees + "°"));
            }
        }));
        return pairs;
    }

    private Map<String, Fingerprints> prints(WantedHashes wanted) {
        Map<String, Fingerprints> prints = new TreeMap<>();
        PictureDecoder decoder = new PictureDecoder();
        for (String folder : new String[] {"base", "mixed"}) {
            for (Path file :
                    SharedData.files(SharedData.folder("near-duplicates").resolve(folder + "_images"))) {
                String name =
                        file.getFileName().toString().replace("ukbench", "").replace(".jpg", "");
                Decoded decoded = decoder.decode(SharedData.bytes(file), name, Limits.defaults());
                if (decoded instanceof Decoded.Image image) {
                    try (Picture picture = image.picture()) {
                        prints.put(
                                folder + "/" + name,
                                analyzer.analyze(picture, image.metadata(), wanted)
                                        .fingerprints());
                    }
                }
            }
        }
        assertThat(prints).hasSize(15);
        return prints;
    }
}
