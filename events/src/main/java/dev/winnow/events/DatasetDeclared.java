package dev.winnow.events;

import dev.winnow.dataset.Item;
import dev.winnow.dataset.spec.DatasetSpec;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A dataset's spec was set or changed. On {@code datasets.declared}, keyed by dataset. Holds every version there has been,
 * because the topic is compacted and an image is always judged under the version it was uploaded under.
 *
 * @param versions with versions 1, 2, … in this order; the last is in force
 * @param by who put the last version in force; null where a first upload did, and in events from before it was recorded
 * @param at when the last version was put in force
 */
public record DatasetDeclared(String dataset, List<DatasetSpec> versions, String by, Instant at) implements Event {

    public DatasetDeclared {
        Item.requireDatasetName(dataset);
        Objects.requireNonNull(at, "at");
        versions = List.copyOf(versions);
        if (versions.isEmpty()) {
            throw new IllegalArgumentException("A declared dataset has a spec");
        }
        for (int i = 0; i < versions.size(); i++) {
            if (versions.get(i).version() != i + 1) {
                throw new IllegalArgumentException("Spec number " + (i + 1) + " of " + dataset + " says version "
                        + versions.get(i).version());
            }
        }
    }

    /** The spec in force. */
    public DatasetSpec current() {
        return versions.get(versions.size() - 1);
    }

    public Optional<DatasetSpec> version(int version) {
        return version >= 1 && version <= versions.size() ? Optional.of(versions.get(version - 1)) : Optional.empty();
    }

    @Override
    public Topic topic() {
        return Topic.DATASETS_DECLARED;
    }

    @Override
    public String key() {
        return dataset;
    }

    @Override
    public String id() {
        return "declared:" + dataset + ":" + current().version();
    }

    @Override
    public String subject() {
        return dataset;
    }
}
