package dev.winnow.events;

import dev.winnow.dataset.ContentHash;
import java.time.Instant;
import java.util.Objects;

/**
 * A release's manifest lies in the store, and never changes from here on. On {@code datasets.released}, keyed by dataset. Of several about one
 * release the first counts.
 *
 * @param position of the release in the dataset's order
 * @param manifest what it lies under
 * @param bytes of the manifest
 * @param items that it lists
 * @param leftOut members whose place held something else by then
 */
public record ReleaseAssembled(
        String dataset,
        String release,
        long position,
        ContentHash manifest,
        long bytes,
        long items,
        long leftOut,
        Instant at)
        implements Event {

    public ReleaseAssembled {
        Objects.requireNonNull(dataset, "dataset");
        Objects.requireNonNull(release, "release");
        Objects.requireNonNull(manifest, "manifest");
        Objects.requireNonNull(at, "at");
    }

    @Override
    public Topic topic() {
        return Topic.DATASETS_RELEASED;
    }

    @Override
    public String key() {
        return dataset;
    }

    @Override
    public String id() {
        return "assembled:" + dataset + ":" + release + ":" + position + ":" + manifest.hex();
    }

    @Override
    public String subject() {
        return dataset;
    }
}
