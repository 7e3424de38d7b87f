package dev.winnow.formats.release;

import dev.winnow.dataset.Split;
import java.util.EnumMap;
import java.util.Map;

/** Into how many files a split is cut, and which one takes the next item. Not safe for use by several threads. */
public final class Shards {
    private static final long MOST_BYTES = 256L << 20;

    private final Release release;
    private final int least;
    private final int worth;
    private final Map<Split, Long> items = new EnumMap<>(Split.class);

    /**
     * @param least how many shards a split has at least
     * @param worth items that a shard must have for this to count
     */
    public Shards(Release release, int least, int worth) {
        this.release = release;
        this.least = least;
        this.worth = worth;
    }

    /** How many shards a split has. */
    public int of(Split split) {
        Release.Extent extent = release.splits().get(split);
        if (extent == null) {
            return 1;
        }
        long bySize = (extent.bytes() + MOST_BYTES - 1) / MOST_BYTES;
        long many = extent.items() >= (long) least * worth ? Math.max(least, bySize) : Math.max(1, bySize);
        return (int) Math.min(many, extent.items());
    }

    /** The shard of the next item of a split, from 0 on; in ascending order. */
    public int next(Split split) {
        long item = items.merge(split, 1L, Long::sum) - 1;
        Release.Extent extent = release.splits().get(split);
        int many = of(split);
        return extent == null ? 0 : (int) Math.min(many - 1, item * many / extent.items());
    }
}
