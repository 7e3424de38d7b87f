package dev.winnow.events;

import dev.winnow.dataset.GroupPattern;
import dev.winnow.dataset.spec.DatasetSpec;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.logging.Logger;

/**
 * The specs of all datasets, as {@code datasets.declared} tells them: read from its beginning by every process and kept
 * current. An image is judged under the version its upload carries; where that version has not been seen yet, whoever asks
 * waits for it.
 *
 * <p>Safe for use by several threads.
 */
@ApplicationScoped
public class DeclaredDatasets {
    private static final Logger LOG = Logger.getLogger(DeclaredDatasets.class);
    private static final Duration POLL = Duration.ofMillis(100);

    /** How long a version may be late: it is declared before an upload names it, so this is generous. */
    private static final Duration GRACE = Duration.ofSeconds(3);

    private static final Duration LOOK = Duration.ofMillis(250);

    /** Versions that are missed are forgotten beyond so many, and waited for anew. */
    private static final int MOST_MISSED = 10_000;

    private final Duration patience;
    private final Map<String, DatasetDeclared> current = new ConcurrentHashMap<>();
    private final CountDownLatch caughtUp = new CountDownLatch(1);
    private final Object news = new Object();

    /** When a version was first asked for that is not there, by {@code System.nanoTime()}. Guarded by {@code news}. */
    private final Map<Version, Long> missed = new HashMap<>();

    /** The last question whether all was read, and the last that was answered by yes. Guarded by {@code news}. */
    private long asked;

    private long answered;
    private final Duration grace;
    private final Map<String, Object> broker;
    private Thread reader;
    private volatile KafkaConsumer<String, byte[]> consumer;
    private volatile boolean closed;

    @Inject
    public DeclaredDatasets() {
        this(KafkaSettings.of(ConfigProvider.getConfig()), Duration.ofSeconds(30));
    }

    /** @param patience how long to wait until the topic was read once */
    public DeclaredDatasets(Map<String, Object> broker, Duration patience) {
        this.broker = Map.copyOf(broker);
        this.patience = patience;
        this.grace = patience.compareTo(GRACE.multipliedBy(2)) < 0 ? patience.dividedBy(2) : GRACE;
    }

    /** The dataset as declared last, or nothing where it never was. Waits until the topic was read once. */
    public Optional<DatasetDeclared> find(String dataset) {
        awaitCaughtUp();
        return Optional.ofNullable(current.get(dataset));
    }

    /** The dataset as far as the topic was read by now. Never waits. */
    public Optional<DatasetDeclared> seen(String dataset) {
        start();
        return Optional.ofNullable(current.get(dataset));
    }

    /** Whether what was uploaded under this version of the spec is known to be deleted. Never waits. */
    public boolean hasDeleted(String dataset, int version) {
        return seen(dataset).filter(declared -> declared.hasDeleted(version)).isPresent();
    }

    /** Whether the topic was read once, so that a dataset that is not {@link #seen} was not declared. Never waits. */
    public boolean isCaughtUp() {
        start();
        return caughtUp.getCount() == 0;
    }

    /** As {@link #isCaughtUp()}, once that is so or the time is over. */
    public boolean isCaughtUp(Duration wait) {
        start();
        try {
            return caughtUp.await(wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Waits until everything has been read that stood on the topic when this was called; whether that was so in time. */
    boolean isCurrent(Duration wait) {
        start();
        long deadline = System.nanoTime() + wait.toNanos();
        synchronized (news) {
            long question = ++asked;
            while (answered < question) {
                long millis = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
                if (millis <= 0 || closed) {
                    return false;
                }
                try {
                    news.wait(Math.min(millis, LOOK.toMillis()));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return false;
                }
                start(); // where the reader failed
            }
            return true;
        }
    }

    /** Every declared dataset. Waits until the topic was read once. */
    public Collection<DatasetDeclared> all() {
        awaitCaughtUp();
        return List.copyOf(current.values());
    }

    /**
     * One version of a dataset's spec, waited for where it has not been seen yet, and for as long as the topic cannot be read to
     * its end.
     *
     * @throws UnknownSpecException when all of the topic was read, three seconds or more after the first question, and it is not there
     * @throws IllegalStateException when the thread is interrupted, or this closes; the cause is an {@link InterruptedException}
     */
    public DatasetSpec spec(String dataset, int version) {
        start();
        Version wanted = new Version(dataset, version);
        synchronized (news) {
            long question = 0;
            while (true) {
                DatasetDeclared declared = current.get(dataset);
                if (declared != null && declared.version(version).isPresent()) {
                    missed.remove(wanted);
                    return declared.version(version).get();
                }
                long now = System.nanoTime();
                if (missed.size() >= MOST_MISSED) {
                    missed.clear();
                }
                if (now - missed.computeIfAbsent(wanted, unseen -> now) >= grace.toNanos()) {
                    if (question == 0) {
                        question = ++asked;
                    } else if (answered >= question) {
                        throw new UnknownSpecException(dataset, version);
                    }
                }
                try {
                    news.wait(LOOK.toMillis());
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw interrupted(wanted, e);
                }
                if (closed) {
                    throw interrupted(wanted, new InterruptedException("closed"));
                }
                start(); // where the reader failed
            }
        }
    }

    /** Takes an event in ahead of the topic, so that whoever published it sees it at once. Older news change nothing. */
    public void learn(DatasetDeclared declared) {
        synchronized (news) {
            current.merge(declared.dataset(), declared, (old, fresh) -> fresh.isAsFarAs(old) ? fresh : old);
            news.notifyAll();
        }
    }

    @PreDestroy
    public void close() {
        closed = true;
        KafkaConsumer<String, byte[]> open = consumer;
        if (open != null) {
            open.wakeup();
        }
        Thread running;
        synchronized (this) {
            running = reader;
        }
        if (running != null) {
            try {
                running.join(2_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private synchronized void start() {
        if (reader == null) {
            reader = new Thread(this::follow, "declared-datasets");
            reader.setDaemon(true);
            reader.start();
        }
    }

    private void awaitCaughtUp() {
        start();
        try {
            if (!caughtUp.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("Cannot read " + Topic.DATASETS_DECLARED.topicName() + " from "
                        + broker.get("bootstrap.servers") + " within " + patience + ": is the broker up?");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while reading the declared datasets", e);
        }
    }

    private void follow() {
        Map<String, Object> settings = new HashMap<>(broker);
        settings.put("enable.auto.commit", "false");
        settings.put("isolation.level", "read_committed");
        settings.put(
                "fetch.max.wait.ms",
                Long.toString(POLL.toMillis())); // whoever asks where the topic ends waits for a fetch to end
        settings.put("client.id", "declared-datasets-" + Long.toHexString(System.nanoTime()));
        settings.remove("group.id");
        TopicPartition partition = new TopicPartition(Topic.DATASETS_DECLARED.topicName(), 0);
        try (KafkaConsumer<String, byte[]> open =
                new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer = open;
            open.assign(List.of(partition));
            open.seekToBeginning(List.of(partition));
            long end = open.endOffsets(List.of(partition)).get(partition);
            EventDeserializer events = new EventDeserializer();
            while (!closed) {
                if (caughtUp.getCount() > 0 && open.position(partition) >= end) {
                    caughtUp.countDown();
                }
                answer(open, partition);
                for (ConsumerRecord<String, byte[]> record : open.poll(POLL)) {
                    try {
                        DatasetDeclared declared = (DatasetDeclared) events.deserialize(record.topic(), record.value());
                        learn(declared);
                        warnOfUnusablePattern(declared);
                    } catch (SerializationException e) {
                        // the gateway reads this topic too and keeps the record as a dead letter
                        LOG.warnf(
                                "unreadable spec skipped topic=%s offset=%d reason=%s",
                                record.topic(), record.offset(), e.getMessage());
                    }
                }
            }
        } catch (WakeupException e) {
            LOG.debug("stopped following the declared datasets");
        } catch (RuntimeException e) {
            if (!closed) {
                LOG.error("Cannot follow datasets.declared; images of new datasets and specs will wait", e);
                synchronized (this) {
                    reader = null; // whoever asks next tries again
                }
            }
        }
    }

    /** Says to whoever asked whether what stood on the topic when they did has been read. */
    private void answer(KafkaConsumer<String, byte[]> open, TopicPartition partition) {
        long question;
        synchronized (news) {
            question = asked;
            if (question == answered) {
                return;
            }
        }
        try {
            long end = open.endOffsets(List.of(partition), POLL).get(partition);
            if (open.position(partition, POLL) >= end) {
                synchronized (news) {
                    answered = question;
                    news.notifyAll();
                }
            }
        } catch (TimeoutException e) {
            LOG.debug("the broker does not say where datasets.declared ends", e);
        }
    }

    /** A version that was asked for. */
    private record Version(String dataset, int number) {}

    private static IllegalStateException interrupted(Version wanted, InterruptedException e) {
        return new IllegalStateException(
                "Interrupted while waiting for version " + wanted.number() + " of the spec of dataset '"
                        + wanted.dataset() + "'",
                e);
    }

    /** A pattern that was declared before patterns were bounded can be one that names no group now. */
    private static void warnOfUnusablePattern(DatasetDeclared declared) {
        String pattern = declared.current().split().groupPattern();
        if (pattern != null) {
            GroupPattern.problem(pattern)
                    .ifPresent(problem -> LOG.warnf(
                            "a declared pattern cannot be used, images get no group by it: declare the spec anew dataset=%s reason=%s",
                            declared.dataset(), problem));
        }
    }

    /** A version of a spec was asked for that nobody declared so far. */
    public static final class UnknownSpecException extends RuntimeException {
        private static final long serialVersionUID = 1;

        public UnknownSpecException(String dataset, int version) {
            super("Version " + version + " of the spec of dataset '" + dataset + "' was not declared"
                    + ": declare it with PUT /api/datasets/" + dataset + "/spec");
        }
    }
}
