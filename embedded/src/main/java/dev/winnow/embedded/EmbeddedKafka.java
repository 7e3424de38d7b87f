package dev.winnow.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * One Kafka broker in KRaft mode inside this JVM, with its log in a folder. Topics survive restarts and changes of port;
 * a killed process leaves a log that the next start recovers. Broker and controller listen on 127.0.0.1 only.
 *
 * <p>Close it after every client, Kafka Streams included: a client whose broker is gone waits.
 */
public final class EmbeddedKafka implements AutoCloseable {
    private static final int NODE_ID = 1;

    private final KafkaRaftServer server;
    private final int port;
    private final Map<String, String> clientSecurity;

    private EmbeddedKafka(KafkaRaftServer server, int port, Map<String, String> clientSecurity) {
        this.server = server;
        this.port = port;
        this.clientSecurity = clientSecurity;
    }

    /**
     * Starts a broker for tests and returns when it takes requests. It takes them from everybody who reaches 127.0.0.1.
     *
     * @param folder of the broker's log, made if absent; one broker at a time
     * @param port to listen on at 127.0.0.1, or 0 for any free one
     */
    public static EmbeddedKafka start(Path folder, int port) throws IOException {
        int brokerPort = port == 0 ? freePort() : port;
        Properties settings = settings(folder, brokerPort, freePort());
        settings.put("listener.security.protocol.map", "CLIENTS:PLAINTEXT,CONTROLLER:PLAINTEXT");
        return start(folder, settings, brokerPort, Map.of());
    }

    /**
     * Starts a broker for this process and returns when it takes requests. It takes them from clients that have the password in
     * {@link #clientSettings()}. The password is drawn at each start and stands in no file and on no command line.
     *
     * @param folder of the broker's log, made if absent; one broker at a time
     */
    public static EmbeddedKafka startForThisProcess(Path folder) throws IOException {
        int brokerPort = freePort();
        Properties settings = settings(folder, brokerPort, freePort());
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        String password = HexFormat.of().formatHex(random);
        String login =
                "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"winnow\" password=\""
                        + password + "\"";
        settings.put("listener.security.protocol.map", "CLIENTS:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT");
        settings.put("sasl.mechanism.inter.broker.protocol", "PLAIN");
        settings.put("sasl.mechanism.controller.protocol", "PLAIN");
        settings.put("sasl.enabled.mechanisms", "PLAIN");
        for (String listener : List.of("clients", "controller")) {
            settings.put(
                    "listener.name." + listener + ".plain.sasl.jaas.config",
                    login + " user_winnow=\"" + password + "\";");
        }
        return start(
                folder,
                settings,
                brokerPort,
                Map.of(
                        "security.protocol", "SASL_PLAINTEXT",
                        "sasl.mechanism", "PLAIN",
                        "sasl.jaas.config", login + ";"));
    }

    private static EmbeddedKafka start(Path folder, Properties settings, int port, Map<String, String> clientSecurity)
            throws IOException {
        if (!Files.exists(folder.resolve("meta.properties"))) {
            format(folder);
        }
        KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(settings, false), Time.SYSTEM);
        server.startup();
        return new EmbeddedKafka(server, port, clientSecurity);
    }

    /** Host and port, as clients want them. */
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /** All that a client needs, by the names that Kafka gives its settings; holds the password where there is one. */
    public Map<String, String> clientSettings() {
        Map<String, String> settings = new HashMap<>(clientSecurity);
        settings.put("bootstrap.servers", bootstrapServers());
        return Map.copyOf(settings);
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }

    /** In a staging folder that is moved, so that an interrupted start leaves a folder to start on. */
    private static void format(Path folder) throws IOException {
        requireNoTopics(folder);
        Path staging = folder.resolveSibling(folder.getFileName() + ".new");
        PrivateFiles.remove(staging);
        PrivateFiles.folder(staging);
        formatIn(staging);
        PrivateFiles.remove(folder);
        Files.move(staging, folder, StandardCopyOption.ATOMIC_MOVE);
    }

    /** What an interrupted start left is made again; a log of events never is. */
    private static void requireNoTopics(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> there = Files.list(folder)) {
            if (there.anyMatch(path -> Files.isDirectory(path) && !path.endsWith("__cluster_metadata-0"))) {
                throw new IOException(folder + " holds topics, but has lost its meta.properties");
            }
        }
    }

    private static void formatIn(Path folder) throws IOException {
        Formatter formatter = new Formatter()
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), true))
                .setNodeId(NODE_ID)
                .setClusterId(Uuid.randomUuid().toString())
                .addDirectory(folder.toString())
                .setMetadataLogDirectory(folder.toString())
                .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
                .setControllerListenerName("CONTROLLER")
                .setIgnoreFormatted(true);
        try {
            formatter.run();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("Cannot prepare " + folder + " for the broker", e);
        }
    }

    private static Properties settings(Path folder, int port, int controllerPort) {
        Properties p = new Properties();
        p.put("process.roles", "broker,controller");
        p.put("node.id", Integer.toString(NODE_ID));
        p.put("controller.quorum.voters", NODE_ID + "@127.0.0.1:" + controllerPort);
        p.put("listeners", "CLIENTS://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
        p.put("advertised.listeners", "CLIENTS://127.0.0.1:" + port);
        p.put("controller.listener.names", "CONTROLLER");
        p.put("inter.broker.listener.name", "CLIENTS");
        p.put("log.dirs", folder.toString());
        p.put("auto.create.topics.enable", "false");
        p.put("log.retention.ms", "-1");
        p.put("offsets.retention.minutes", "5256000"); // ten years: a dataset may rest for a long time
        for (String topic : List.of("offsets.topic", "transaction.state.log", "share.coordinator.state.topic")) {
            p.put(topic + ".replication.factor", "1");
            p.put(topic + ".num.partitions", "4");
        }
        p.put("transaction.state.log.min.isr", "1");
        p.put("share.coordinator.state.topic.min.isr", "1");
        p.put("transactional.id.expiration.ms", Integer.toString(Integer.MAX_VALUE));
        p.put("group.initial.rebalance.delay.ms", "0");
        // the broker takes requests one heartbeat after it has caught up: do not wait long for that one
        p.put("broker.heartbeat.interval.ms", "200");
        // after a kill the controller takes the broker for alive until its session ends, and refuses the one that
        // starts; that one asks again after 0.1, 0.3, 0.7 and 1.5 s, and then after one more session
        p.put("broker.session.timeout.ms", "1400");
        // one machine, one client: few threads, small buffers
        p.put("num.network.threads", "2");
        p.put("num.io.threads", "2");
        p.put("background.threads", "2");
        p.put("num.recovery.threads.per.data.dir", "2");
        p.put("log.cleaner.dedupe.buffer.size", Integer.toString(4 << 20));
        p.put("log.index.size.max.bytes", Integer.toString(1 << 20));
        return p;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }
}
