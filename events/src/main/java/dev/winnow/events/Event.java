package dev.winnow.events;

import java.time.Instant;

/** A fact on a topic. The id is a function of what it says, so that a redelivered event is recognisably the same. */
public sealed interface Event
        permits DatasetDeclared,
                ImagesCurated,
                ImageUploaded,
                ImageRejected,
                ImageIngested,
                ImageAssessed,
                ImageRejudged,
                FencesTaken,
                DatasetJudged,
                Decision,
                ImageDeduplicated,
                ClustersRevised,
                EventPart,
                ImageAssigned,
                ImageMoved,
                ImagesSettled,
                ImagePrepared,
                ImageReprepared,
                ImageRemoved,
                AnnotationsSubmitted,
                AnnotationsChecked,
                ReleaseMembers,
                DatasetReleased,
                ReleaseAssembled,
                DeadLetterClosed {

    /** The topic this event stands on. */
    Topic topic();

    /** The record's key on that topic. */
    String key();

    /** The CloudEvents id: what happened, to which content, under which version of the spec. */
    String id();

    /** The CloudEvents subject: the item, the dataset, or the dead letter. */
    String subject();

    /** When it happened. */
    Instant at();

    /** The CloudEvents type: {@code dev.winnow.ImageUploaded.v1}. */
    default String type() {
        return type(getClass());
    }

    /** The CloudEvents type of these events. */
    static String type(Class<? extends Event> event) {
        return "dev.winnow." + event.getSimpleName() + ".v1";
    }
}
