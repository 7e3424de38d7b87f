package dev.winnow.events;

import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.Split;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * Some of the images that a release holds. On {@code datasets.released}, keyed by dataset. All chunks of a release stand before its {@link
 * DatasetReleased}, in one transaction with it and with the freeze, so that whoever reads one of them can read all.
 *
 * @param position of the freeze in the dataset's order
 * @param number of the chunk, from 1
 * @param members ordered by item, over all chunks
 */
public record ReleaseMembers(
        String dataset, String release, long position, int number, List<Member> members, Instant at) implements Event {
    /** Members of one chunk, so that no record is larger than a broker takes. */
    public static final int MOST = 1_000;

    /**
     * An image, as the freeze found it.
     *
     * @param content that the item held
     * @param fold of the training split, or null
     * @param unit that stays whole
     * @param cluster of copies, or null
     */
    public record Member(String item, ContentHash content, Split split, Integer fold, String unit, String cluster) {
        public Member {
            Objects.requireNonNull(item, "item");
            Objects.requireNonNull(content, "content");
            Objects.requireNonNull(split, "split");
        }
    }

    public ReleaseMembers {
        Objects.requireNonNull(dataset, "dataset");
        Objects.requireNonNull(release, "release");
        members = List.copyOf(members);
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
        return "members:" + dataset + ":" + release + ":" + position + ":" + number;
    }

    @Override
    public String subject() {
        return dataset;
    }
}
