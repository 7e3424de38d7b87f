package dev.winnow.imaging.structure;

import java.util.HashMap;
import java.util.Map;

/**
 * One image file directory, as TIFF files and EXIF blocks hold them: numbers by tag. Values that lie outside the block or
 * have another type than a whole number are as good as absent.
 */
final class TiffDirectory {
    private static final int BYTE = 1;
    private static final int SHORT = 3;
    private static final int LONG = 4;
    private static final int UNDEFINED = 7;

    private final Bytes block;
    private final boolean littleEndian;
    private final Map<Integer, Entry> entries = new HashMap<>();
    private final long next;

    private TiffDirectory(Bytes block, long offset, boolean littleEndian) throws Unreadable {
        this.block = block;
        this.littleEndian = littleEndian;
        int count = u16(offset);
        block.require(offset, 2 + 12L * count, "directory");
        for (int i = 0; i < count; i++) {
            long at = offset + 2 + 12L * i;
            entries.putIfAbsent(u16(at), new Entry(u16(at + 2), u32(at + 4), at + 8));
        }
        long link = offset + 2 + 12L * count;
        this.next = block.has(link, 4) ? u32(link) : 0;
    }

    static TiffDirectory at(Bytes block, long offset, boolean littleEndian) throws Unreadable {
        return new TiffDirectory(block, offset, littleEndian);
    }

    boolean littleEndian() {
        return littleEndian;
    }

    /** Offset of the directory after this one, 0 after the last. */
    long next() {
        return next;
    }

    boolean has(int tag) {
        return entries.containsKey(tag);
    }

    /** How many numbers the tag holds inside the block, 0 where it is absent. */
    long count(int tag) throws Unreadable {
        Entry entry = entries.get(tag);
        return entry == null || !block.has(data(entry), entry.count() * width(entry)) ? 0 : entry.count();
    }

    /** Whether the tag is there and its numbers lie outside the block. */
    boolean isCut(int tag) throws Unreadable {
        Entry entry = entries.get(tag);
        return entry != null && entry.count() > 0 && count(tag) == 0;
    }

    long number(int tag, long absent) throws Unreadable {
        return number(tag, 0, absent);
    }

    /** The tag's number at an index, or {@code absent}. */
    long number(int tag, int index, long absent) throws Unreadable {
        if (index >= count(tag)) {
            return absent;
        }
        Entry entry = entries.get(tag);
        long at = data(entry) + (long) index * width(entry);
        return switch (entry.type()) {
            case BYTE -> block.u8(at);
            case SHORT -> u16(at);
            case LONG -> u32(at);
            default -> absent;
        };
    }

    /** Offset of the least significant byte of a tag's first number, which must be there. */
    int lowByte(int tag) throws Unreadable {
        Entry entry = entries.get(tag);
        return (int) data(entry) + (littleEndian ? 0 : width(entry) - 1);
    }

    /** Where the tag's bytes lie, or null. */
    Span bytes(int tag) throws Unreadable {
        long count = count(tag);
        Entry entry = entries.get(tag);
        return count == 0 || entry.type() != UNDEFINED && entry.type() != BYTE
                ? null
                : new Span((int) data(entry), (int) count);
    }

    /** Values of up to four bytes stand in the entry itself. */
    private long data(Entry entry) throws Unreadable {
        return entry.count() * width(entry) <= 4 ? entry.value() : u32(entry.value());
    }

    private static int width(Entry entry) {
        return switch (entry.type()) {
            case SHORT -> 2;
            case LONG -> 4;
            default -> 1;
        };
    }

    private int u16(long at) throws Unreadable {
        return littleEndian ? block.u16le(at) : block.u16(at);
    }

    private long u32(long at) throws Unreadable {
        return littleEndian ? block.u32le(at) : block.u32(at);
    }

    /** @param value offset of the four bytes that are the value or point to it */
    private record Entry(int type, long count, long value) {}
}
