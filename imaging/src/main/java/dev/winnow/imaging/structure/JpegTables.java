package dev.winnow.imaging.structure;

import java.util.Arrays;

/** The tables and settings of a JPEG file that hold until they are given anew. */
final class JpegTables {
    private static final int SLOTS = 4;
    private static final int QUANTISERS = 64;

    private final HuffmanTable[] dc = new HuffmanTable[SLOTS];
    private final HuffmanTable[] ac = new HuffmanTable[SLOTS];
    private final int[][] quantisers = new int[SLOTS][];
    private int restartInterval;

    /** Takes what a segment defines; other segments than DHT, DQT and DRI define nothing. */
    void read(Bytes file, JpegSegment segment) throws Unreadable {
        switch (segment.marker()) {
            case JpegSegment.DHT -> huffman(file, segment);
            case JpegSegment.DQT -> quantisers(file, segment);
            case JpegSegment.DRI -> {
                if (segment.length() != 2) {
                    throw broken("restart interval");
                }
                restartInterval = file.u16(segment.data());
            }
            default -> {}
        }
    }

    private void huffman(Bytes file, JpegSegment segment) throws Unreadable {
        int at = segment.data();
        byte[] array = file.array();
        while (at + 17 <= segment.end()) {
            int target = array[at] & 0xFF;
            byte[] counts = Arrays.copyOfRange(array, at + 1, at + 17);
            int symbols = 0;
            for (byte count : counts) {
                symbols += count & 0xFF;
            }
            if ((target & 0xEF) >= SLOTS || symbols > 256 || at + 17 + symbols > segment.end()) {
                throw broken("Huffman table");
            }
            HuffmanTable table = new HuffmanTable(counts, Arrays.copyOfRange(array, at + 17, at + 17 + symbols));
            if (target < SLOTS) {
                dc[target] = table;
            } else {
                ac[target & 15] = table;
            }
            at += 17 + symbols;
        }
        if (at != segment.end()) {
            throw broken("Huffman table");
        }
    }

    private void quantisers(Bytes file, JpegSegment segment) throws Unreadable {
        int at = segment.data();
        while (at < segment.end()) {
            int slot = file.u8(at) & 15;
            int width = file.u8(at) >> 4 == 0 ? 1 : 2;
            at++;
            if (slot >= SLOTS || at + width * QUANTISERS > segment.end()) {
                throw broken("quantisation table");
            }
            int[] table = new int[QUANTISERS];
            for (int i = 0; i < QUANTISERS; i++, at += width) {
                table[i] = width == 1 ? file.u8(at) : file.u16(at);
            }
            quantisers[slot] = table;
        }
    }

    private static Unreadable broken(String what) {
        return Unreadable.corrupt("A " + what + " of the JPEG file breaks off or has a wrong number");
    }

    /** MCUs between restart markers, 0 for no restarts. */
    int restartInterval() {
        return restartInterval;
    }

    /** Steps of the coefficients in zigzag order, or null where the file gives none. */
    int[] quantisers(int slot) {
        return slot < SLOTS ? quantisers[slot] : null;
    }

    HuffmanTable dc(int slot) throws Unreadable {
        HuffmanTable table = of(dc, slot, JpegStandardTables.DC);
        if (!table.fitsDc()) {
            throw Unreadable.corrupt("A Huffman table of the JPEG file has symbols that no DC coefficient has");
        }
        return table;
    }

    HuffmanTable ac(int slot) throws Unreadable {
        return of(ac, slot, JpegStandardTables.AC);
    }

    /** Frames of motion JPEG leave the tables out that the standard suggests; decoders put them in, and so does this. */
    private static HuffmanTable of(HuffmanTable[] tables, int slot, HuffmanTable[] standard) throws Unreadable {
        if (slot >= SLOTS) {
            throw broken("scan header");
        }
        HuffmanTable table = tables[slot];
        if (table == null && slot < standard.length) {
            table = standard[slot];
        }
        if (table == null) {
            throw Unreadable.corrupt(
                    "A scan of the JPEG file uses Huffman table " + slot + ", which the file does not give");
        }
        return table;
    }
}
