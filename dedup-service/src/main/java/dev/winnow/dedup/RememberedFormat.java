package dev.winnow.dedup;

import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.duplicate.Remembered;
import dev.winnow.dataset.duplicate.Remembered.Judged;
import dev.winnow.dataset.duplicate.Remembered.Progress;
import dev.winnow.dataset.duplicate.Remembered.Withdrawn;
import java.nio.ByteBuffer;
import java.time.Instant;

/**
 * How {@link Remembered} lies in the store, big-endian, by the key below the dataset. Every value begins with its version (1 byte, now
 * 1).
 *
 * <ul>
 *   <li>{@code progress}: steps (8), specVersion (4).
 *   <li>{@code withdrawn/}item: upTo (8 bytes of seconds since 1970, 4 of nanoseconds), specVersion (4).
 *   <li>{@code judged/}content{@code /}content: 1 for copies, 0 for different (1 byte). No entry where the word was taken back.
 * </ul>
 */
final class RememberedFormat {
    private static final byte VERSION = 1;
    private static final String PROGRESS = "progress";
    private static final String WITHDRAWN = "withdrawn/";
    private static final String JUDGED = "judged/";

    private RememberedFormat() {}

    static String key(Remembered remembered) {
        if (remembered instanceof Withdrawn withdrawn) {
            return WITHDRAWN + withdrawn.item();
        }
        if (remembered instanceof Judged judged) {
            return JUDGED + judged.one().hex() + "/" + judged.other().hex();
        }
        return PROGRESS;
    }

    /** Null where nothing is to be kept under the key any more. */
    static byte[] write(Remembered remembered) {
        ByteBuffer out = ByteBuffer.allocate(17).put(VERSION);
        if (remembered instanceof Withdrawn withdrawn) {
            out.putLong(withdrawn.upTo().getEpochSecond())
                    .putInt(withdrawn.upTo().getNano())
                    .putInt(withdrawn.specVersion());
        } else if (remembered instanceof Judged judged) {
            if (judged.copies() == null) {
                return null;
            }
            out.put((byte) (judged.copies() ? 1 : 0));
        } else if (remembered instanceof Progress progress) {
            out.putLong(progress.steps()).putInt(progress.specVersion());
        }
        byte[] written = new byte[out.position()];
        out.flip().get(written);
        return written;
    }

    static Remembered read(String key, byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        byte version = in.get();
        if (version != VERSION) {
            throw new IllegalStateException("The store holds " + key + " in format " + version
                    + ", this program reads format " + VERSION + ": start the version that wrote it, or a later one");
        }
        if (key.equals(PROGRESS)) {
            return new Progress(in.getLong(), in.getInt());
        }
        if (key.startsWith(WITHDRAWN)) {
            Instant upTo = Instant.ofEpochSecond(in.getLong(), in.getInt());
            return new Withdrawn(key.substring(WITHDRAWN.length()), upTo, in.getInt());
        }
        if (key.startsWith(JUDGED)) {
            String[] pair = key.substring(JUDGED.length()).split("/");
            return new Judged(new ContentHash(pair[0]), new ContentHash(pair[1]), in.get() == 1);
        }
        throw new IllegalStateException("The store holds something under '" + key
                + "', which this program does not know: start the version that wrote it, or a later one");
    }
}
