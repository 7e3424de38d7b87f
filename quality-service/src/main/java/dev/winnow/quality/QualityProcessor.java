package dev.winnow.quality;

import dev.winnow.dataset.spec.DatasetSpec;
import dev.winnow.events.DeclaredDatasets;
import dev.winnow.events.ImageAssessed;
import dev.winnow.events.ImageIngested;
import dev.winnow.events.ImageUploaded;
import dev.winnow.events.StageMeter;
import dev.winnow.imaging.Analyzer;
import dev.winnow.imaging.Assessment;
import dev.winnow.imaging.Picture;
import dev.winnow.imaging.Pictures;
import dev.winnow.imaging.WantedHashes;
import dev.winnow.messaging.Stages;
import dev.winnow.storage.PatientStore;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import org.eclipse.microprofile.faulttolerance.Retry;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Outgoing;

/** Measures each ingested image once, in one look at its pixels: quality and fingerprints together. What the values mean is decided later. */
@ApplicationScoped
public class QualityProcessor {
    private final PatientStore store;
    private final Pictures pictures;
    private final Analyzer analyzer;
    private final DeclaredDatasets datasets;
    private final Clock clock;
    private final StageMeter meter;

    public QualityProcessor(
            PatientStore store,
            Pictures pictures,
            Analyzer analyzer,
            DeclaredDatasets datasets,
            Clock clock,
            Stages stages) {
        this.store = store;
        this.pictures = pictures;
        this.analyzer = analyzer;
        this.datasets = datasets;
        this.clock = clock;
        this.meter = stages.meter("quality");
    }

    @Incoming("quality-ingested")
    @Outgoing("quality-facts")
    @Blocking(value = "quality-meters", ordered = false) // fetches and decodes where no other stage of this process has
    @Retry(
            maxRetries = 3,
            delay = 200,
            jitter = 100,
            delayUnit = ChronoUnit.MILLIS,
            retryOn = IOException.class,
            abortOn = InterruptedIOException.class)
    public ImageAssessed assess(ImageIngested ingested) throws IOException {
        Objects.requireNonNull(ingested, "A record without a value is no ImageIngested");
        if (datasets.hasDeleted(ingested.upload().dataset(), ingested.upload().specVersion())) {
            pictures.forget(ingested.upload().content());
            return null; // its bytes may be gone from the store
        }
        try (StageMeter.Work work = meter.begin()) {
            ImageUploaded upload = ingested.upload();
            DatasetSpec spec = datasets.spec(upload.dataset(), upload.specVersion());
            Assessment assessment;
            try (Picture picture = pictures.of(upload.content(), store::read)) {
                assessment = analyzer.analyze(picture, ingested.metadata(), WantedHashes.of(spec.duplicates()));
            }
            work.done();
            meter.passed();
            return new ImageAssessed(
                    ingested, assessment.scores(), assessment.fingerprints(), List.of(), clock.instant());
        }
    }
}
