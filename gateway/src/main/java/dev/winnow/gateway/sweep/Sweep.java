package dev.winnow.gateway.sweep;

import dev.winnow.events.EventJson;
import dev.winnow.events.IsoInstant;
import dev.winnow.events.Topic;
import dev.winnow.formats.folder.DroppedObject;
import dev.winnow.gateway.kafka.Announcer;
import dev.winnow.gateway.projection.AdvisoryLock;
import dev.winnow.storage.BucketReader;
import dev.winnow.storage.BucketReader.Listed;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jboss.logging.Logger;

/**
 * Compares a watched bucket with the read model, and sends the notification that was lost for each object nobody knows.
 *
 * <ol>
 *   <li>One sweep at a time of all gateways on a database.
 *   <li>It waits until all notifications and uploads of before are known, so that an image on its way is not taken for a lost one.
 *   <li>It lists the bucket a page at a time. An object is known where its item has an upload that is not older than the object.
 *   <li>An object of before its dataset was deleted is passed over, and so is any of a dataset that nobody has declared anew since.
 *   <li>For any other it writes a record on {@code bucket.notifications}, as the S3 server does. The ingest service takes the object in
 *       by the rules for every notification, on the partition of the object's other notifications.
 * </ol>
 *
 * <p>Where a notification and a sweep cross, both lead to the same upload of the same content, with the same event id. What was
 * deleted from the bucket stays in its dataset. Safe for use by several threads.
 */
@ApplicationScoped
public class Sweep {
    /** Objects that are held at a time. */
    static final int PAGE = 1_000;

    private static final Logger LOG = Logger.getLogger(Sweep.class);

    private final DataSource database;
    private final BucketReader buckets;
    private final Announcer announcer;
    private final CaughtUp caughtUp;
    private final Clock clock = Clock.systemUTC();

    public Sweep(DataSource database, BucketReader buckets, Announcer announcer, CaughtUp caughtUp) {
        this.database = database;
        this.buckets = buckets;
        this.announcer = announcer;
        this.caughtUp = caughtUp;
    }

    /** Another sweep is under way, here or in another gateway. */
    public static final class UnderWayException extends Exception {
        private static final long serialVersionUID = 1;

        UnderWayException() {
            super("A sweep is under way already");
        }
    }

    /**
     * Sweeps a bucket; returns when the broker has a notification for each missing object.
     *
     * @param patience how long to wait for notifications and uploads to be known
     * @throws IOException when the bucket cannot be listed; what was found before is taken in
     */
    public SweptBucket sweep(String bucket, Duration patience)
            throws SQLException, IOException, InterruptedException, UnderWayException, CaughtUp.NotCaughtUpException {
        try (Connection lock = database.getConnection()) {
            lock.setAutoCommit(false);
            try {
                if (!AdvisoryLock.SWEEP.tryIt(lock)) {
                    throw new UnderWayException();
                }
                Instant begun = clock.instant();
                caughtUp.await(patience);
                return new Tally(bucket, begun).ofAllPages();
            } finally {
                lock.rollback();
                lock.setAutoCommit(true);
            }
        }
    }

    /** An object that is an image, and when it was written. */
    private record Candidate(Listed object, String item) {}

    /** @param closed whether nobody has declared the dataset anew since */
    private record Gone(Instant at, boolean closed) {}

    private Map<String, Gone> deletions() throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement("""
                        SELECT dataset, at, NOT EXISTS (SELECT FROM dataset_spec s WHERE s.dataset = d.dataset AND s.version > d.up_to)
                        FROM deletion d""");
                ResultSet rows = query.executeQuery()) {
            Map<String, Gone> deletions = new HashMap<>();
            while (rows.next()) {
                deletions.put(rows.getString(1), new Gone(rows.getTimestamp(2).toInstant(), rows.getBoolean(3)));
            }
            return deletions;
        }
    }

    /** Goes through one bucket. For one thread. */
    private final class Tally {
        private final String bucket;
        private final Instant begun;
        private long objects;
        private long known;
        private long missing;
        private long arriving;
        private long passedOver;
        private Instant oldestMissing;
        private Map<String, Gone> deletions = Map.of();

        Tally(String bucket, Instant begun) {
            this.bucket = bucket;
            this.begun = begun;
        }

        SweptBucket ofAllPages() throws SQLException, IOException {
            String after = null;
            List<Listed> page;
            do {
                page = buckets.list(bucket, after, PAGE);
                take(page);
                after = page.isEmpty() ? null : page.get(page.size() - 1).key();
            } while (page.size() == PAGE);
            long behind = oldestMissing == null
                    ? 0
                    : Math.max(0, Duration.between(oldestMissing, begun).toSeconds());
            SweptBucket swept =
                    new SweptBucket(bucket, objects, known, missing, arriving, passedOver, oldestMissing, behind);
            if (missing > 0) {
                LOG.warnf(
                        "notifications of a bucket were lost, the objects are taken in now bucket=%s missing=%d objects=%d oldest=%s behindSeconds=%d",
                        bucket, missing, objects, oldestMissing, behind);
            } else {
                LOG.infof("bucket swept, nothing is missing bucket=%s objects=%d", bucket, objects);
            }
            return swept;
        }

        private boolean wasDeleted(String dataset, Listed object) {
            return Optional.ofNullable(deletions.get(dataset))
                    .filter(gone -> gone.closed() || !object.writtenAt().isAfter(gone.at()))
                    .isPresent();
        }

        private void take(List<Listed> page) throws SQLException {
            deletions = deletions();
            List<Candidate> candidates = new ArrayList<>();
            for (Listed object : page) {
                objects++;
                Optional<DroppedObject> image = image(object);
                if (image.isEmpty() || wasDeleted(image.get().item().dataset(), object)) {
                    passedOver++;
                } else if (object.writtenAt().isAfter(begun)) {
                    arriving++;
                } else {
                    candidates.add(new Candidate(object, image.get().item().id()));
                }
            }
            Map<String, Instant> uploads = uploads(candidates);
            List<ProducerRecord<byte[], byte[]>> notifications = new ArrayList<>();
            for (Candidate candidate : candidates) {
                Instant uploaded = uploads.get(candidate.item());
                Instant written = candidate.object().writtenAt();
                if (uploaded != null && !uploaded.isBefore(written)) {
                    known++;
                } else {
                    missing++;
                    oldestMissing = oldestMissing == null || written.isBefore(oldestMissing) ? written : oldestMissing;
                    notifications.add(notification(candidate.object()));
                }
            }
            announcer.sendAll(notifications);
        }

        private Optional<DroppedObject> image(Listed object) {
            try {
                return DroppedObject.of(object.key());
            } catch (IllegalArgumentException e) {
                LOG.debugf("object passed over bucket=%s reason=%s", bucket, e.getMessage());
                return Optional.empty();
            }
        }

        /** The record that an S3 server writes for an object, as far as the ingest service reads it, with the same key. */
        private ProducerRecord<byte[], byte[]> notification(Listed object) {
            Map<String, Object> s3 = Map.of(
                    "bucket",
                    Map.of("name", bucket),
                    "object",
                    Map.of("key", URLEncoder.encode(object.key(), StandardCharsets.UTF_8), "size", object.bytes()));
            Map<String, Object> record = Map.of(
                    "eventSource",
                    "winnow:sweep",
                    "eventName",
                    "s3:ObjectCreated:Put",
                    "eventTime",
                    IsoInstant.format(object.writtenAt()),
                    "s3",
                    s3);
            try {
                return new ProducerRecord<>(
                        Topic.BUCKET_NOTIFICATIONS.topicName(),
                        (bucket + '/' + object.key()).getBytes(StandardCharsets.UTF_8),
                        EventJson.mapper().writeValueAsBytes(Map.of("Records", List.of(record))));
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot write a notification", e);
            }
        }
    }

    /** The newest upload to each item that has one. */
    private Map<String, Instant> uploads(List<Candidate> candidates) throws SQLException {
        if (candidates.isEmpty()) {
            return Map.of();
        }
        try (Connection connection = database.getConnection();
                PreparedStatement query =
                        connection.prepareStatement("SELECT item, uploaded_at FROM image WHERE item = ANY (?)")) {
            query.setArray(
                    1,
                    connection.createArrayOf(
                            "text", candidates.stream().map(Candidate::item).toArray()));
            Map<String, Instant> uploads = new HashMap<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    uploads.put(rows.getString(1), rows.getTimestamp(2).toInstant());
                }
            }
            return uploads;
        }
    }
}
