package dev.winnow.events;

import dev.winnow.dataset.Deletion;
import dev.winnow.dataset.Item;
import dev.winnow.dataset.spec.DatasetSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A dataset's spec was set or changed. On {@code datasets.declared}, keyed by dataset. Holds every version there has been,
 * because the topic is compacted and an image is always judged under the version it was uploaded under.
 *
 * @param versions with versions 1, 2, … in this order; the last is in force
 * @param by who put the last version in force; null where a first upload did, and in events from before it was recorded
 * @param at when the last version was put in force, or the dataset was deleted after that
 * @param deletion the last one of the dataset, null where it never was deleted
 */
public record DatasetDeclared(String dataset, List<DatasetSpec> versions, String by, Instant at, Deletion deletion)
        implements Event {

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
        if (deletion != null && deletion.upTo() > versions.size()) {
            throw new IllegalArgumentException("Version " + deletion.upTo() + " of the spec of " + dataset
                    + " cannot be deleted, there are " + versions.size());
        }
    }

    /** Of a dataset that never was deleted. */
    public DatasetDeclared(String dataset, List<DatasetSpec> versions, String by, Instant at) {
        this(dataset, versions, by, at, null);
    }

    /** Whether the dataset was deleted and nobody has declared it anew: nothing can be uploaded to it. */
    public boolean closed() {
        return deletion != null && deletion.closes(versions.size());
    }

    /** Whether what was uploaded under this version of the spec was deleted. */
    public boolean hasDeleted(int specVersion) {
        return deletion != null && deletion.covers(specVersion);
    }

    /** The same with one more version, which is in force; opens a dataset that was {@link #closed}. */
    public DatasetDeclared with(DatasetSpec next, String decider, Instant decidedAt) {
        List<DatasetSpec> all = new ArrayList<>(versions);
        all.add(next.withVersion(versions.size() + 1));
        return new DatasetDeclared(dataset, all, decider, decidedAt, deletion);
    }

    /** The same, deleted with all of its versions. */
    public DatasetDeclared deleted(String decider, Instant decidedAt) {
        return new DatasetDeclared(dataset, versions, by, decidedAt, new Deletion(versions.size(), decider, decidedAt));
    }

    /** Whether this says more of the dataset than the other, or the same. */
    boolean isAsFarAs(DatasetDeclared other) {
        int more = versions.size() - other.versions.size();
        return more > 0 || (more == 0 && lastDeleted() >= other.lastDeleted());
    }

    private int lastDeleted() {
        return deletion == null ? 0 : deletion.upTo();
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
        return "declared:" + dataset + ":" + current().version() + (closed() ? ":deleted" : "");
    }

    @Override
    public String subject() {
        return dataset;
    }
}
