package dev.winnow.augment;

import dev.winnow.dataset.PreparedPicture;
import dev.winnow.dataset.spec.DatasetSpec;
import dev.winnow.events.DeclaredDatasets;
import dev.winnow.events.Event;
import dev.winnow.events.ImageAssigned;
import dev.winnow.events.ImageEvent;
import dev.winnow.events.ImageMoved;
import dev.winnow.events.ImagePrepared;
import dev.winnow.events.ImageReprepared;
import dev.winnow.events.ImageUploaded;
import dev.winnow.events.ImagesSettled;
import dev.winnow.events.StageMeter;
import dev.winnow.imaging.Picture;
import dev.winnow.imaging.Pictures;
import dev.winnow.imaging.Preparer;
import dev.winnow.imaging.Rendered;
import dev.winnow.messaging.Stages;
import dev.winnow.storage.PatientStore;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.eclipse.microprofile.faulttolerance.Retry;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Outgoing;

/**
 * Prepares each image that is assigned to a split, and each that becomes part of the dataset later; nothing is made of one that is not part of
 * the dataset. Pictures are stored under their content, so that doing it twice is doing it once.
 */
@ApplicationScoped
public class AugmentProcessor {
    private final PatientStore store;
    private final Pictures pictures;
    private final Preparer preparer;
    private final DeclaredDatasets datasets;
    private final Clock clock;
    private final StageMeter meter;

    public AugmentProcessor(
            PatientStore store,
            Pictures pictures,
            Preparer preparer,
            DeclaredDatasets datasets,
            Clock clock,
            Stages stages) {
        this.store = store;
        this.pictures = pictures;
        this.preparer = preparer;
        this.datasets = datasets;
        this.clock = clock;
        this.meter = stages.meter("augment");
    }

    @Incoming("augment-assigned")
    @Outgoing("augment-facts")
    @Blocking(
            value = "augment-renderers",
            ordered = false) // decodes where no other stage of this process has, and stores
    @Retry(
            maxRetries = 3,
            delay = 200,
            jitter = 100,
            delayUnit = ChronoUnit.MILLIS,
            retryOn = IOException.class,
            abortOn = InterruptedIOException.class)
    public Event prepare(Event event) throws IOException {
        Objects.requireNonNull(event, "A record without a value is no event");
        if (event instanceof ImageEvent image
                && datasets.hasDeleted(image.upload().dataset(), image.upload().specVersion())) {
            pictures.forget(image.upload().content());
            return null; // its bytes may be gone from the store
        }
        if (event instanceof ImageAssigned assigned) {
            if (assigned.assignment().split() == null) {
                pictures.forget(assigned.upload().content());
                return null;
            }
            List<PreparedPicture> prepared = prepared(assigned.upload());
            return new ImagePrepared(assigned, prepared, clock.instant());
        }
        if (event instanceof ImageMoved moved) {
            // Pictures depend on content and spec alone: what was part of the dataset has them.
            return moved.to() == null || moved.from() != null
                    ? null
                    : new ImageReprepared(moved, prepared(moved.upload()), clock.instant());
        }
        if (event instanceof ImagesSettled) {
            return null;
        }
        throw new IllegalArgumentException(event.type() + " is nothing to prepare an image by");
    }

    private List<PreparedPicture> prepared(ImageUploaded upload) throws IOException {
        try (StageMeter.Work work = meter.begin()) {
            DatasetSpec spec = datasets.spec(upload.dataset(), upload.specVersion());
            List<Rendered> rendered;
            try (Picture picture = pictures.of(upload.content(), store::read)) {
                rendered = preparer.prepare(picture, upload.content(), spec.preprocessing(), spec.augmentation());
            }
            List<PreparedPicture> prepared = new ArrayList<>();
            for (Rendered one : rendered) {
                prepared.add(new PreparedPicture(
                        one.copy(), store.put(one.jpeg()), one.jpeg().length, one.width(), one.height(), one.plan()));
                meter.bytes(one.jpeg().length);
            }
            pictures.forget(upload.content()); // the chain is through
            meter.passed();
            work.done();
            return prepared;
        }
    }
}
