package dev.winnow.events;

import dev.winnow.dataset.ContentHash;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Objects;

/**
 * A release was cut at a position in the dataset's order. On {@code datasets.released}, keyed by dataset, after its {@link ReleaseMembers}
 * and in one transaction with them. Of two releases of one name the one with the lower position counts.
 *
 * @param frozen the decision
 * @param position of the decision in the dataset's order
 * @param items how many images it holds
 * @param chunks how many records of members there are
 * @param digest over the members, by {@link Digest}
 */
public record DatasetReleased(
        SplitsFrozen frozen, long position, long items, int chunks, ContentHash digest, Instant at) implements Event {
    public DatasetReleased {
        Objects.requireNonNull(frozen, "frozen");
        Objects.requireNonNull(digest, "digest");
        Objects.requireNonNull(at, "at");
    }

    /** SHA-256 over a line of each member in their order: item, content, split and fold, with a space between. For one thread. */
    public static final class Digest {
        private final MessageDigest sha256 = ContentHash.sha256();

        public void add(ReleaseMembers.Member member) {
            String line = member.item()
                    + ' '
                    + member.content().hex()
                    + ' '
                    + member.split().key()
                    + ' '
                    + (member.fold() == null ? "-" : member.fold())
                    + '\n';
            sha256.update(line.getBytes(StandardCharsets.UTF_8));
        }

        /** Of what was added so far; it begins anew then. */
        public ContentHash value() {
            return ContentHash.of(sha256);
        }
    }

    @Override
    public Topic topic() {
        return Topic.DATASETS_RELEASED;
    }

    @Override
    public String key() {
        return frozen.dataset();
    }

    @Override
    public String id() {
        return "released:" + frozen.dataset() + ":" + frozen.release() + ":" + position;
    }

    @Override
    public String subject() {
        return frozen.dataset();
    }
}
