package dev.winnow.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.bench.DrawnAssessments;
import dev.winnow.dataset.Split;
import dev.winnow.dataset.spec.DatasetSpec;
import dev.winnow.endtoend.Topics.Decided;
import dev.winnow.events.DatasetDeclared;
import dev.winnow.events.Decision;
import dev.winnow.events.ImageAssessed;
import dev.winnow.events.ImageUploaded;
import dev.winnow.events.ImageWithdrawn;
import dev.winnow.events.PairJudged;
import dev.winnow.events.SplitsFrozen;
import dev.winnow.events.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * dedup and split as processes, without the rest: killed again and again while assessments come, and deprived of their stores. What
 * they say is what one thread says that was never interrupted.
 */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class KilledDecidersTest {
    private static final String DATASET = "decided";
    private static final int KILLS = 6;
    private static final int IMAGES_PER_KILL = 400;
    private static final int DECISIONS_PER_KILL = 30;
    private static final int IMAGES_AFTER_LOSS = 200;

    @TempDir
    Path folder;

    private final DrawnAssessments drawn = new DrawnAssessments(DATASET, 20_261_125);
    private final List<ImageAssessed> sent = new ArrayList<>();
    private Installation installation;

    @BeforeEach
    void start() throws IOException {
        installation = Installation.startDeciders(folder, "killed-deciders");
        installation
                .topics()
                .announce(
                        List.of(new DatasetDeclared(DATASET, List.of(DatasetSpec.defaults()), "anna", Instant.EPOCH)));
    }

    @AfterEach
    void stop() {
        if (installation != null) {
            installation.close();
        }
    }

    @Test
    void neitherKillsNorLostStoresChangeWhatIsDecided() throws IOException {
        long seed = Long.getLong("winnow.kill-seed", System.nanoTime());
        System.out.println("kills drawn from winnow.kill-seed=" + seed);
        Random random = new Random(seed);
        int count = 0;
        try (Topics.Tail assigned = installation.topics().tail(Topic.IMAGES_ASSIGNED)) {
            for (int kill = 0; kill < KILLS; kill++) {
                decide(random, kill);
                announce(IMAGES_PER_KILL);
                assigned.awaitCount(count + random.nextInt(IMAGES_PER_KILL));
                count += IMAGES_PER_KILL;
                ServiceProcess victim = installation.service(random.nextBoolean() ? Service.DEDUP : Service.SPLIT);
                victim.kill();
                victim.start();
            }
            assigned.awaitCount(count);
            requireSameAsUninterrupted(count);

            for (Service service : List.of(Service.DEDUP, Service.SPLIT)) {
                installation.service(service).kill();
                remove(installation.state(service));
                installation.service(service).start();
            }
            announce(IMAGES_AFTER_LOSS);
            count += IMAGES_AFTER_LOSS;
            assigned.awaitCount(count);
            requireSameAsUninterrupted(count);
        }
    }

    private void announce(int images) {
        List<ImageAssessed> batch =
                Stream.<ImageAssessed>generate(drawn::next).limit(images).toList();
        sent.addAll(batch);
        installation.topics().announce(batch);
    }

    /** Takes images out, has people say what they see, and half-way freezes the splits. */
    private void decide(Random random, int number) {
        List<Decision> decisions = new ArrayList<>();
        for (int i = 0; i < DECISIONS_PER_KILL && !sent.isEmpty(); i++) {
            ImageUploaded one = sent.get(random.nextInt(sent.size())).upload();
            ImageUploaded other = sent.get(random.nextInt(sent.size())).upload();
            Instant now = Instant.EPOCH.plusSeconds(1000L * number + i);
            if (random.nextInt(3) == 0) {
                decisions.add(new ImageWithdrawn(
                        DATASET, one.source(), one.at(), 1, ImageWithdrawn.Cause.REMOVED, "not wanted", "anna", now));
            } else if (one.key().compareTo(other.key()) < 0) {
                PairJudged.Word word = PairJudged.Word.values()[random.nextInt(3)];
                decisions.add(new PairJudged(
                        DATASET, one.key(), other.key(), one.content(), other.content(), word, "a person", now));
            }
        }
        if (number == KILLS / 2) {
            decisions.add(new SplitsFrozen(DATASET, "v1", "anna", Instant.EPOCH));
        }
        installation.topics().announce(decisions);
    }

    private void requireSameAsUninterrupted(int images) {
        Evidence evidence = Evidence.ofDecisions(DATASET, installation.topics());
        Replay replay = Replay.of(evidence);
        assertThat(evidence.assessed()).hasSize(images);
        assertThat(SameClustersAndSplitsAsReplay.eventsAgree(evidence, replay)).isEmpty();
        assertThat(NoDoubleEffect.decidedOnce(evidence)).isEmpty();
        new NoUnitEverSpansTwoSplits().requireKept(evidence);
        assertThat(splitsByEvents(evidence)).isEqualTo(replay.end().splits());
        assertThat(evidence.decisions()).hasSizeGreaterThan(KILLS * DECISIONS_PER_KILL / 3);
        assertThat(replay.end().clusters().values().stream().distinct())
                .as("clusters, without which this would prove little")
                .hasSizeGreaterThan(images / 50);
    }

    /** Where each image ends, read from the events alone. */
    private static Map<String, Split> splitsByEvents(Evidence evidence) {
        TreeMap<Long, Map<String, Optional<Split>>> said = new TreeMap<>();
        evidence.assigned()
                .forEach(recorded -> said.computeIfAbsent(
                                recorded.event().image().duplication().position(), position -> new HashMap<>())
                        .put(
                                recorded.event().subject(),
                                Optional.ofNullable(
                                        recorded.event().assignment().split())));
        evidence.moved()
                .forEach(recorded -> said.computeIfAbsent(recorded.event().position(), position -> new HashMap<>())
                        .put(
                                recorded.event().subject(),
                                Optional.ofNullable(recorded.event().to())));
        Map<String, Instant> uploaded = new HashMap<>();
        evidence.assessed()
                .forEach(recorded -> uploaded.put(
                        recorded.event().subject(), recorded.event().upload().at()));
        for (Decided decided : evidence.decisions()) {
            if (decided.event() instanceof ImageWithdrawn withdrawn
                    && !uploaded.get(withdrawn.subject()).isAfter(withdrawn.upTo())) {
                said.computeIfAbsent(decided.offset(), position -> new HashMap<>())
                        .put(withdrawn.subject(), Optional.empty());
            }
        }
        Map<String, Optional<Split>> last = new HashMap<>();
        said.values().forEach(last::putAll);
        Map<String, Split> splits = new HashMap<>();
        last.forEach((item, split) -> split.ifPresent(s -> splits.put(item, s)));
        return splits;
    }

    private static void remove(Path state) throws IOException {
        assertThat(state).isNotEmptyDirectory();
        try (Stream<Path> paths = Files.walk(state)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
