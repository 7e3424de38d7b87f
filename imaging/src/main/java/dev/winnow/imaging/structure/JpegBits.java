package dev.winnow.imaging.structure;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The entropy-coded bits of a JPEG scan, from one marker to the next. Stuffed zeros are taken out while the bytes are copied,
 * some thousand at a time, so that the loop over the coefficients never looks for markers.
 *
 * <p>Reading beyond the last bit gives arbitrary ones; {@link #overrun} says that it happened, and there is room for one
 * block's worth of them.
 */
final class JpegBits {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGHS = ONES << 7;
    /** No block takes more: 64 coefficients of at most 16 + 16 bits each, correction bits, and 8 bytes that a load may see. */
    private static final int BLOCK_BYTES = 512;

    private static final int CAPACITY = 1 << 14;

    private final byte[] source;
    private int sourceAt;
    private boolean ended;

    private final byte[] data = new byte[CAPACITY + BLOCK_BYTES];
    private int filled;
    private int position;
    private long window;
    private int held;
    private int leftOver;
    private int stray;
    private boolean padded;

    JpegBits(byte[] source) {
        this.source = source;
    }

    /** Starts anew at an offset of the file. */
    void start(int offset) {
        sourceAt = offset;
        ended = false;
        filled = 0;
        position = 0;
        window = 0;
        held = 0;
    }

    /** Whether more bits were taken than stand before the next marker. */
    boolean overrun() {
        return position * 8 - held > filled * 8;
    }

    /** Goes to the next marker, counting the whole bytes before it that were not taken. */
    void finish() {
        int taken = position * 8 - held;
        int from = taken + 7 >> 3;
        int rest = (1 << 8 * from - taken) - 1;
        padded = rest == 0 || (data[from - 1] & rest) == rest;
        leftOver = 0;
        stray = 0;
        while (true) {
            for (int at = from; at < filled; at++) {
                leftOver++;
                stray += data[at] == 0 || data[at] == (byte) 0xFF ? 0 : 1;
            }
            if (ended) {
                return;
            }
            filled = 0;
            from = 0;
            fill();
        }
    }

    /** Bytes between the last bit taken and the marker, once {@linkplain #finish finished}. */
    int leftOver() {
        return leftOver;
    }

    /** How many of the bytes {@linkplain #leftOver left over} are not mere padding with zeros or ones. */
    int stray() {
        return stray;
    }

    /**
     * Whether the bits between the last one taken and the end of its byte are ones, as an encoder writes them behind its last block; bits
     * that went astray end anywhere.
     */
    boolean padded() {
        return padded;
    }

    /** Offset of the marker that ends the bits once {@linkplain #finish finished}, or the file's length. */
    int end() {
        return sourceAt;
    }

    /** To be called before each block. */
    void prepare() {
        if (filled - position < BLOCK_BYTES && !ended) {
            makeRoom();
        }
    }

    private void makeRoom() {
        int dropped = Math.max(0, position - 8); // up to 8 bytes stand in the window, and may be gone back to
        System.arraycopy(data, dropped, data, 0, filled - dropped);
        filled -= dropped;
        position -= dropped;
        fill();
    }

    private void fill() {
        byte[] from = source;
        byte[] to = data;
        int in = sourceAt;
        int out = filled;
        int lastWord = from.length - 8;
        while (out <= CAPACITY - 8 && in <= lastWord) {
            long word = (long) LONGS.get(from, in);
            LONGS.set(to, out, word);
            long isFF = ~word - ONES & word & HIGHS;
            if (isFF == 0) {
                in += 8;
                out += 8;
                continue;
            }
            // Highest first, and a borrow runs upwards: a byte above the first FF may be marked falsely, so look again.
            int first = firstFF(from, in);
            in += first;
            out += first;
            if (in + 1 < from.length && from[in + 1] == 0) {
                out++; // the FF that was copied
                in += 2;
            } else if (!fillByte(from, in)) {
                sourceAt = in;
                filled = out;
                ended = true;
                return;
            } else {
                in++;
            }
        }
        while (out < CAPACITY && in < from.length) {
            byte value = from[in];
            if (value != (byte) 0xFF) {
                to[out++] = value;
                in++;
            } else if (in + 1 < from.length && from[in + 1] == 0) {
                to[out++] = value;
                in += 2;
            } else if (fillByte(from, in)) {
                in++;
            } else {
                ended = true;
                break;
            }
        }
        sourceAt = in;
        filled = out;
        ended |= in >= from.length;
    }

    /** Any number of FF may stand before a marker. */
    private static boolean fillByte(byte[] from, int at) {
        return at + 1 < from.length && from[at + 1] == (byte) 0xFF;
    }

    private static int firstFF(byte[] from, int at) {
        int first = 0;
        while (from[at + first] != (byte) 0xFF) {
            first++;
        }
        return first;
    }

    private void refill() {
        window |= (long) LONGS.get(data, position) >>> held;
        position += 63 - held >>> 3;
        held |= 56;
    }

    private void drop(int bits) {
        window <<= bits;
        held -= bits;
    }

    /** The next symbol, or −1 if the next bits are no code. */
    int symbol(HuffmanTable table) {
        refill();
        int code = table.symbol(window);
        if (code < 0) {
            return -1;
        }
        drop(code >> 8);
        return code & 0xFF;
    }

    /** @param count 0 to 16 */
    int take(int count) {
        if (count == 0) {
            return 0;
        }
        refill();
        int bits = (int) (window >>> 64 - count);
        drop(count);
        return bits;
    }

    /** @param count any number, all of which were {@linkplain #prepare prepared} */
    void skip(int count) {
        seek(position * 8 - held + count);
    }

    private void seek(int bit) {
        position = bit >>> 3;
        held = 0;
        window = 0;
        refill();
        drop(bit & 7);
    }

    /** Skips the DC coefficient of a block, or the whole DC part of a first progressive scan. */
    boolean skipDc(HuffmanTable table) {
        refill();
        int code = table.symbol(window);
        if (code < 0) {
            return false;
        }
        drop((code >> 8) + (code & 15));
        return true;
    }

    /**
     * Skips a block of a sequential scan. This loop sees every coefficient of every picture.
     *
     * @return false if the bits are no code, or their runs lead beyond the block
     */
    boolean skipBlock(HuffmanTable dc, HuffmanTable ac) {
        char[] skips = ac.skips();
        byte[] bytes = data;
        int count = held;
        long bits = window | (long) LONGS.get(bytes, position) >>> count;
        int at = position + (63 - count >>> 3);
        count |= 56;
        int size = dc.sizes()[(int) (bits >>> 64 - HuffmanTable.BITS)];
        if (size == 0) { // a long code
            return skipDc(dc) && skipAc(ac, 1);
        }
        bits <<= size;
        count -= size;
        // Each look-up takes 27 bits at most, so that one load serves two.
        int skip = skips[(int) (bits >>> 64 - HuffmanTable.BITS)];
        bits <<= skip;
        count -= skip & 63;
        int k = 1 + (skip >>> 6);
        while (k < 64) {
            bits |= (long) LONGS.get(bytes, at) >>> count;
            at += 63 - count >>> 3;
            count |= 56;
            skip = skips[(int) (bits >>> 64 - HuffmanTable.BITS)];
            bits <<= skip;
            count -= skip & 63;
            k += skip >>> 6;
            if (k >= 64) {
                break;
            }
            skip = skips[(int) (bits >>> 64 - HuffmanTable.BITS)];
            bits <<= skip;
            count -= skip & 63;
            k += skip >>> 6;
        }
        position = at;
        window = bits;
        held = count;
        return isEnd(k) || skipSlowly(ac, k - (skip >>> 6), skip & 63);
    }

    /** The same for what is left of a block, from an AC coefficient on. */
    private boolean skipAc(HuffmanTable table, int from) {
        char[] skips = table.skips();
        int k = from;
        int skip = 0;
        while (k < 64) {
            refill();
            skip = skips[(int) (window >>> 64 - HuffmanTable.BITS)];
            drop(skip & 63);
            k += skip >>> 6;
        }
        return isEnd(k) || skipSlowly(table, k - (skip >>> 6), skip & 63);
    }

    private static boolean isEnd(int k) {
        return k == 64 || k >= HuffmanTable.END_OF_BLOCK && k < HuffmanTable.END_OF_BLOCK + 64;
    }

    /** Goes back before a look-up that met a long code, or read several symbols and on after the block's last. */
    private boolean skipSlowly(HuffmanTable table, int from, int taken) {
        seek(position * 8 - held - taken);
        int k = from;
        do {
            int symbol = symbol(table);
            int size = symbol & 15;
            if (symbol < 0) {
                return false;
            }
            if (size == 0 && symbol != 0xF0) {
                return true;
            }
            k += (symbol >> 4) + 1;
            take(size);
            if (k >= 64) {
                return k == 64 || size == 0; // encoders may run zeros out of the block, never a value
            }
        } while (taken != 0);
        return skipAc(table, k);
    }

    /** Counts the values of the first AC coefficients of the block that comes next, without taking a bit. */
    void count(HuffmanTable dc, HuffmanTable ac, CoefficientHistograms histograms) {
        int bit = position * 8 - held;
        int code = dc.symbol(at(bit));
        int k = 1;
        int size = code & 15;
        bit += (code >> 8) + size;
        while (code >= 0 && k <= CoefficientHistograms.LAST) {
            long bits = at(bit);
            code = ac.symbol(bits);
            size = code & 15;
            if (code < 0 || size == 0 && (code & 0xFF) != 0xF0) {
                return;
            }
            int length = code >> 8;
            k += code >> 4 & 15;
            if (size != 0) {
                int value = (int) (bits << length >>> 64 - size);
                histograms.add(k, value >> size - 1 != 0 ? value : value + 1 - (1 << size));
            }
            k++;
            bit += length + size;
        }
    }

    /** At least 57 bits from a position on. */
    private long at(int bit) {
        return (long) LONGS.get(data, bit >>> 3) << (bit & 7);
    }
}
