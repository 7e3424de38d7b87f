package dev.winnow.events;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TransactionAbortedException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Publishes specs on {@code datasets.declared}, one writer at a time of all processes on a broker, so that no two publish the same
 * version of a spec.
 *
 * <ol>
 *   <li>The writer opens a producer with the one transactional id that all writers share. The broker ends the transaction of any
 *       writer before it, and refuses what that one sends later.
 *   <li>It reads the topic to its end, which by then holds everything that others committed.
 *   <li>It decides, sends and commits. Where another writer opened its producer meanwhile, the commit is refused, nothing of it is
 *       ever read, and the writer begins anew after a random pause.
 * </ol>
 *
 * <p>Safe for use by several threads.
 */
@ApplicationScoped
public class Declarations {
    /** Shared by all writers; part of the contract with the broker's access rules. */
    public static final String TRANSACTIONAL_ID = "winnow-specs";

    /** What the broker answers a writer whose transaction it has ended for a later one, depending on the request that comes first. */
    private static final Set<Class<?>> OVERTAKEN = Set.of(
            ProducerFencedException.class,
            InvalidProducerEpochException.class,
            InvalidTxnStateException.class,
            TransactionAbortedException.class);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final int MOST_DOUBLINGS = 4;

    /** A spec and all that came before it, as JSON. Versions differ by little, so that the broker holds a fiftieth of it. */
    public static final int MOST_BYTES = 16 << 20;

    private final DeclaredDatasets datasets;
    private final Map<String, Object> broker;
    private final EventSerializer events = new EventSerializer();

    /** Writers of one process take turns, which is cheaper than to overtake each other. */
    private final ReentrantLock oneOfThisProcess = new ReentrantLock(true);

    @Inject
    public Declarations(DeclaredDatasets datasets) {
        this(datasets, KafkaSettings.of(ConfigProvider.getConfig()));
    }

    /** @param broker what brings a client to the broker */
    public Declarations(DeclaredDatasets datasets, Map<String, Object> broker) {
        this.datasets = datasets;
        this.broker = Map.copyOf(broker);
    }

    /** Decides what to publish. Called again where another writer came between. */
    @FunctionalInterface
    public interface Change {
        /**
         * @param before what the topic holds of the dataset
         * @return what it is to hold, or nothing where it is to stay as it is
         */
        Optional<DatasetDeclared> after(Optional<DatasetDeclared> before);
    }

    /**
     * Publishes a change of a dataset's spec. When this returns, the broker has it, and {@link DeclaredDatasets} in this process.
     *
     * @param patience how long to wait for the broker and for other writers
     * @return what was published, or nothing where the change was none
     * @throws NotDeclaredException when the broker or other writers took longer; the topic may hold the change all the same
     * @throws TooManyVersionsException when the dataset's versions together are larger than {@link #MOST_BYTES}, or than the broker
     *     takes
     */
    public Optional<DatasetDeclared> declare(String dataset, Change change, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            if (!oneOfThisProcess.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new NotDeclaredException(dataset, null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NotDeclaredException(dataset, e);
        }
        try {
            return declare(dataset, change, deadline);
        } finally {
            oneOfThisProcess.unlock();
        }
    }

    /**
     * Publishes that a dataset was deleted. dedup gives the deletion its place in the order of the dataset's images.
     *
     * @param by who decided
     * @param patience as of {@link #declare}
     * @return what was published; nothing where there is no such dataset, or it was deleted before
     * @throws NotDeclaredException when the broker or other writers took longer; the topics may hold it all the same
     */
    public Optional<DatasetDeclared> delete(String dataset, String by, Clock clock, Duration patience) {
        return declare(
                dataset,
                before -> before.filter(declared -> !declared.closed())
                        .map(declared -> declared.deleted(by, clock.instant().truncatedTo(ChronoUnit.MICROS))),
                patience);
    }

    private Optional<DatasetDeclared> declare(String dataset, Change change, long deadline) {
        DatasetDeclared refused = null;
        for (int attempt = 0; ; attempt++) {
            Duration left = Duration.ofNanos(deadline - System.nanoTime());
            if (left.toMillis() <= 0) {
                throw new NotDeclaredException(dataset, null);
            }
            try (Writer writer = new Writer(left)) {
                writer.open();
                if (!datasets.isCurrent(left)) {
                    throw new NotDeclaredException(dataset, null);
                }
                Optional<DatasetDeclared> before = datasets.find(dataset);
                if (refused != null && before.filter(refused::equals).isPresent()) {
                    return before; // it was committed, and the answer was lost
                }
                Optional<DatasetDeclared> after = change.after(before);
                if (after.isPresent()) {
                    refused = after.get();
                    ProducerRecord<byte[], byte[]> record = record(after.get());
                    try {
                        writer.commit(record, left);
                    } catch (RecordTooLargeException e) {
                        throw new TooManyVersionsException(after.get(), record.value().length, e);
                    }
                    datasets.learn(after.get());
                }
                return after;
            } catch (OvertakenException e) {
                pause(dataset, attempt);
            } catch (KafkaException e) {
                throw new NotDeclaredException(dataset, e);
            }
        }
    }

    /** Another writer opened its producer later, or it is open how the transaction ended: what is on the topic then tells. */
    private static final class OvertakenException extends Exception {
        private static final long serialVersionUID = 1;

        OvertakenException(Throwable cause) {
            super(cause);
        }
    }

    /** One transaction. */
    private final class Writer implements AutoCloseable {
        private final KafkaProducer<byte[], byte[]> producer;

        Writer(Duration patience) {
            Map<String, Object> settings = new HashMap<>(broker);
            String millis = Long.toString(patience.toMillis());
            settings.put(ProducerConfig.CLIENT_ID_CONFIG, "winnow-specs-" + Long.toHexString(System.nanoTime()));
            settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, TRANSACTIONAL_ID);
            settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, millis);
            settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, millis);
            settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, millis);
            settings.put(ProducerConfig.LINGER_MS_CONFIG, "0");
            settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "gzip");
            settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.toString(MOST_BYTES + (1 << 20)));
            settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, "10000");
            producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        }

        void open() throws OvertakenException {
            try {
                producer.initTransactions();
            } catch (KafkaException e) {
                throw overtakenOr(e);
            }
        }

        void commit(ProducerRecord<byte[], byte[]> record, Duration patience) throws OvertakenException {
            try {
                producer.beginTransaction();
                producer.send(record).get(patience.toMillis(), TimeUnit.MILLISECONDS);
                end();
            } catch (KafkaException e) {
                throw overtakenOr(e);
            } catch (ExecutionException e) {
                throw overtakenOr(
                        e.getCause() instanceof KafkaException failed ? failed : new KafkaException(e.getCause()));
            } catch (java.util.concurrent.TimeoutException e) {
                throw new KafkaException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new KafkaException(e);
            }
        }

        /** A broker that is opening another writer's producer meanwhile may answer that it failed, and have committed or not. */
        private void end() throws OvertakenException {
            try {
                producer.commitTransaction();
            } catch (AuthorizationException e) {
                throw e;
            } catch (KafkaException e) {
                throw new OvertakenException(e);
            }
        }

        private KafkaException overtakenOr(KafkaException failure) throws OvertakenException {
            for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                if (OVERTAKEN.contains(cause.getClass())) {
                    throw new OvertakenException(failure);
                }
            }
            return failure;
        }

        /** The broker ends a transaction that was left open when the next writer comes, or by its timeout. */
        @Override
        public void close() {
            producer.close(Duration.ZERO);
        }
    }

    private ProducerRecord<byte[], byte[]> record(DatasetDeclared declared) {
        RecordHeaders headers = new RecordHeaders();
        String topic = declared.topic().topicName();
        byte[] value = events.serialize(topic, headers, declared);
        if (!declared.closed() && value.length > MOST_BYTES) {
            throw new TooManyVersionsException(declared, value.length, null);
        }
        return new ProducerRecord<>(topic, null, declared.key().getBytes(StandardCharsets.UTF_8), value, headers);
    }

    private static void pause(String dataset, int attempt) {
        long most = FIRST_PAUSE.toMillis() << Math.min(attempt, MOST_DOUBLINGS);
        try {
            Thread.sleep(ThreadLocalRandom.current().nextLong(most + 1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NotDeclaredException(dataset, e);
        }
    }

    /** A dataset's spec was changed more often than a record holds. */
    public static final class TooManyVersionsException extends RuntimeException {
        private static final long serialVersionUID = 1;

        TooManyVersionsException(DatasetDeclared declared, int bytes, Throwable cause) {
            super(
                    "The " + declared.versions().size() + " versions of the spec of dataset '" + declared.dataset()
                            + "' have " + bytes + " bytes together, more than "
                            + (cause == null ? "the " + MOST_BYTES + " that are taken" : "the broker takes"),
                    cause);
        }
    }

    /** A spec could not be published in time. */
    public static final class NotDeclaredException extends RuntimeException {
        private static final long serialVersionUID = 1;

        NotDeclaredException(String dataset, Throwable cause) {
            super(
                    "The broker did not take the spec of dataset '" + dataset + "' in time"
                            + (cause == null ? "" : ": " + cause.getMessage()),
                    cause);
        }
    }
}
