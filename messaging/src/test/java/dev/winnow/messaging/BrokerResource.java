package dev.winnow.messaging;

import dev.winnow.embedded.EmbeddedKafka;
import dev.winnow.events.TopicCheck;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;

/** A real broker with every topic, and a folder store, for a service under test. */
public class BrokerResource implements QuarkusTestResourceLifecycleManager {
    private Path folder;
    private EmbeddedKafka broker;

    @Override
    public Map<String, String> start() {
        try {
            folder = Files.createTempDirectory("winnow-service-test");
            broker = EmbeddedKafka.start(folder.resolve("broker"), 0);
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
                TopicCheck.create(admin, 2, (short) 1);
            }
            return Map.of(
                    "kafka.bootstrap.servers",
                    broker.bootstrapServers(),
                    "store.kind",
                    "folder",
                    "store.folder.path",
                    folder.resolve("store").toString(),
                    "winnow.state-dir",
                    folder.resolve("state").toString(),
                    "quarkus.http.test-port",
                    "0");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        if (broker != null) {
            broker.close();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
