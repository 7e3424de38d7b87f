package dev.winnow.imaging.structure;

import java.util.ArrayList;
import java.util.List;

/**
 * One scan of a JPEG file: a header, then entropy-coded blocks, cut into intervals where the file restarts. Its bits are
 * followed to the last block without computing a pixel.
 *
 * @param number of the scan in the file, from 1
 * @param from first coefficient of the band, 0 to 63 in zigzag order
 * @param to last coefficient of the band
 * @param high bit down to which the band has come before, 0 if this is its first scan
 * @param low bit down to which it comes now
 * @param entropy offset of the entropy-coded data
 */
record JpegScan(int number, List<Part> parts, int from, int to, int high, int low, int entropy) {
    /** Bytes after the last block that are put down to a careless encoder, if they are padding, and if not. */
    private static final int PADDING = 64;

    private static final int STRAY = 2;

    static final int MAX_BLOCKS_IN_UNIT = 10;

    /** @param component index in the frame */
    record Part(int component, int dcTable, int acTable) {}

    static JpegScan of(Bytes file, JpegSegment segment, JpegFrame frame, int number) throws Unreadable {
        int count = segment.length() < 1 ? 0 : file.u8(segment.data());
        if (count < 1 || count > 4 || segment.length() != 4 + 2 * count) {
            throw Unreadable.corrupt("The header of scan " + number + " of the JPEG file has a wrong length");
        }
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int at = segment.data() + 1 + 2 * i;
            parts.add(new Part(
                    component(frame, file.u8(at), parts, number), file.u8(at + 1L) >> 4, file.u8(at + 1L) & 15));
        }
        int band = segment.end() - 3;
        int bits = file.u8(band + 2L);
        JpegScan scan = frame.progressive()
                ? new JpegScan(number, parts, file.u8(band), file.u8(band + 1L), bits >> 4, bits & 15, segment.end())
                : new JpegScan(number, parts, 0, 63, 0, 0, segment.end());
        if (frame.progressive()) {
            scan.requireProgression();
        }
        return scan;
    }

    private static int component(JpegFrame frame, int id, List<Part> before, int number) throws Unreadable {
        for (int i = 0; i < frame.components().size(); i++) {
            int candidate = i;
            if (frame.components().get(i).id() == id
                    && before.stream().noneMatch(part -> part.component() == candidate)) {
                return i;
            }
        }
        throw Unreadable.corrupt(
                "Scan " + number + " of the JPEG file is of component " + id + ", which its frame lacks");
    }

    private void requireProgression() throws Unreadable {
        boolean band = from == 0 ? to == 0 : to >= from && to <= 63 && parts.size() == 1;
        if (!band || low > 13 || high != 0 && low != high - 1) {
            throw Unreadable.corrupt("Scan " + number + " of the JPEG file is of coefficients " + from + " to " + to
                    + ", bits " + high + " to " + low + ", which no progressive scan is");
        }
    }

    /**
     * Follows the scan's bits.
     *
     * @return offset of the marker after the scan
     * @throws Unreadable TRUNCATED if blocks are missing, CORRUPT if bits are no codes, if restarts are out of order, or if
     *     much is left after the last block
     */
    int follow(Bytes file, JpegFrame frame, JpegTables tables, JpegBlocks blocks, JpegBits bits) throws Unreadable {
        long units = parts.size() > 1
                ? frame.units()
                : frame.blocks(frame.components().get(parts.get(0).component()));
        long interval = tables.restartInterval() == 0 ? units : tables.restartInterval();
        bits.start(entropy);
        blocks.start(this);
        for (long first = 0; first < units; first += interval) {
            if (first > 0) {
                restart(file, bits, first / interval);
            }
            long last = Math.min(units, first + interval);
            long done = blocks.follow(first, last);
            if (bits.overrun()) {
                throw missing(file, bits, done, units);
            }
            if (done < last) {
                throw Unreadable.corrupt("The bits of scan " + number + " of the JPEG file are no valid code after "
                        + done + " of " + units + " blocks");
            }
        }
        bits.finish();
        if (bits.leftOver() > PADDING || bits.stray() > STRAY && !bits.padded()) {
            throw Unreadable.corrupt("Scan " + number + " of the JPEG file goes on for " + bits.leftOver()
                    + " bytes after its last block: the file is damaged");
        }
        return bits.end();
    }

    /** More bytes than carelessness explains stand between the last block of a whole scan and the next marker. */
    static boolean leavesStrayBytes(JpegBits bits) {
        return bits.stray() > STRAY;
    }

    private static boolean goesOn(JpegBits bits) {
        return bits.leftOver() > PADDING || bits.stray() > STRAY;
    }

    private void restart(Bytes file, JpegBits bits, long count) throws Unreadable {
        bits.finish();
        int expected = 0xD0 + (int) ((count - 1) % 8);
        int at = bits.end();
        boolean there = file.has(at, 2) && file.u8(at + 1L) == expected;
        if (!there || goesOn(bits)) {
            if (!file.has(at, 2)) {
                throw ends(file);
            }
            throw Unreadable.corrupt("Scan " + number + " of the JPEG file lacks its restart marker " + count
                    + " at byte " + at + ": the file is damaged");
        }
        bits.start(at + 2);
    }

    private Unreadable missing(Bytes file, JpegBits bits, long done, long units) throws Unreadable {
        bits.finish();
        int at = bits.end();
        if (!file.has(at, 2)) {
            return ends(file);
        }
        String found = "Scan " + number + " of the JPEG file ends after " + done + " of " + units + " blocks";
        return file.u8(at + 1L) == JpegSegment.EOI
                ? Unreadable.truncated(found + ", although an end marker follows: upload the whole file again")
                : Unreadable.corrupt(found + ": the file is damaged");
    }

    private Unreadable ends(Bytes file) {
        return Unreadable.truncated("The JPEG file ends at byte " + file.length() + ", inside scan " + number
                + ": upload the whole file again");
    }
}
