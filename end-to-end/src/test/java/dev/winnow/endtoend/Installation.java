package dev.winnow.endtoend;

import dev.winnow.embedded.EmbeddedKafka;
import dev.winnow.embedded.EmbeddedPostgres;
import dev.winnow.events.TopicCheck;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;

/**
 * All six services as processes, on a broker with the catalogue's topics, a database and a store. Closing it ends everything that
 * was started, also where starting the rest failed. Used by one thread.
 */
final class Installation implements AutoCloseable {
    private static final int IMAGE_PARTITIONS = 2;

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final Map<Service, ServiceProcess> services = new EnumMap<>(Service.class);
    private final Path folder;
    private final String brokers;
    private final Topics topics;
    private final EmbeddedPostgres database;
    private final Gateway gateway;

    /** Where images are kept. Asked once the broker runs, because a store may have to tell it of its objects. */
    @FunctionalInterface
    interface StoreChoice {
        /** The settings that bring the services to the store. */
        Map<String, String> settings(String brokers) throws IOException;
    }

    private Installation(Path folder, String name, StoreChoice store, Set<Service> wanted) throws IOException {
        this.folder = folder;
        try {
            brokers = opened(EmbeddedKafka.start(folder.resolve("broker"), 0)).bootstrapServers();
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers))) {
                TopicCheck.create(admin, IMAGE_PARTITIONS, (short) 1);
            }
            topics = opened(new Topics(brokers));
            database = wanted.contains(Service.GATEWAY)
                    ? opened(EmbeddedPostgres.start(folder.resolve("database")))
                    : null;
            Map<String, String> storeSettings = store.settings(brokers);
            HttpClient http = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();
            Path logs = Files.createDirectories(Path.of("target", "services", name));
            FreePorts ports = new FreePorts();
            for (Service service : wanted) {
                Path log = logs.resolve(service.key() + ".log");
                Files.deleteIfExists(log);
                Map<String, String> settings = settings(service);
                settings.putAll(storeSettings);
                services.put(service, opened(new ServiceProcess(service, ports.next(), settings, log, http)));
            }
            services.values().forEach(ServiceProcess::start);
            services.values().forEach(ServiceProcess::awaitReady);
            gateway = database == null
                    ? null
                    : new Gateway(service(Service.GATEWAY).address(), http);
        } catch (IOException | RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /**
     * Starts everything and returns when every service is ready.
     *
     * @param folder of all data
     * @param name of the folder below {@code target/services} that the services' logs go to
     */
    static Installation start(Path folder, String name, StoreChoice store) throws IOException {
        return new Installation(folder, name, store, EnumSet.allOf(Service.class));
    }

    /** dedup and split alone, which need neither database nor store; there is no gateway and no read model then. */
    static Installation startDeciders(Path folder, String name) throws IOException {
        return new Installation(folder, name, brokers -> Map.of(), EnumSet.of(Service.DEDUP, Service.SPLIT));
    }

    /** The folder of a stateful service's stores. */
    Path state(Service service) {
        return folder.resolve("state").resolve(service.key());
    }

    /** A folder that all services share. */
    static StoreChoice folderStore(Path folder) {
        return brokers -> Map.of("store.kind", "folder", "store.folder.path", folder.toString());
    }

    ServiceProcess service(Service service) {
        return services.get(service);
    }

    Topics topics() {
        return topics;
    }

    Gateway gateway() {
        return gateway;
    }

    ReadModel readModel() {
        return new ReadModel(database.jdbcUrl(), database.username(), database.password());
    }

    private Map<String, String> settings(Service service) {
        Map<String, String> settings = new HashMap<>();
        settings.put("kafka.bootstrap.servers", brokers);
        // the shortest sessions that brokers allow by default, so that a killed consumer is missed soon
        settings.put("kafka.session.timeout.ms", "6000");
        settings.put("kafka.heartbeat.interval.ms", "2000");
        switch (service) {
            case INGEST -> settings.put("ingest.notifications.enabled", "true");
            case DEDUP, SPLIT -> {
                settings.put("winnow.state-dir", state(service).toString());
                settings.put("winnow.instance", service.key() + "-1");
            }
            case GATEWAY -> {
                settings.put(
                        "gateway.ingest-url", service(Service.INGEST).address().toString());
                settings.put("quarkus.datasource.jdbc.url", database.jdbcUrl());
                settings.put("quarkus.datasource.username", database.username());
                settings.put("quarkus.datasource.password", database.password());
            }
            case QUALITY, AUGMENT -> {
                // need no more than broker and store
            }
        }
        return settings;
    }

    private <C extends AutoCloseable> C opened(C resource) {
        open.push(resource);
        return resource;
    }

    /** In the reverse order of starting; the broker last, because clients wait for one that is gone. */
    @Override
    public void close() {
        IllegalStateException failure = null;
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                failure =
                        failure == null ? new IllegalStateException("Cannot end everything that was started") : failure;
                failure.addSuppressed(e);
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
