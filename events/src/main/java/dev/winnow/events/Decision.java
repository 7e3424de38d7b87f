package dev.winnow.events;

/**
 * Something decided about a dataset beside the images that arrive: it stands among them on {@code images.assessed}, keyed by
 * dataset, so that everything that clusters and splits depend on has one order, and deciding again gives the same.
 */
public sealed interface Decision extends Event permits ImageWithdrawn, PairJudged, SplitsFrozen, SplitsSettled {

    String dataset();

    @Override
    default Topic topic() {
        return Topic.IMAGES_ASSESSED;
    }

    @Override
    default String key() {
        return dataset();
    }
}
