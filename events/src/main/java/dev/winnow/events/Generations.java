package dev.winnow.events;

import dev.winnow.dataset.Deletion;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where a stage keeps what it knows of a dataset that may have been deleted and declared anew.
 *
 * <ol>
 *   <li>To delete a dataset is one fact, whatever the dataset holds: from then on its facts are kept under another name.
 *   <li>What stands under the old name is dropped later, a page at a time by {@link #drop}, and after a restart from where it stood.
 *   <li>An upload under a version of the spec that the deletion covers is no longer taken in.
 * </ol>
 *
 * <p>For the stream thread that the stores belong to.
 */
public final class Generations {
    /** No dataset has such a name. */
    private static final String DELETED = "@deleted";

    private static final String RETIRED = "@retired";

    /** Stands in no dataset's name. */
    private static final char SEPARATOR = '@';

    private static final byte VERSION = 1;
    private static final byte[] MARK = {VERSION};

    private final DatasetStore ledger;
    private final List<DatasetStore> stores;
    private final Map<String, Generation> known = new HashMap<>();
    private boolean maybeRetired = true;

    /**
     * @param ledger keeps what was deleted
     * @param stores all stores in which something is kept under {@link #space}; one of them may be the ledger
     */
    public Generations(DatasetStore ledger, List<DatasetStore> stores) {
        this.ledger = ledger;
        this.stores = List.copyOf(stores);
    }

    /** @param deletion the last of the dataset, or null */
    private record Generation(String space, Deletion deletion) {}

    /** The name under which the facts of the dataset are kept, as it is now. */
    public String space(String dataset) {
        return of(dataset).space();
    }

    /** Whether what was uploaded under this version of the spec was deleted. */
    public boolean covers(String dataset, int specVersion) {
        Deletion deletion = of(dataset).deletion();
        return deletion != null && deletion.covers(specVersion);
    }

    /** Whether a decision is about what was deleted before it was read. Such a decision was made before the deletion, and sent after it. */
    public boolean covers(Decision decision) {
        Deletion deletion = of(decision.dataset()).deletion();
        if (deletion == null) {
            return false;
        }
        if (decision instanceof DatasetDeleted deleted) {
            return deleted.upTo() <= deletion.upTo();
        }
        if (decision instanceof SpecInForce change) {
            return deletion.covers(change.specVersion());
        }
        return decision instanceof ImageWithdrawn withdrawn
                ? deletion.covers(withdrawn.specVersion())
                : !decision.at().isAfter(deletion.at());
    }

    /** The dataset whose facts are kept under this name; nothing where it was deleted since. */
    public Optional<String> dataset(String space) {
        int at = space.indexOf(SEPARATOR);
        String dataset = at < 0 ? space : space.substring(0, at);
        return space(dataset).equals(space) ? Optional.of(dataset) : Optional.empty();
    }

    /** Takes note that somebody else, with the same ledger, deleted the dataset. */
    public void reread(String dataset) {
        known.remove(dataset);
    }

    /** Deletes the dataset; one that was {@linkplain #covers(Decision) covered} changes nothing. */
    public void delete(DatasetDeleted deleted) {
        ledger.put(RETIRED, space(deleted.dataset()), MARK);
        ledger.put(DELETED, deleted.dataset(), write(deleted.deletion()));
        known.remove(deleted.dataset());
        maybeRetired = true;
    }

    /**
     * Drops facts of what was deleted.
     *
     * @param most how many, so that a call takes no longer than a stage may pause
     * @return how many were dropped
     */
    public int drop(int most) {
        if (!maybeRetired) {
            return 0;
        }
        int dropped = 0;
        for (String space : ledger.names(RETIRED, most)) {
            for (DatasetStore store : stores) {
                for (String name : store.names(space, most - dropped)) {
                    store.delete(space, name);
                    dropped++;
                }
            }
            if (dropped >= most) {
                return dropped; // there may be more of this one
            }
            ledger.delete(RETIRED, space);
        }
        maybeRetired = false;
        return dropped;
    }

    private Generation of(String dataset) {
        return known.computeIfAbsent(dataset, name -> {
            byte[] kept = ledger.get(DELETED, name);
            if (kept == null) {
                return new Generation(name, null);
            }
            Deletion deletion = read(name, kept);
            return new Generation(name + SEPARATOR + deletion.upTo(), deletion);
        });
    }

    /** Who deleted it stands in the event. */
    private static byte[] write(Deletion deletion) {
        return ByteBuffer.allocate(17)
                .put(VERSION)
                .putInt(deletion.upTo())
                .putLong(deletion.at().getEpochSecond())
                .putInt(deletion.at().getNano())
                .array();
    }

    private static Deletion read(String dataset, byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        byte version = in.get();
        if (version != VERSION) {
            throw new IllegalStateException("The store holds the deletion of " + dataset + " in format " + version
                    + ", this program reads format " + VERSION + ": start the version that wrote it, or a later one");
        }
        int upTo = in.getInt();
        return new Deletion(upTo, null, Instant.ofEpochSecond(in.getLong(), in.getInt()));
    }
}
