package dev.winnow.gateway;

import dev.winnow.embedded.EmbeddedKafka;
import dev.winnow.embedded.EmbeddedPostgres;
import dev.winnow.events.TopicCheck;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;

/** A broker with the catalogue's topics, a database and a folder store for the gateway under test. */
public class Stack implements QuarkusTestResourceLifecycleManager {
    static final int IMAGE_PARTITIONS = 3;

    private static volatile ProcessHandle database;

    private Path folder;
    private EmbeddedKafka kafka;
    private EmbeddedPostgres postgres;

    @Override
    public Map<String, String> start() {
        try {
            folder = Files.createTempDirectory("winnow-gateway-stack");
            kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0);
            postgres = EmbeddedPostgres.start(folder.resolve("postgres"));
            database = postgres.process().orElseThrow();
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
                TopicCheck.create(admin, IMAGE_PARTITIONS, (short) 1);
            }
            return Map.of(
                    "kafka.bootstrap.servers", kafka.bootstrapServers(),
                    "quarkus.datasource.jdbc.url", postgres.jdbcUrl(),
                    "quarkus.datasource.username", postgres.username(),
                    "quarkus.datasource.password", postgres.password(),
                    "store.folder.path", folder.resolve("store").toString(),
                    "gateway.access.user-header", "X-Forwarded-User",
                    "quarkus.http.test-port", "0");
        } catch (IOException e) {
            throw new IllegalStateException("Cannot start what the gateway stands on", e);
        }
    }

    /** The database server that was started last. */
    static ProcessHandle database() {
        return database;
    }

    @Override
    public void stop() {
        try {
            if (postgres != null) {
                postgres.close();
            }
            if (kafka != null) {
                kafka.close();
            }
            Folders.delete(folder);
        } catch (IOException e) {
            throw new IllegalStateException("Cannot stop what the gateway stood on", e);
        }
    }
}
