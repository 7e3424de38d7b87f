package dev.winnow.dedup;

import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.Dihedral;
import dev.winnow.dataset.Standing;
import dev.winnow.dataset.duplicate.ClusteredItem;
import dev.winnow.dataset.duplicate.ClusteredItem.KeptLink;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * How {@link ClusteredItem} lies in the store, big-endian. The item's id is in the key. A later version is read beside the earlier
 * ones, never instead of them; the latest is written.
 *
 * <p>Version 5: version (1 byte), flags (1 byte: 1 informative, 2 has a cluster, 4 has pixels, 8 representative, 16 has a
 * rotationHash), standing (1 byte: 0 kept, 1 duplicate, 2 quarantined), specVersion (4), at (8 bytes of seconds since 1970, 4 of
 * nanoseconds), arrival (8), contentArrival (8), perceptualHash (8), merit (8), content (32), pixels (32, if any), rotationHash (8,
 * if any), number of links (2), the links, number of labels (4), the labels, and to the end the cluster's name in UTF-8. A label:
 * bytes (4), UTF-8. A link: content (32), distance (1), turn
 * (1), flags (1 byte: 1 correlation, 2 PDQ, 4 degrees, 8 agreement), correlation (8), distance by PDQ (2), degrees (2), agreement (8).
 *
 * <p>Version 4, which knew no labels: the same without their number and them.
 *
 * <p>Version 3, which knew no agreement: the same without it.
 *
 * <p>Version 2, which knew no rotations: the same without rotationHash, and without degrees in a link.
 *
 * <p>Version 1, which knew no links, pixels, merit and standing: version (1 byte), flags (1), maxDistance (1), specVersion (4), at
 * (12), arrival (8), contentArrival (8), perceptualHash (8), content (32), the cluster's name.
 */
final class ClusteredItemFormat {
    private static final byte VERSION = 5;
    private static final byte WITHOUT_LABELS = 4;
    private static final byte WITHOUT_AGREEMENT = 3;
    private static final byte WITHOUT_ROTATIONS = 2;
    private static final byte WITHOUT_LINKS = 1;
    private static final int FIXED_LENGTH = 89;
    private static final int HASH_LENGTH = 32;
    private static final int LINK_LENGTH = 55;

    private static final int INFORMATIVE = 1;
    private static final int CLUSTERED = 2;
    private static final int PIXELS = 4;
    private static final int REPRESENTATIVE = 8;
    private static final int ROTATION = 16;

    private static final int CORRELATION = 1;
    private static final int PDQ = 2;
    private static final int DEGREES = 4;
    private static final int AGREEMENT = 8;

    private static final Dihedral[] TURNS = Dihedral.values();

    private ClusteredItemFormat() {}

    static byte[] write(ClusteredItem item) {
        byte[] cluster = item.cluster() == null ? new byte[0] : item.cluster().getBytes(StandardCharsets.UTF_8);
        int flags = (item.informative() ? INFORMATIVE : 0)
                | (item.cluster() == null ? 0 : CLUSTERED)
                | (item.pixels() == null ? 0 : PIXELS)
                | (item.representative() ? REPRESENTATIVE : 0)
                | (item.rotationHash() == null ? 0 : ROTATION);
        List<byte[]> labels = item.labels().stream()
                .map(label -> label.getBytes(StandardCharsets.UTF_8))
                .toList();
        int length = FIXED_LENGTH
                + (item.pixels() == null ? 0 : HASH_LENGTH)
                + (item.rotationHash() == null ? 0 : Long.BYTES)
                + LINK_LENGTH * item.links().size()
                + labels.stream()
                        .mapToInt(label -> Integer.BYTES + label.length)
                        .sum()
                + cluster.length;
        ByteBuffer out = ByteBuffer.allocate(length)
                .put(VERSION)
                .put((byte) flags)
                .put(code(item.standing()))
                .putInt(item.specVersion())
                .putLong(item.at().getEpochSecond())
                .putInt(item.at().getNano())
                .putLong(item.arrival())
                .putLong(item.contentArrival())
                .putLong(item.perceptualHash())
                .putDouble(item.merit());
        item.content().write(out);
        if (item.pixels() != null) {
            item.pixels().write(out);
        }
        if (item.rotationHash() != null) {
            out.putLong(item.rotationHash());
        }
        out.putShort((short) item.links().size());
        for (KeptLink link : item.links()) {
            link.content().write(out);
            out.put((byte) link.distance())
                    .put((byte) link.turn().ordinal())
                    .put((byte) ((link.correlation() == null ? 0 : CORRELATION)
                            | (link.pdqDistance() == null ? 0 : PDQ)
                            | (link.degrees() == null ? 0 : DEGREES)
                            | (link.agreement() == null ? 0 : AGREEMENT)))
                    .putDouble(link.correlation() == null ? 0 : link.correlation())
                    .putShort((short) (link.pdqDistance() == null ? 0 : link.pdqDistance()))
                    .putShort((short) (link.degrees() == null ? 0 : link.degrees()))
                    .putDouble(link.agreement() == null ? 0 : link.agreement());
        }
        out.putInt(labels.size());
        labels.forEach(label -> out.putInt(label.length).put(label));
        return out.put(cluster).array();
    }

    static ClusteredItem read(String item, byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        return switch (in.get()) {
            case WITHOUT_LINKS -> withoutLinks(item, in);
            case WITHOUT_ROTATIONS -> withLinks(item, in, WITHOUT_ROTATIONS);
            case WITHOUT_AGREEMENT -> withLinks(item, in, WITHOUT_AGREEMENT);
            case WITHOUT_LABELS -> withLinks(item, in, WITHOUT_LABELS);
            case VERSION -> withLinks(item, in, VERSION);
            default ->
                throw new IllegalStateException("The store holds item " + item + " in format " + bytes[0]
                        + ", this program reads formats 1 to " + VERSION
                        + ": start the version that wrote it, or a later one");
        };
    }

    /** @param version that wrote it: each says more than the one before */
    private static ClusteredItem withLinks(String item, ByteBuffer in, byte version) {
        boolean rotations = version > WITHOUT_ROTATIONS;
        boolean agreements = version > WITHOUT_AGREEMENT;
        int flags = in.get();
        Standing standing = standing(in.get());
        int specVersion = in.getInt();
        Instant at = Instant.ofEpochSecond(in.getLong(), in.getInt());
        long arrival = in.getLong();
        long contentArrival = in.getLong();
        long perceptualHash = in.getLong();
        double merit = in.getDouble();
        ContentHash content = ContentHash.read(in);
        ContentHash pixels = (flags & PIXELS) == 0 ? null : ContentHash.read(in);
        Long rotationHash = (flags & ROTATION) == 0 ? null : Long.valueOf(in.getLong());
        int count = in.getShort();
        List<KeptLink> links = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            ContentHash other = ContentHash.read(in);
            int distance = in.get();
            Dihedral turn = TURNS[in.get()];
            int has = in.get();
            double correlation = in.getDouble();
            int pdqDistance = in.getShort();
            int degrees = rotations ? in.getShort() : 0;
            double agreement = agreements ? in.getDouble() : 0;
            links.add(new KeptLink(
                    other,
                    distance,
                    (has & CORRELATION) == 0 ? null : correlation,
                    (has & PDQ) == 0 ? null : pdqDistance,
                    turn,
                    (has & DEGREES) == 0 ? null : degrees,
                    (has & AGREEMENT) == 0 ? null : agreement));
        }
        int labelled = version > WITHOUT_LABELS ? in.getInt() : 0;
        List<String> labels = new ArrayList<>(labelled);
        for (int i = 0; i < labelled; i++) {
            labels.add(text(in, in.getInt()));
        }
        return new ClusteredItem(
                item,
                content,
                perceptualHash,
                (flags & INFORMATIVE) != 0,
                rotationHash,
                pixels,
                contentArrival,
                arrival,
                specVersion,
                at,
                merit,
                (flags & CLUSTERED) == 0 ? null : rest(in),
                (flags & REPRESENTATIVE) != 0,
                standing,
                links,
                0,
                labels);
    }

    private static ClusteredItem withoutLinks(String item, ByteBuffer in) {
        int flags = in.get();
        int maxDistance = in.get();
        int specVersion = in.getInt();
        Instant at = Instant.ofEpochSecond(in.getLong(), in.getInt());
        long arrival = in.getLong();
        long contentArrival = in.getLong();
        long perceptualHash = in.getLong();
        ContentHash content = ContentHash.read(in);
        return new ClusteredItem(
                item,
                content,
                perceptualHash,
                (flags & INFORMATIVE) != 0,
                null,
                null,
                contentArrival,
                arrival,
                specVersion,
                at,
                0,
                (flags & CLUSTERED) == 0 ? null : rest(in),
                false,
                Standing.KEPT,
                null,
                maxDistance);
    }

    private static byte code(Standing standing) {
        return switch (standing) {
            case KEPT -> 0;
            case DUPLICATE -> 1;
            case QUARANTINED -> 2;
        };
    }

    private static Standing standing(byte code) {
        return switch (code) {
            case 0 -> Standing.KEPT;
            case 1 -> Standing.DUPLICATE;
            case 2 -> Standing.QUARANTINED;
            default -> throw new IllegalStateException("The store holds a standing of number " + code);
        };
    }

    private static String rest(ByteBuffer in) {
        return text(in, in.remaining());
    }

    private static String text(ByteBuffer in, int bytes) {
        byte[] text = new byte[bytes];
        in.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }
}
