package dev.winnow.dedup;

import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.duplicate.ClusteredItem;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;

/**
 * How {@link ClusteredItem} lies in the store, big-endian: version (1 byte, now 1), flags (1 byte: 1 informative, 2 has a
 * cluster), maxDistance (1 byte), specVersion (4), at (8 bytes of seconds since 1970, 4 of nanoseconds), arrival (8),
 * contentArrival (8), perceptualHash (8), content (32), and to the end the cluster's name in UTF-8. The item's id is in the key.
 * A later version is read beside this one, never instead of it.
 */
final class ClusteredItemFormat {
    private static final byte VERSION = 1;
    private static final int FIXED_LENGTH = 75;
    private static final int INFORMATIVE = 1;
    private static final int CLUSTERED = 2;

    private ClusteredItemFormat() {}

    static byte[] write(ClusteredItem item) {
        byte[] cluster = item.cluster() == null ? new byte[0] : item.cluster().getBytes(StandardCharsets.UTF_8);
        int flags = (item.informative() ? INFORMATIVE : 0) | (item.cluster() == null ? 0 : CLUSTERED);
        return ByteBuffer.allocate(FIXED_LENGTH + cluster.length)
                .put(VERSION)
                .put((byte) flags)
                .put((byte) item.maxDistance())
                .putInt(item.specVersion())
                .putLong(item.at().getEpochSecond())
                .putInt(item.at().getNano())
                .putLong(item.arrival())
                .putLong(item.contentArrival())
                .putLong(item.perceptualHash())
                .put(HexFormat.of().parseHex(item.content().hex()))
                .put(cluster)
                .array();
    }

    static ClusteredItem read(String item, byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        byte version = in.get();
        if (version != VERSION) {
            throw new IllegalStateException("The store holds item " + item + " in format " + version
                    + ", this program reads format " + VERSION + ": start the version that wrote it, or a later one");
        }
        int flags = in.get();
        int maxDistance = in.get();
        int specVersion = in.getInt();
        Instant at = Instant.ofEpochSecond(in.getLong(), in.getInt());
        long arrival = in.getLong();
        long contentArrival = in.getLong();
        long perceptualHash = in.getLong();
        byte[] content = new byte[32];
        in.get(content);
        byte[] cluster = new byte[in.remaining()];
        in.get(cluster);
        return new ClusteredItem(
                item,
                new ContentHash(HexFormat.of().formatHex(content)),
                perceptualHash,
                (flags & INFORMATIVE) != 0,
                maxDistance,
                contentArrival,
                arrival,
                specVersion,
                at,
                (flags & CLUSTERED) == 0 ? null : new String(cluster, StandardCharsets.UTF_8));
    }
}
