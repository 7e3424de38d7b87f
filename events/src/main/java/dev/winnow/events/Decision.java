package dev.winnow.events;

/**
 * Something decided about a dataset beside the images that arrive: it stands among them on {@code images.assessed}, keyed by
 * dataset, so that everything that clusters and splits depend on has one order, and deciding again gives the same. What a person decides is
 * published on {@code datasets.decided}, from where dedup gives it its place in that order.
 */
public sealed interface Decision extends Event
        permits ImageWithdrawn, PairJudged, SplitsFrozen, SplitsSettled, SpecInForce, DatasetDeleted {

    /** The name of a caller whom nobody authenticated. */
    String ANONYMOUS = "anonymous";

    String dataset();

    /**
     * Who decided, as the beginning of a sentence.
     *
     * @param by a name, {@link #ANONYMOUS} or null
     */
    static String actor(String by) {
        return by == null || by.equals(ANONYMOUS) ? "A person" : by;
    }

    @Override
    default Topic topic() {
        return Topic.IMAGES_ASSESSED;
    }

    @Override
    default String key() {
        return dataset();
    }
}
