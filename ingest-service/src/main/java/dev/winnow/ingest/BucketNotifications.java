package dev.winnow.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.winnow.events.DatasetDeclared;
import dev.winnow.events.DeclaredDatasets;
import dev.winnow.events.EventJson;
import dev.winnow.events.IsoInstant;
import dev.winnow.formats.folder.DroppedObject;
import dev.winnow.ingest.Uploads.Description;
import dev.winnow.storage.BucketReader;
import dev.winnow.storage.PatientStore;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.faulttolerance.Retry;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/**
 * Uploads by dropping objects into a watched bucket, as {@link DroppedObject} reads their keys. Notifications come from the S3 server,
 * and from the gateway's sweep for objects whose own was lost. The record is acknowledged when every object it names is stored and announced, so that a crash repeats it. While the server of the bucket and
 * the store is away, the channel waits.
 */
@ApplicationScoped
public class BucketNotifications {
    private static final Logger LOG = Logger.getLogger(BucketNotifications.class);
    private static final Duration BROKER_PATIENCE = Duration.ofSeconds(30);

    /** The source of the notifications that the gateway writes. */
    private static final String SWEEP = "winnow:sweep";

    private final Uploads uploads;
    private final DeclaredDatasets datasets;
    private final Instance<BucketReader> buckets;
    private final PatientStore store;

    public BucketNotifications(
            Uploads uploads, DeclaredDatasets datasets, Instance<BucketReader> buckets, PatientStore store) {
        this.uploads = uploads;
        this.datasets = datasets;
        this.store = store;
        this.buckets = buckets;
    }

    /**
     * An object that was put, as a notification names it.
     *
     * @param bytes its length; 0 where the notification does not say
     * @param at when it was put, or null where the notification does not say
     * @param swept whether the gateway's sweep wrote the notification, and not the S3 server
     */
    record Dropped(String bucket, String key, long bytes, Instant at, boolean swept) {}

    @Incoming("ingest-notifications")
    @Blocking
    @Retry(
            maxRetries = 3,
            delay = 500,
            jitter = 200,
            delayUnit = ChronoUnit.MILLIS,
            abortOn = IllegalArgumentException.class)
    public void take(byte[] notification) throws IOException {
        for (Dropped dropped : parse(notification)) {
            Optional<Description> described = describe(dropped.key());
            if (described.isEmpty()) {
                LOG.infof("annotations are not read yet object=%s/%s", dropped.bucket(), dropped.key());
                continue;
            }
            Description description = described.get();
            if (wasDeleted(description.item().dataset(), dropped)) {
                LOG.infof(
                        "object of a deleted dataset passed over dataset=%s object=%s/%s",
                        description.item().dataset(), dropped.bucket(), dropped.key());
                continue;
            }
            uploads.declareIfNew(description.item().dataset()); // a bucket has nobody else to do it
            store.run(() -> uploads.acceptOfAnySize(
                            description, () -> buckets.get().open(dropped.bucket(), dropped.key()), dropped.bytes()))
                    .await()
                    .atMost(BROKER_PATIENCE);
        }
    }

    private boolean wasDeleted(String dataset, Dropped dropped) {
        return datasets.find(dataset)
                .filter(declared -> wasDeleted(declared, dropped))
                .isPresent();
    }

    /**
     * Whether the object belonged to a dataset that was deleted since. An object that is put later opens the dataset anew, by the
     * notification of the S3 server alone: a sweep finds objects that are there, and nobody asked for them again.
     */
    static boolean wasDeleted(DatasetDeclared declared, Dropped dropped) {
        if (declared.deletion() == null) {
            return false;
        }
        boolean before = dropped.at() != null
                && !dropped.at().isAfter(declared.deletion().at());
        return before || (dropped.swept() && declared.closed());
    }

    /**
     * The objects created according to a notification in the format of MinIO and S3; removals and tests name none.
     *
     * @throws IllegalArgumentException when it is no such notification
     */
    static List<Dropped> parse(byte[] notification) {
        JsonNode root;
        try {
            root = EventJson.mapper().readTree(notification);
        } catch (IOException e) {
            throw new IllegalArgumentException("A bucket notification is JSON, this record is not", e);
        }
        if (root != null && root.path("Event").asText().equals("s3:TestEvent")) {
            return List.of(); // S3 sends one when notifications are set up
        }
        JsonNode records = root == null ? null : root.get("Records");
        if (records == null || !records.isArray()) {
            throw new IllegalArgumentException("A bucket notification has an array 'Records', this record has none");
        }
        List<Dropped> dropped = new ArrayList<>();
        for (JsonNode record : records) {
            String event = record.path("eventName").asText();
            if (!event.replaceFirst("^s3:", "").startsWith("ObjectCreated:")) {
                continue;
            }
            JsonNode s3 = record.path("s3");
            String bucket = s3.path("bucket").path("name").asText();
            String key = s3.path("object").path("key").asText();
            if (bucket.isEmpty() || key.isEmpty()) {
                throw new IllegalArgumentException(
                        "A bucket notification names s3.bucket.name and s3.object.key, this record does not");
            }
            String name = URLDecoder.decode(key, StandardCharsets.UTF_8);
            if (name.endsWith("/")) {
                continue; // the marker of a folder, as consoles make them
            }
            dropped.add(new Dropped(
                    bucket,
                    name,
                    s3.path("object").path("size").asLong(0),
                    time(record.path("eventTime").asText()),
                    record.path("eventSource").asText().equals(SWEEP)));
        }
        return dropped;
    }

    private static Instant time(String text) {
        try {
            return IsoInstant.parse(text);
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** What the key says of an image; nothing of a file among annotations. */
    static Optional<Description> describe(String key) {
        return DroppedObject.of(key)
                .map(object -> new Description(object.item(), object.label(), null, object.split(), Map.of()));
    }
}
