package dev.winnow.dedup;

import dev.winnow.dataset.Hash256;
import dev.winnow.dataset.Pdq;
import dev.winnow.dataset.Thumbnail;
import dev.winnow.dataset.duplicate.Looks.Look;
import java.nio.ByteBuffer;

/**
 * How a {@link Look} lies in the store, big-endian: version (1 byte, now 1), flags (1 byte: 1 has a thumbnail, 2 has a PDQ hash), the
 * thumbnail's luma (256), the PDQ hash (32) and its quality (1). Thumbnail and hash follow their algorithms' first versions.
 */
final class LookFormat {
    private static final byte VERSION = 1;
    private static final int THUMBNAIL = 1;
    private static final int PDQ = 2;
    private static final int LUMA_LENGTH = Thumbnail.SIDE * Thumbnail.SIDE;
    private static final int PDQ_LENGTH = 33;

    private LookFormat() {}

    static byte[] write(Look look) {
        int flags = (look.thumbnail() == null ? 0 : THUMBNAIL) | (look.pdq() == null ? 0 : PDQ);
        ByteBuffer out = ByteBuffer.allocate(
                        2 + (look.thumbnail() == null ? 0 : LUMA_LENGTH) + (look.pdq() == null ? 0 : PDQ_LENGTH))
                .put(VERSION)
                .put((byte) flags);
        if (look.thumbnail() != null) {
            out.put(look.thumbnail().bytes());
        }
        if (look.pdq() != null) {
            Hash256 hash = look.pdq().hash();
            out.putLong(hash.a())
                    .putLong(hash.b())
                    .putLong(hash.c())
                    .putLong(hash.d())
                    .put((byte) look.pdq().quality());
        }
        return out.array();
    }

    static Look read(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        byte version = in.get();
        if (version != VERSION) {
            throw new IllegalStateException("The store holds a look in format " + version
                    + ", this program reads format " + VERSION + ": start the version that wrote it, or a later one");
        }
        int flags = in.get();
        Thumbnail thumbnail = null;
        if ((flags & THUMBNAIL) != 0) {
            byte[] luma = new byte[LUMA_LENGTH];
            in.get(luma);
            thumbnail = new Thumbnail(luma);
        }
        Pdq pdq = null;
        if ((flags & PDQ) != 0) {
            pdq = new Pdq(new Hash256(in.getLong(), in.getLong(), in.getLong(), in.getLong()), in.get());
        }
        return new Look(thumbnail, pdq);
    }
}
