package dev.winnow.gateway.judging;

import dev.winnow.dataset.QualityVerdict;
import dev.winnow.dataset.Rejection;
import dev.winnow.events.Event;
import dev.winnow.events.ImageAssessed;
import dev.winnow.events.ImageAssigned;
import dev.winnow.events.ImageDeduplicated;
import dev.winnow.events.ImageEvent;
import dev.winnow.events.ImageIngested;
import dev.winnow.events.ImagePrepared;
import dev.winnow.events.ImageRejected;
import dev.winnow.events.ImageRejudged;
import dev.winnow.events.ImageUploaded;
import dev.winnow.gateway.projection.Standard;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** What there is to announce of an image that a standard judges otherwise than it was judged before. */
final class Verdict {
    private Verdict() {}

    /**
     * The event that brings the image in line with the standard.
     *
     * @param furthest the image's furthest event
     * @return nothing where the image has no raw values, is still on its way, is out for another reason than its quality, or
     *     came under a later spec than the standard's
     */
    static Optional<Event> of(Event furthest, Standard standard, Instant now) {
        ImageAssessed assessed = assessed(furthest);
        if (assessed == null || upload(furthest).specVersion() > standard.spec().version()) {
            return Optional.empty();
        }
        QualityVerdict verdict = standard.judge(assessed.scores());
        boolean newSpec = upload(furthest).specVersion() < standard.spec().version();
        if (furthest instanceof ImageRejected rejected) {
            if (rejected.rejection().reason() != Rejection.Reason.LOW_QUALITY || !newSpec) {
                return Optional.empty();
            }
            ImageAssessed again = under(standard, assessed, now);
            return Optional.of(
                    verdict.rejectedFor() == null
                            ? again
                            : new ImageRejected(again.upload(), verdict.rejectedFor(), again, now));
        }
        if (!(furthest instanceof ImagePrepared)) {
            return Optional.empty();
        }
        if (verdict.rejectedFor() == null) {
            return Optional.of(new ImageRejudged(
                    upload(furthest), standard.spec().version(), standard.fenceVersion(), verdict.issues(), now));
        }
        // Under the spec of its upload quality itself would have rejected it.
        ImageAssessed again = under(standard, assessed, now);
        return newSpec
                ? Optional.of(new ImageRejected(again.upload(), verdict.rejectedFor(), again, now))
                : Optional.empty();
    }

    private static ImageUploaded upload(Event furthest) {
        return ((ImageEvent) furthest).upload();
    }

    private static ImageAssessed assessed(Event furthest) {
        if (furthest instanceof ImageRejected rejected) {
            return rejected.assessed();
        }
        Event event = furthest instanceof ImagePrepared prepared ? prepared.image() : furthest;
        event = event instanceof ImageAssigned assigned ? assigned.image() : event;
        event = event instanceof ImageDeduplicated deduplicated ? deduplicated.image() : event;
        return event instanceof ImageAssessed assessed ? assessed : null;
    }

    /** As if the image had been uploaded under the standard's spec; it is judged without fences, as quality does. */
    private static ImageAssessed under(Standard standard, ImageAssessed assessed, Instant now) {
        ImageIngested ingested = assessed.image();
        return new ImageAssessed(
                new ImageIngested(
                        ingested.upload().withSpecVersion(standard.spec().version()),
                        ingested.metadata(),
                        ingested.issues(),
                        ingested.at()),
                assessed.scores(),
                assessed.fingerprints(),
                standard.spec().quality().judge(assessed.scores(), Map.of()).issues(),
                now);
    }
}
