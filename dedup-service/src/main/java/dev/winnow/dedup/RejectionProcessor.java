package dev.winnow.dedup;

import dev.winnow.dataset.Rejection;
import dev.winnow.events.Event;
import dev.winnow.events.ImageRejected;
import dev.winnow.events.ImageUploaded;
import dev.winnow.events.ImageWithdrawn;
import java.time.Instant;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Says what a rejection means in the order of its dataset: what lies at the place of the rejected upload is withdrawn. An image that an
 * earlier version of another service rejected by a rule takes its place there as it was measured, because a changed rule may let it in.
 */
final class RejectionProcessor extends ContextualProcessor<byte[], ImageRejected, String, Event> {
    private static final String JUDGED = "winnow-judged-by-dedup";

    /** Marks an event as one that has had its effect on the order. */
    static Headers marked(Headers headers) {
        return headers.remove(JUDGED).add(JUDGED, new byte[0]);
    }

    @Override
    public void process(Record<byte[], ImageRejected> record) {
        ImageRejected rejected = record.value();
        if (rejected.rejection().reason() != Rejection.Reason.LOW_QUALITY) {
            forward(record, predecessor(rejected.upload(), rejected.rejection(), rejected.at()));
        } else if (rejected.assessed() != null && record.headers().lastHeader(JUDGED) == null) {
            forward(record, rejected.assessed());
        }
    }

    private void forward(Record<byte[], ImageRejected> record, Event event) {
        context().forward(record.withKey(event.key()).withValue(event));
    }

    /** Withdraws every upload to a place before one that was rejected. */
    static ImageWithdrawn predecessor(ImageUploaded rejected, Rejection rejection, Instant at) {
        return new ImageWithdrawn(
                rejected.dataset(),
                rejected.source(),
                rejected.at(),
                rejected.specVersion() - 1,
                ImageWithdrawn.Cause.REJECTED,
                "What was uploaded to its place later is rejected: " + rejection.detail(),
                null,
                at);
    }
}
