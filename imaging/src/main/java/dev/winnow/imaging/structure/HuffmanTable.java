package dev.winnow.imaging.structure;

import java.util.Arrays;

/**
 * One Huffman table of a JPEG file (ITU-T T.81, annex C), as look-ups by the next bits of a scan. Besides the symbols
 * themselves, it says how far the next bits can be skipped: a symbol is followed by extra bits whose number it names, and
 * where only the length matters, several symbols go in one step.
 *
 * <p>A skip is a {@code char}, so that the tables of a scan stay in the first cache: its low 6 bits count bits of the file, the
 * high 10 coefficients. {@link #END_OF_BLOCK} is added to the coefficients where the block ends there, more than symbols in
 * one look-up can add up to; {@link #LONG} stands for a code too long for the look-up or for none.
 */
final class HuffmanTable {
    /** Bits that a look-up sees. */
    static final int BITS = 12;

    static final int END_OF_BLOCK = 256;
    static final int LONG = 512;

    private static final int SIZE = 1 << BITS;
    private static final int MAX_CODE = 16;

    private final byte[] symbols;
    /** Length of the code and symbol, or 0, by the next bits. */
    private final short[] single = new short[SIZE];
    /** By length: the codes of this length are below it when 16 bits wide; and where the symbols start. */
    private final int[] limits = new int[MAX_CODE + 1];

    private final int[] firsts = new int[MAX_CODE + 1];
    private char[] skips;
    private byte[] sizes;

    /**
     * @param counts how many codes there are of each length 1 to 16
     * @param symbols in the order of their codes
     * @throws Unreadable CORRUPT if there are more codes than bits can tell apart
     */
    HuffmanTable(byte[] counts, byte[] symbols) throws Unreadable {
        this.symbols = symbols;
        int code = 0;
        int symbol = 0;
        for (int length = 1; length <= MAX_CODE; length++) {
            int count = counts[length - 1] & 0xFF;
            if (code + count > 1 << length) {
                throw Unreadable.corrupt("A Huffman table of the JPEG file has more codes than there can be");
            }
            firsts[length] = symbol - code;
            for (int i = 0; i < count; i++, code++, symbol++) {
                if (length <= BITS) {
                    int from = code << BITS - length;
                    short entry = (short) (length << 8 | symbols[symbol] & 0xFF);
                    Arrays.fill(single, from, from + (1 << BITS - length), entry);
                }
            }
            limits[length] = code << MAX_CODE - length;
            code <<= 1;
        }
    }

    /** Whether every symbol is a size a DC coefficient may have: decoders refuse tables with others. */
    boolean fitsDc() {
        for (byte symbol : symbols) {
            if ((symbol & 0xFF) > 15) {
                return false;
            }
        }
        return true;
    }

    /**
     * @param window the next bits, the first one highest
     * @return code length × 256 + symbol, or −1 if the bits are no code
     */
    int symbol(long window) {
        int entry = single[(int) (window >>> 64 - BITS)];
        return entry != 0 ? entry : longSymbol(window);
    }

    private int longSymbol(long window) {
        int bits = (int) (window >>> 64 - MAX_CODE);
        for (int length = BITS + 1; length <= MAX_CODE; length++) {
            if (bits < limits[length]) {
                return length << 8 | symbols[firsts[length] + (bits >>> MAX_CODE - length)] & 0xFF;
            }
        }
        return -1;
    }

    /** Bits that a DC coefficient takes, code and extra bits, or 0 where the code is too long for the look-up or none. */
    byte[] sizes() {
        if (sizes == null) {
            sizes = new byte[SIZE];
            for (int i = 0; i < SIZE; i++) {
                sizes[i] = (byte) (single[i] == 0 ? 0 : (single[i] >> 8) + (single[i] & 15));
            }
        }
        return sizes;
    }

    /** Skips for AC coefficients of a sequential scan: as many symbols as the look-up's bits show the codes of. */
    char[] skips() {
        if (skips == null) {
            skips = buildSkips();
        }
        return skips;
    }

    private char[] buildSkips() {
        char[] table = new char[SIZE];
        int at = 0;
        while (at < SIZE) {
            int entry = single[at];
            if (entry == 0) {
                table[at++] = LONG << 6;
                continue;
            }
            int length = entry >> 8;
            int skip = skip(entry);
            int known = BITS - (skip & 63);
            int range = 1 << BITS - length;
            if (known <= 0 || skip >>> 6 >= END_OF_BLOCK) {
                Arrays.fill(table, at, at + range, (char) skip);
            } else {
                // Whatever the extra bits are, what follows them is the same.
                int period = 1 << known;
                for (int rest = 0; rest < period; rest++) {
                    table[at + rest] = (char) (skip + following(rest << BITS - known, known));
                }
                for (int filled = period; filled < range; filled <<= 1) {
                    System.arraycopy(table, at, table, at + filled, filled);
                }
            }
            at += range;
        }
        return table;
    }

    /** @param known how many of the bits are known, from the highest of {@link #BITS} down */
    private int following(int bits, int known) {
        int skip = 0;
        int left = known;
        int rest = bits;
        while (left > 0) {
            int entry = single[rest];
            if (entry == 0 || entry >> 8 > left) {
                break;
            }
            int next = skip(entry);
            skip += next;
            if (next >>> 6 >= END_OF_BLOCK) {
                break;
            }
            left -= next & 63;
            rest = rest << (next & 63) & SIZE - 1;
        }
        return skip;
    }

    /** A symbol is a run of zeros (high 4 bits) and the size of what follows (low 4 bits). */
    private static int skip(int entry) {
        int length = entry >> 8;
        int run = entry >> 4 & 15;
        int size = entry & 15;
        if (size == 0) {
            return length | (run == 15 ? 16 : END_OF_BLOCK) << 6;
        }
        return length + size | run + 1 << 6;
    }
}
