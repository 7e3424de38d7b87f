package dev.winnow.imaging.structure;

import java.util.Arrays;
import java.util.List;

/** The blocks of a JPEG picture: what of their coefficients the scans have brought so far, and how a scan goes through them. */
final class JpegBlocks {
    private static final int COEFFICIENTS = 64;
    private static final byte NEVER = Byte.MAX_VALUE;
    /** Blocks, about, whose first coefficients are counted: enough for a histogram, few enough to cost nothing. */
    private static final int SAMPLES = 400;

    private final JpegFrame frame;
    private final JpegTables tables;
    private final JpegBits bits;
    private final CoefficientHistograms histograms;

    /** By component and coefficient: the lowest bit that has come. */
    private final byte[][] lowestBits;
    /** By component and block: which coefficients are not zero. Only refining scans of a progressive file need it. */
    private final long[][] nonZero;

    private JpegScan scan;
    private int count;
    private final HuffmanTable[] dc = new HuffmanTable[JpegScan.MAX_BLOCKS_IN_UNIT];
    private final HuffmanTable[] ac = new HuffmanTable[JpegScan.MAX_BLOCKS_IN_UNIT];

    JpegBlocks(JpegFrame frame, JpegTables tables, JpegBits bits, CoefficientHistograms histograms) {
        this.frame = frame;
        this.tables = tables;
        this.bits = bits;
        this.histograms = histograms;
        int components = frame.components().size();
        lowestBits = new byte[components][COEFFICIENTS];
        for (byte[] component : lowestBits) {
            Arrays.fill(component, NEVER);
        }
        nonZero = new long[components][];
    }

    /** Takes down what a scan brings. */
    void bring(JpegScan next) {
        for (JpegScan.Part part : next.parts()) {
            Arrays.fill(lowestBits[part.component()], next.from(), next.to() + 1, (byte) next.low());
        }
    }

    /** Takes the tables that hold for a scan, before its blocks are followed. */
    void start(JpegScan next) throws Unreadable {
        scan = next;
        count = 0;
        List<JpegScan.Part> parts = scan.parts();
        for (JpegScan.Part part : parts) {
            JpegFrame.Component component = frame.components().get(part.component());
            int blocks = parts.size() == 1 ? 1 : component.horizontal() * component.vertical();
            if (count + blocks > JpegScan.MAX_BLOCKS_IN_UNIT) {
                throw Unreadable.corrupt("Scan " + scan.number() + " of the JPEG file has more blocks in a unit than "
                        + JpegScan.MAX_BLOCKS_IN_UNIT);
            }
            boolean dcCodes = scan.from() == 0 && scan.high() == 0;
            for (int i = 0; i < blocks; i++, count++) {
                dc[count] = dcCodes ? tables.dc(part.dcTable()) : null;
                ac[count] = scan.to() > 0 ? tables.ac(part.acTable()) : null;
            }
        }
        if (frame.progressive() && scan.from() > 0 && nonZero[parts.get(0).component()] == null) {
            int component = parts.get(0).component();
            nonZero[component] = new long[(int) frame.blocks(frame.components().get(component))];
        }
    }

    /** How many of a block's coefficients over all components are there down to their last bit. */
    int complete() {
        int complete = 0;
        for (byte[] component : lowestBits) {
            for (byte bit : component) {
                complete += bit == 0 ? 1 : 0;
            }
        }
        return complete;
    }

    int coefficients() {
        return lowestBits.length * COEFFICIENTS;
    }

    /** The first component nothing at all has come of, or −1. */
    int absentComponent() {
        for (int i = 0; i < lowestBits.length; i++) {
            if (lowestBits[i][0] == NEVER) {
                return i;
            }
        }
        return -1;
    }

    /**
     * Goes through the units from {@code first} up to {@code last}, between which the file does not restart.
     *
     * @return the unit reached: {@code last}, or the one whose bits are no codes or are missing
     */
    long follow(long first, long last) {
        if (!frame.progressive()) {
            return sequential(first, last);
        }
        if (scan.from() == 0) {
            return scan.high() == 0 ? firstDc(first, last) : refinedDc(first, last);
        }
        return scan.high() == 0 ? firstAc((int) first, (int) last) : refinedAc((int) first, (int) last);
    }

    private long sequential(long first, long last) {
        long step = Math.max(1, frame.units() / SAMPLES);
        boolean sampling = histograms != null && scan.parts().get(0).component() == 0;
        for (long unit = first; unit < last; unit++) {
            for (int block = 0; block < count; block++) {
                bits.prepare();
                if (sampling && block == 0 && unit % step == 0) {
                    bits.count(dc[0], ac[0], histograms);
                }
                if (!bits.skipBlock(dc[block], ac[block]) || bits.overrun()) {
                    return unit;
                }
            }
        }
        return last;
    }

    private long firstDc(long first, long last) {
        for (long unit = first; unit < last; unit++) {
            for (int block = 0; block < count; block++) {
                bits.prepare();
                if (!bits.skipDc(dc[block]) || bits.overrun()) {
                    return unit;
                }
            }
        }
        return last;
    }

    /** One bit for each block. */
    private long refinedDc(long first, long last) {
        int atOnce = 128;
        for (long unit = first; unit < last; unit += atOnce) {
            bits.prepare();
            bits.skip(count * (int) Math.min(atOnce, last - unit));
            if (bits.overrun()) {
                return unit;
            }
        }
        return last;
    }

    private long firstAc(int first, int last) {
        long[] coefficients = nonZero[scan.parts().get(0).component()];
        HuffmanTable table = ac[0];
        int to = scan.to();
        int block = first;
        while (block < last) {
            bits.prepare();
            int k = scan.from();
            long seen = 0;
            int blocks = 1;
            while (k <= to) {
                int symbol = bits.symbol(table);
                if (symbol < 0) {
                    return block;
                }
                int run = symbol >> 4;
                int size = symbol & 15;
                if (size == 0 && run < 15) {
                    blocks = (1 << run) + bits.take(run);
                    break;
                }
                k += run;
                if (size != 0) {
                    if (k > to) {
                        return block;
                    }
                    seen |= 1L << k;
                    bits.take(size);
                }
                k++;
            }
            if (bits.overrun()) {
                return block;
            }
            coefficients[block] |= seen;
            block += blocks; // the blocks after this one that have nothing in the band
        }
        return last;
    }

    private long refinedAc(int first, int last) {
        long[] coefficients = nonZero[scan.parts().get(0).component()];
        int to = scan.to();
        int endOfBand = 0;
        for (int block = first; block < last; block++) {
            bits.prepare();
            long before = coefficients[block];
            int k = scan.from();
            while (endOfBand == 0 && k <= to) {
                int symbol = bits.symbol(ac[0]);
                int run = symbol >> 4;
                int size = symbol & 15;
                if (symbol < 0 || size > 1) {
                    return block;
                }
                if (size == 0 && run < 15) {
                    endOfBand = (1 << run) + bits.take(run);
                    break;
                }
                bits.take(size); // the sign of the new coefficient
                int corrections = 0;
                while (k <= to) {
                    if ((before >> k & 1) != 0) {
                        corrections++;
                    } else if (--run < 0) {
                        break;
                    }
                    k++;
                }
                bits.skip(corrections);
                if (size != 0) {
                    if (k > to) {
                        return block;
                    }
                    coefficients[block] |= 1L << k;
                }
                k++;
            }
            if (endOfBand > 0) {
                long rest = k > to ? 0 : -1L << k & -1L >>> 63 - to;
                bits.skip(Long.bitCount(before & rest));
                endOfBand--;
            }
            if (bits.overrun()) {
                return block;
            }
        }
        return last;
    }
}
