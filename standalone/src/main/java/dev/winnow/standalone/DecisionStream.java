package dev.winnow.standalone;

import dev.winnow.bench.DecisionResult.Rebuild;
import dev.winnow.dataset.spec.DatasetSpec;
import dev.winnow.dedup.DedupTopology;
import dev.winnow.embedded.EmbeddedKafka;
import dev.winnow.events.Event;
import dev.winnow.events.EventSerializer;
import dev.winnow.events.ImageAssessed;
import dev.winnow.events.StageMeter;
import dev.winnow.events.Topic;
import dev.winnow.events.TopicCheck;
import dev.winnow.split.SplitTopology;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;

/**
 * dedup and split alone in this process, on a broker of their own, with the settings they have in it otherwise: assessments go in,
 * assignments come out, and nothing decodes, stores or projects beside them. Used by one thread.
 */
public final class DecisionStream implements AutoCloseable {
    private static final String PREFIX = "kafka-streams.";
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final EmbeddedKafka broker;
    private final Path folder;
    private final KafkaProducer<String, Event> assessments;
    private final KafkaConsumer<String, byte[]> assignments;
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private MeterRegistry registry;
    private KafkaStreams streams;

    /** @param folder of the broker's log and the services' stores */
    public DecisionStream(Path folder) throws IOException {
        this.folder = folder;
        OneMachine.quietUntilConfigured(); // nobody configures logging here, and everything would be told
        broker = EmbeddedKafka.start(folder.resolve("broker"), 0);
        String servers = broker.bootstrapServers();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            TopicCheck.create(admin, 1, (short) 1);
        }
        assessments = new KafkaProducer<>(
                Map.of("bootstrap.servers", servers, "acks", "all"), new StringSerializer(), new EventSerializer());
        assignments = new KafkaConsumer<>(
                Map.of("bootstrap.servers", servers, "isolation.level", "read_committed"),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partition = List.of(new TopicPartition(Topic.IMAGES_ASSIGNED.topicName(), 0));
        assignments.assign(partition);
        assignments.seekToBeginning(partition);
        streams = started();
    }

    private KafkaStreams started() {
        registry = new SimpleMeterRegistry();
        StreamsBuilder builder = new StreamsBuilder();
        new DedupTopology((dataset, version) -> DatasetSpec.defaults(), meter("dedup")).addTo(builder);
        new SplitTopology((dataset, version) -> DatasetSpec.defaults(), meter("split")).addTo(builder);
        KafkaStreams started = new KafkaStreams(builder.build(), settings());
        started.setUncaughtExceptionHandler(e -> {
            failure.set(e);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
        started.start();
        return started;
    }

    private StageMeter meter(String stage) {
        return new StageMeter(registry, stage);
    }

    /** The settings of the one process, from where it takes them. */
    private Properties settings() {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDefaultSources()
                .build();
        Properties settings = new Properties();
        for (String name : config.getPropertyNames()) {
            if (name.startsWith(PREFIX)) {
                config.getOptionalValue(name, String.class)
                        .ifPresent(value -> settings.setProperty(name.substring(PREFIX.length()), value));
            }
        }
        settings.setProperty("application.id", "winnow-streams");
        settings.setProperty("bootstrap.servers", broker.bootstrapServers());
        settings.setProperty("state.dir", folder.resolve("streams").toString());
        return settings;
    }

    /** Announces an image as assessed; does not wait for the broker. */
    public void send(ImageAssessed event) {
        assessments.send(new ProducerRecord<>(event.topic().topicName(), 0, event.key(), event));
    }

    /** Returns when everything sent is with the broker. */
    public void flush() {
        assessments.flush();
    }

    /** Waits for the assignments of so many more images, and returns how many came; at least those. */
    public int await(int images) {
        int came = 0;
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (came < images) {
            if (failure.get() != null) {
                throw Failure.wentWrong("Deciding failed: " + failure.get().getMessage(), failure.get());
            }
            if (System.nanoTime() > deadline) {
                throw Failure.wentWrong(
                        "Only " + came + " of " + images + " images were decided about within " + PATIENCE, null);
            }
            ConsumerRecords<String, byte[]> records = assignments.poll(Duration.ofMillis(50));
            came += records.count();
        }
        return came;
    }

    /** Ends the services in good order and starts them again on the stores they left. */
    public void restart() {
        stop();
        streams = started();
    }

    /** What a stage made anew from its store since the last start. */
    public Rebuild rebuild(String stage) {
        return new Rebuild(
                (int) registry.get("winnow.rebuilt.items")
                        .tag("stage", stage)
                        .counter()
                        .count(),
                registry.get("winnow.rebuild").tag("stage", stage).timer().totalTime(TimeUnit.SECONDS));
    }

    private void stop() {
        streams.close(new KafkaStreams.CloseOptions().timeout(Duration.ofSeconds(30)));
    }

    @Override
    public void close() {
        stop();
        assignments.close();
        assessments.close();
        broker.close();
    }
}
