package dev.winnow.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.bench.DrawnAssessments;
import dev.winnow.dataset.DatasetSpec;
import dev.winnow.events.DatasetDeclared;
import dev.winnow.events.ImageAssessed;
import dev.winnow.events.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
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
    private static final int KILLS = 10;
    private static final int IMAGES_PER_KILL = 500;
    private static final int IMAGES_AFTER_LOSS = 300;

    @TempDir
    Path folder;

    private final DrawnAssessments drawn = new DrawnAssessments(DATASET, 20_261_125);
    private Installation installation;

    @BeforeEach
    void start() throws IOException {
        installation = Installation.startDeciders(folder, "killed-deciders");
        installation
                .topics()
                .announce(List.of(new DatasetDeclared(DATASET, List.of(DatasetSpec.defaults()), Instant.EPOCH)));
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
        int sent = 0;
        try (Topics.Tail assigned = installation.topics().tail(Topic.IMAGES_ASSIGNED)) {
            for (int kill = 0; kill < KILLS; kill++) {
                announce(IMAGES_PER_KILL);
                assigned.awaitCount(sent + random.nextInt(IMAGES_PER_KILL));
                sent += IMAGES_PER_KILL;
                ServiceProcess victim = installation.service(random.nextBoolean() ? Service.DEDUP : Service.SPLIT);
                victim.kill();
                victim.start();
            }
            assigned.awaitCount(sent);
            requireSameAsUninterrupted(sent);

            for (Service service : List.of(Service.DEDUP, Service.SPLIT)) {
                installation.service(service).kill();
                remove(installation.state(service));
                installation.service(service).start();
            }
            announce(IMAGES_AFTER_LOSS);
            sent += IMAGES_AFTER_LOSS;
            assigned.awaitCount(sent);
            requireSameAsUninterrupted(sent);
        }
    }

    private void announce(int images) {
        installation
                .topics()
                .announce(Stream.<ImageAssessed>generate(drawn::next)
                        .limit(images)
                        .toList());
    }

    private void requireSameAsUninterrupted(int images) {
        Evidence evidence = Evidence.ofDecisions(DATASET, installation.topics());
        Replay replay = Replay.of(evidence);
        assertThat(evidence.assessed()).hasSize(images);
        assertThat(SameClustersAndSplitsAsReplay.eventsAgree(evidence, replay)).isEmpty();
        assertThat(NoDoubleEffect.decidedOnce(evidence)).isEmpty();
        new NoUnitEverSpansTwoSplits().requireKept(evidence);
        assertThat(replay.end().clusters().values().stream().distinct())
                .as("clusters, without which this would prove little")
                .hasSizeGreaterThan(images / 50);
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
