package dev.winnow.ingest;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.winnow.dataset.Rejection;
import dev.winnow.events.DatasetDeclared;
import dev.winnow.events.Decision;
import dev.winnow.events.DeclaredDatasets;
import dev.winnow.events.Event;
import dev.winnow.events.EventJson;
import dev.winnow.events.ImageRejected;
import dev.winnow.events.ImageUploaded;
import dev.winnow.events.ImageWithdrawn;
import dev.winnow.events.ImagesCurated;
import dev.winnow.storage.PatientStore;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/**
 * Makes an event of each image that a person's decision is about. The record is acknowledged when the broker has all of them, so
 * that a crash repeats it. What is sent depends on the curation alone: a repetition changes nothing.
 *
 * <ol>
 *   <li>To withdraw an image, also one whose file has moved, is an {@link ImageWithdrawn} up to the upload that the person saw. A later upload stays.
 *   <li>To set an image aside is an upload at the time of the decision that ends rejected.
 *   <li>To restore, label or tag an image is an upload of the same bytes at the time of the decision. It takes the way of every
 *       image, so that what depends on labels follows by itself.
 * </ol>
 */
@ApplicationScoped
public class Curations {
    private static final int AT_A_TIME = 256;

    private final PatientStore store;
    private final DeclaredDatasets datasets;
    private final Uploads uploads;

    public Curations(PatientStore store, DeclaredDatasets datasets, Uploads uploads) {
        this.store = store;
        this.datasets = datasets;
        this.uploads = uploads;
    }

    @Incoming("ingest-curations")
    @Blocking
    public void apply(ImagesCurated curated) throws IOException {
        Objects.requireNonNull(curated, "A record without a value is no ImagesCurated");
        DatasetDeclared declared = datasets.find(curated.dataset())
                .orElseThrow(() -> new Uploads.UnknownDatasetException(curated.dataset()));
        if (declared.deletion() != null
                && !curated.at().isAfter(declared.deletion().at())) {
            return; // about images that were deleted; the list may be gone from the store
        }
        int version = declared.current().version();
        List<Event> waiting = new ArrayList<>(AT_A_TIME);
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                new ByteArrayInputStream(store.read(curated.uploads())), StandardCharsets.UTF_8))) {
            for (String line; (line = lines.readLine()) != null; ) {
                waiting.add(event(curated, upload(line), version));
                if (waiting.size() == AT_A_TIME) {
                    uploads.announceAll(waiting);
                    waiting.clear();
                }
            }
        }
        uploads.announceAll(waiting);
    }

    private static ImageUploaded upload(String line) {
        try {
            return EventJson.mapper().readValue(line, ImageUploaded.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "A line of a curation's list is no upload: " + e.getOriginalMessage(), e);
        }
    }

    /** What becomes of one image. */
    static Event event(ImagesCurated curated, ImageUploaded upload, int version) {
        ImageUploaded again = upload.again(version, curated.at());
        return switch (curated.action()) {
            case WITHDRAW ->
                withdrawn(curated, upload, Decision.actor(curated.by()) + " removed it with " + others(curated));
            case MOVED ->
                withdrawn(
                        curated, upload, "Its file moved: the same bytes lie at another place of the imported folder");
            case SET_ASIDE ->
                new ImageRejected(
                        again,
                        new Rejection(
                                Rejection.Reason.SET_ASIDE,
                                Decision.actor(curated.by()) + " set it aside with " + others(curated)
                                        + ": restore it, or remove it for good"),
                        curated.at());
            case RESTORE -> again;
            case LABEL -> again.labelled(curated.value());
            case TAG -> again.tagged(curated.value());
        };
    }

    private static ImageWithdrawn withdrawn(ImagesCurated curated, ImageUploaded upload, String reason) {
        return new ImageWithdrawn(
                upload.dataset(),
                upload.source(),
                upload.at(),
                upload.specVersion(),
                ImageWithdrawn.Cause.REMOVED,
                reason,
                curated.by(),
                curated.at());
    }

    private static String others(ImagesCurated curated) {
        int others = curated.images() - 1;
        return others == 0 ? "no others" : others == 1 ? "1 other" : others + " others";
    }
}
