package dev.winnow.dedup;

import dev.winnow.dataset.DetailThumbnail;
import dev.winnow.dataset.Hash256;
import dev.winnow.dataset.Pdq;
import dev.winnow.dataset.PolarThumbnail;
import dev.winnow.dataset.Thumbnail;
import dev.winnow.dataset.duplicate.Looks.Look;
import java.nio.ByteBuffer;

/**
 * How a {@link Look} lies in the store, big-endian: version (1 byte), flags (1 byte: 1 has a thumbnail, 2 has a PDQ hash, 4 has a
 * disk, 8 has details), the thumbnail's luma (256), the PDQ hash (32) and its quality (1), the disk's luma (512), the details (961).
 * All follow their algorithms' first versions. Version 2 knew no details and version 1 no disks either, and they are alike but for
 * that; they are written still where there are none.
 */
final class LookFormat {
    private static final byte VERSION = 3;
    private static final byte WITHOUT_DETAILS = 2;
    private static final byte WITHOUT_DISKS = 1;
    private static final int THUMBNAIL = 1;
    private static final int PDQ = 2;
    private static final int DISK = 4;
    private static final int DETAIL = 8;
    private static final int LUMA_LENGTH = Thumbnail.SIDE * Thumbnail.SIDE;
    private static final int PDQ_LENGTH = 33;
    private static final int DISK_LENGTH = PolarThumbnail.RINGS * PolarThumbnail.SECTORS;

    private LookFormat() {}

    static byte[] write(Look look) {
        int flags = (look.thumbnail() == null ? 0 : THUMBNAIL)
                | (look.pdq() == null ? 0 : PDQ)
                | (look.polar() == null ? 0 : DISK)
                | (look.detail() == null ? 0 : DETAIL);
        int length = 2
                + (look.thumbnail() == null ? 0 : LUMA_LENGTH)
                + (look.pdq() == null ? 0 : PDQ_LENGTH)
                + (look.polar() == null ? 0 : DISK_LENGTH)
                + (look.detail() == null ? 0 : DetailThumbnail.BYTES);
        ByteBuffer out = ByteBuffer.allocate(length)
                .put(look.detail() != null ? VERSION : look.polar() == null ? WITHOUT_DISKS : WITHOUT_DETAILS)
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
        if (look.polar() != null) {
            out.put(look.polar().bytes());
        }
        if (look.detail() != null) {
            out.put(look.detail().bytes());
        }
        return out.array();
    }

    static Look read(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        byte version = in.get();
        if (version != VERSION && version != WITHOUT_DETAILS && version != WITHOUT_DISKS) {
            throw new IllegalStateException(
                    "The store holds a look in format " + version + ", this program reads formats 1 to " + VERSION
                            + ": start the version that wrote it, or a later one");
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
        PolarThumbnail polar = null;
        if ((flags & DISK) != 0) {
            byte[] luma = new byte[DISK_LENGTH];
            in.get(luma);
            polar = new PolarThumbnail(luma);
        }
        DetailThumbnail detail = null;
        if ((flags & DETAIL) != 0) {
            byte[] steps = new byte[DetailThumbnail.BYTES];
            in.get(steps);
            detail = new DetailThumbnail(thumbnail, steps);
        }
        return new Look(thumbnail, pdq, polar, detail);
    }
}
