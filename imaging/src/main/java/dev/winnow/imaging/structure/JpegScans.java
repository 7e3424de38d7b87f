package dev.winnow.imaging.structure;

import dev.winnow.dataset.ImageMetadata.JpegCoding;
import dev.winnow.dataset.Issue;
import java.util.ArrayList;
import java.util.List;

/**
 * The scans of a JPEG file, one after the other. Huffman-coded scans are followed to their last block; of arithmetically coded
 * ones only the markers are looked for.
 */
final class JpegScans {
    /** No encoder writes nearly as many; a file of thousands of scans keeps decoders busy for hours. */
    private static final int MAX_SCANS = 500;

    private final Bytes file;
    private final JpegFrame frame;
    private final JpegTables tables;
    private final JpegBits bits;
    private final JpegBlocks blocks;
    private final CoefficientHistograms histograms;
    private final List<Issue> issues = new ArrayList<>();
    private int count;
    private int[] luminance;

    JpegScans(Bytes file, JpegFrame frame, JpegTables tables) {
        this.file = file;
        this.frame = frame;
        this.tables = tables;
        this.bits = new JpegBits(file.array());
        this.histograms = frame.progressive() || frame.arithmetic() ? null : new CoefficientHistograms();
        this.blocks = new JpegBlocks(frame, tables, bits, histograms);
    }

    /** @return offset of the marker after the scan */
    int follow(JpegSegment segment) throws Unreadable {
        count++;
        if (count > MAX_SCANS) {
            throw Unreadable.corrupt("The JPEG file has more than " + MAX_SCANS + " scans");
        }
        JpegScan scan = JpegScan.of(file, segment, frame, count);
        for (JpegScan.Part part : scan.parts()) {
            int[] quantisers =
                    tables.quantisers(frame.components().get(part.component()).table());
            if (quantisers == null) {
                throw Unreadable.corrupt("Scan " + count
                        + " of the JPEG file uses a quantisation table that the file does not" + " give");
            }
            if (part.component() == 0) {
                luminance = quantisers;
            }
        }
        blocks.bring(scan);
        if (frame.arithmetic()) {
            return toMarker(scan.entropy());
        }
        int end = scan.follow(file, frame, tables, blocks, bits);
        if (JpegScan.leavesStrayBytes(bits)) {
            issues.add(new Issue(
                    Issue.Kind.TRAILING_DATA,
                    bits.leftOver() + " bytes that belong to no block follow scan " + count
                            + " of the JPEG file, which is whole"));
        }
        return end;
    }

    private int toMarker(int entropy) {
        bits.start(entropy);
        bits.finish();
        while (file.has(bits.end(), 2) && isRestart(file.array()[bits.end() + 1])) {
            bits.start(bits.end() + 2);
            bits.finish();
        }
        return bits.end();
    }

    private static boolean isRestart(byte marker) {
        return (marker & 0xF8) == 0xD0;
    }

    /** @throws Unreadable TRUNCATED if a part of the picture has no scan */
    void requireEveryComponent() throws Unreadable {
        int absent = blocks.absentComponent();
        if (absent == 0 || absent > 0 && !frame.progressive()) {
            throw Unreadable.truncated("The JPEG file ends without a scan of component " + (absent + 1) + " of "
                    + frame.components().size() + ": upload the whole file again");
        }
    }

    /** What the picture lacks although every scan is whole, or null. */
    String lacking() {
        if (!frame.progressive() || blocks.complete() == blocks.coefficients()) {
            return null;
        }
        return "The progressive JPEG lacks its last scans: " + blocks.complete() + " of " + blocks.coefficients()
                + " coefficients of each block are there to their last bit";
    }

    /** Of each whole scan with stray bytes behind it. */
    List<Issue> issues() {
        return List.copyOf(issues);
    }

    JpegCoding coding() {
        return new JpegCoding(
                JpegQuality.of(luminance),
                frame.subsampling(),
                frame.progressive(),
                histograms == null ? null : DoubleCompression.of(histograms));
    }
}
