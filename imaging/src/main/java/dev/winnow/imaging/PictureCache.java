package dev.winnow.imaging;

import dev.winnow.dataset.ContentHash;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Decoded pictures by content, so that the next stage in the same process need not decode again. Holds at most a number of
 * native bytes; the picture that was asked for longest ago goes first. A missing picture is never an error: it can always
 * be decoded again.
 */
public final class PictureCache implements AutoCloseable {
    private final long capacityBytes;
    private final Map<ContentHash, Picture> pictures = new LinkedHashMap<>(64, 0.75f, true);
    private long bytes;

    /** @param capacityBytes 0 keeps nothing */
    public PictureCache(long capacityBytes) {
        if (capacityBytes < 0) {
            throw new IllegalArgumentException("capacityBytes is " + capacityBytes + ", expected 0 or more");
        }
        this.capacityBytes = capacityBytes;
    }

    /** @return the picture, retained for the caller to close, or null */
    public synchronized Picture get(ContentHash content) {
        Picture picture = pictures.get(content);
        return picture == null ? null : picture.retain();
    }

    /** Keeps the picture, retaining it; one larger than the whole cache is not kept. The caller's hold stays his. */
    public void put(ContentHash content, Picture picture) {
        List<Picture> evicted = new ArrayList<>();
        synchronized (this) {
            if (picture.bytes() > capacityBytes) {
                return;
            }
            Picture replaced = pictures.put(content, picture.retain());
            bytes += picture.bytes();
            if (replaced != null) {
                bytes -= replaced.bytes();
                evicted.add(replaced);
            }
            Iterator<Picture> oldestFirst = pictures.values().iterator();
            while (bytes > capacityBytes) {
                Picture oldest = oldestFirst.next();
                oldestFirst.remove();
                bytes -= oldest.bytes();
                evicted.add(oldest);
            }
        }
        evicted.forEach(Picture::close);
    }

    public void remove(ContentHash content) {
        Picture removed;
        synchronized (this) {
            removed = pictures.remove(content);
            if (removed != null) {
                bytes -= removed.bytes();
            }
        }
        if (removed != null) {
            removed.close();
        }
    }

    /** Native bytes of the pictures kept now. */
    public synchronized long bytes() {
        return bytes;
    }

    public synchronized int size() {
        return pictures.size();
    }

    /** Lets go of every picture; the cache stays usable. */
    @Override
    public void close() {
        List<Picture> all;
        synchronized (this) {
            all = new ArrayList<>(pictures.values());
            pictures.clear();
            bytes = 0;
        }
        all.forEach(Picture::close);
    }
}
