package dev.winnow.ingest;

import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.DescriptionLimits;
import dev.winnow.dataset.Item;
import dev.winnow.dataset.Split;
import dev.winnow.dataset.spec.DatasetSpec;
import dev.winnow.events.DatasetDeclared;
import dev.winnow.events.Declarations;
import dev.winnow.events.DeclaredDatasets;
import dev.winnow.events.Event;
import dev.winnow.events.ImageUploaded;
import dev.winnow.storage.ImageStore;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;
import org.jboss.logging.Logger;

/**
 * Takes images in: bytes into the store first, then the event. A crash between the two leaves bytes nobody refers to, never an
 * event without bytes. Safe for use by several threads.
 */
@ApplicationScoped
public class Uploads {
    private static final Logger LOG = Logger.getLogger(Uploads.class);
    /** How long somebody who waits for an answer waits for the broker. */
    static final Duration BROKER_PATIENCE = Duration.ofSeconds(4);

    private static final long MOST_MEASURED = 2L << 30; // twice what any spec allows

    private final ImageStore store;
    private final PromptStore promptStore;
    private final DeclaredDatasets datasets;
    private final Declarations declarations;
    private final Clock clock;
    private final MutinyEmitter<Event> events;

    public Uploads(
            ImageStore store,
            PromptStore promptStore,
            DeclaredDatasets datasets,
            Declarations declarations,
            Clock clock,
            @Channel("ingest-uploads") @OnOverflow(value = OnOverflow.Strategy.UNBOUNDED_BUFFER)
                    MutinyEmitter<Event> events) {
        this.store = store;
        this.promptStore = promptStore;
        this.datasets = datasets;
        this.declarations = declarations;
        this.clock = clock;
        this.events = events;
    }

    /**
     * What the uploader says of an image, besides its bytes.
     *
     * @param labels in the uploader's order; blank ones and repetitions are left out
     * @param group or null
     * @param layout or null
     */
    public record Description(
            Item item, List<String> labels, String group, Split layout, Map<String, String> metadata) {
        /** @throws IllegalArgumentException naming the limit of {@link DescriptionLimits} that is exceeded */
        public Description {
            Objects.requireNonNull(item, "item");
            labels = labels.stream()
                    .filter(label -> label != null && !label.isBlank())
                    .distinct()
                    .toList();
            metadata = Map.copyOf(metadata);
            DescriptionLimits.require(labels, group, metadata);
        }

        /** @param label or null */
        public Description(Item item, String label, String group, Split layout, Map<String, String> metadata) {
            this(item, label == null ? List.of() : List.of(label), group, layout, metadata);
        }
    }

    /**
     * Stores a stream and announces it.
     *
     * @return the event, once the broker has acknowledged it
     * @throws ImageStore.TooLargeException when the stream holds more than the dataset's spec allows
     * @throws UnknownDatasetException when nobody declared the dataset
     * @throws PromptStore.StoreLateException when the store does not answer in time
     * @throws BrokerAwayException when the broker has not told the datasets in time
     */
    public Uni<ImageUploaded> accept(Description description, InputStream bytes) throws IOException {
        DatasetDeclared dataset = declared(description);
        return announce(
                description,
                dataset,
                promptStore.put(bytes, dataset.current().limits().maxBytes()));
    }

    /** Opens a file that can be read more than once. */
    @FunctionalInterface
    public interface Opening {
        InputStream open() throws IOException;
    }

    /**
     * As {@link #accept}, but what is too large is announced too and not stored: it ends rejected, with its size. Such an upload has
     * the hash of the first 2 GiB of the file.
     *
     * @param bytes the file's length as its place tells it; that of what was read counts where it is greater
     */
    public Uni<ImageUploaded> acceptOfAnySize(Description description, Opening file, long bytes) throws IOException {
        DatasetDeclared dataset = declared(description);
        try (InputStream in = file.open()) {
            return announce(
                    description,
                    dataset,
                    store.put(in, dataset.current().limits().maxBytes()));
        } catch (ImageStore.TooLargeException e) {
            return announce(description, dataset, measured(file, bytes));
        }
    }

    private static ImageStore.Stored measured(Opening file, long bytes) throws IOException {
        MessageDigest digest = ContentHash.sha256();
        byte[] buffer = new byte[1 << 16];
        long length = 0;
        try (InputStream in = file.open()) {
            for (int n = in.read(buffer); n >= 0 && length < MOST_MEASURED; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
                length += n;
            }
        }
        return new ImageStore.Stored(ContentHash.of(digest), Math.max(length, bytes));
    }

    /** Announces bytes that are in the store already. */
    public Uni<ImageUploaded> announce(Description description, ImageStore.Stored stored) {
        return announce(description, declared(description), stored);
    }

    /** Announces facts; returns when the broker has acknowledged all of them, however long it is away. Nobody waits for an answer. */
    void announceAll(List<? extends Event> facts) {
        if (!facts.isEmpty()) {
            Uni.join()
                    .all(facts.stream().map(events::send).toList())
                    .andFailFast()
                    .await()
                    .indefinitely();
        }
    }

    /**
     * Declares a dataset with the default spec where nobody has declared it, or where it was deleted, and waits until the broker has it.
     *
     * @throws Declarations.NotDeclaredException when the broker does not answer in time
     */
    public void declareIfNew(String dataset) {
        if (datasets.find(dataset).filter(declared -> !declared.closed()).isEmpty()) {
            declarations
                    .declare(dataset, before -> opened(dataset, before), Duration.ofSeconds(30))
                    .ifPresent(declared -> LOG.infof("dataset declared with the default spec dataset=%s", dataset));
        }
    }

    private Optional<DatasetDeclared> opened(String dataset, Optional<DatasetDeclared> before) {
        if (before.isEmpty()) {
            return Optional.of(new DatasetDeclared(dataset, List.of(DatasetSpec.defaults()), null, clock.instant()));
        }
        return before.filter(DatasetDeclared::closed)
                .map(closed -> closed.with(DatasetSpec.defaults(), null, clock.instant()));
    }

    private Uni<ImageUploaded> announce(Description description, DatasetDeclared dataset, ImageStore.Stored stored) {
        ImageUploaded upload = new ImageUploaded(
                description.item().dataset(),
                description.item().source(),
                stored.content(),
                stored.bytes(),
                null,
                description.group(),
                description.layout(),
                description.metadata(),
                dataset.current().version(),
                clock.instant(),
                description.labels());
        return events.send(upload).replaceWith(upload);
    }

    private DatasetDeclared declared(Description description) {
        String dataset = description.item().dataset();
        if (!datasets.isCaughtUp(BROKER_PATIENCE)) {
            throw new BrokerAwayException();
        }
        DatasetDeclared declared = datasets.find(dataset).orElseThrow(() -> new UnknownDatasetException(dataset));
        if (declared.closed()) {
            throw new UnknownDatasetException(declared);
        }
        return declared;
    }

    /** The broker has not told the datasets so far. */
    public static final class BrokerAwayException extends RuntimeException {
        private static final long serialVersionUID = 1;

        BrokerAwayException() {
            super("The datasets could not be read from the broker within " + BROKER_PATIENCE.toSeconds() + " s");
        }
    }

    /** Nobody declared the dataset, or not since it was deleted. */
    public static final class UnknownDatasetException extends RuntimeException {
        private static final long serialVersionUID = 1;

        UnknownDatasetException(String dataset) {
            super("There is no dataset '" + dataset + "': declare it with PUT /api/datasets/" + dataset
                    + "/spec (an empty body takes the defaults)");
        }

        /** @param closed deleted, and not declared anew */
        UnknownDatasetException(DatasetDeclared closed) {
            super("Dataset '" + closed.dataset() + "' was deleted at "
                    + closed.deletion().at().truncatedTo(ChronoUnit.SECONDS)
                    + ": declare it anew with PUT /api/datasets/" + closed.dataset()
                    + "/spec (an empty body takes the defaults)");
        }
    }
}
