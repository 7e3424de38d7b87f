package dev.winnow.ingest;

import dev.winnow.dataset.Rejection;
import dev.winnow.dataset.spec.DatasetSpec;
import dev.winnow.dataset.spec.Limits;
import dev.winnow.events.DeclaredDatasets;
import dev.winnow.events.Event;
import dev.winnow.events.ImageIngested;
import dev.winnow.events.ImageRejected;
import dev.winnow.events.ImageUploaded;
import dev.winnow.events.StageMeter;
import dev.winnow.imaging.Decoded;
import dev.winnow.imaging.Pictures;
import dev.winnow.messaging.Stages;
import dev.winnow.storage.ImageStore.CorruptContentException;
import dev.winnow.storage.PatientStore;
import io.micrometer.core.instrument.Timer;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.eclipse.microprofile.faulttolerance.Retry;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Outgoing;

/** Vets each upload: what it is, whether it is whole. A bad image is an answer; a failing store is retried. */
@ApplicationScoped
public class IngestProcessor {
    private final PatientStore store;
    private final Pictures pictures;
    private final DeclaredDatasets datasets;
    private final Clock clock;
    private final StageMeter meter;
    private final Timer decodeTimer;

    public IngestProcessor(
            PatientStore store, Pictures pictures, DeclaredDatasets datasets, Clock clock, Stages stages) {
        this.store = store;
        this.pictures = pictures;
        this.datasets = datasets;
        this.clock = clock;
        this.meter = stages.meter("ingest");
        this.decodeTimer = meter.timer("winnow.decode");
    }

    @Incoming("ingest-uploaded")
    @Outgoing("ingest-facts")
    @Blocking(value = "ingest-decoders", ordered = false) // fetches and decodes
    @Retry(
            maxRetries = 3,
            delay = 200,
            jitter = 100,
            delayUnit = ChronoUnit.MILLIS,
            retryOn = IOException.class,
            abortOn = InterruptedIOException.class)
    public Event ingest(ImageUploaded upload) throws IOException {
        Objects.requireNonNull(upload, "A record without a value is no ImageUploaded");
        if (datasets.hasDeleted(upload.dataset(), upload.specVersion())) {
            return null; // its bytes may be gone from the store
        }
        StageMeter.Work work = meter.begin();
        try {
            Event fact = vet(upload, datasets.spec(upload.dataset(), upload.specVersion()));
            if (fact instanceof ImageRejected rejected) {
                meter.rejected(rejected.rejection().reason().name());
            } else {
                meter.passed();
            }
            work.done();
            return fact;
        } finally {
            work.close();
        }
    }

    private Event vet(ImageUploaded upload, DatasetSpec spec) throws IOException {
        Limits limits = spec.limits();
        if (upload.bytes() > limits.maxBytes()) {
            return rejected(
                    upload,
                    new Rejection(
                            Rejection.Reason.FILE_TOO_LARGE,
                            "The file has " + upload.bytes() + " bytes, more than the dataset's limit of "
                                    + limits.maxBytes() + ": store it smaller, or raise limits.maxBytes"));
        }
        byte[] bytes;
        try {
            bytes = read(upload);
        } catch (CorruptContentException e) {
            return rejected(
                    upload,
                    new Rejection(
                            Rejection.Reason.BLOB_CORRUPT,
                            "The store returned other bytes than were uploaded, twice: check its disk, then upload the file again"));
        }
        meter.bytes(bytes.length);
        long before = System.nanoTime();
        Decoded decoded = pictures.vet(upload.content(), bytes, upload.source(), limits);
        decodeTimer.record(Duration.ofNanos(System.nanoTime() - before));
        if (decoded instanceof Decoded.Refused refused) {
            return rejected(upload, refused.rejection());
        }
        Decoded.Image image = (Decoded.Image) decoded;
        image.picture().close();
        return new ImageIngested(upload, spec.metadata().kept(image.metadata()), image.issues(), clock.instant());
    }

    /** A second look tells a bad disk from a bad moment. */
    private byte[] read(ImageUploaded upload) throws IOException {
        try {
            return store.read(upload.content());
        } catch (CorruptContentException e) {
            return store.read(upload.content());
        }
    }

    private ImageRejected rejected(ImageUploaded upload, Rejection rejection) {
        return new ImageRejected(upload, rejection, clock.instant());
    }
}
