package dev.winnow.imaging.structure;

import dev.winnow.dataset.ColorMode;
import dev.winnow.dataset.ImageFormat;
import dev.winnow.dataset.Rejection.Reason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** JPEG (ITU-T T.81): a chain of marker segments, then scans of entropy-coded data up to the EOI marker. */
final class JpegStructure implements Structure {
    private static final String EXIF = "Exif\0\0";
    private static final String XMP = "http://ns.adobe.com/xap/1.0/\0";
    private static final String PHOTOSHOP = "Photoshop 3.0\0";

    @Override
    public Header header(Bytes file) throws Unreadable {
        JpegFrame frame = null;
        Span exif = null;
        boolean adobe = false;
        List<Span> icc = new ArrayList<>();
        List<Header.Block> blocks = new ArrayList<>(2);
        JpegSegment segment = JpegSegment.at(file, 2);
        while (segment.marker() != JpegSegment.SOS) {
            int marker = segment.marker();
            if (marker == JpegSegment.EOI) {
                throw Unreadable.corrupt("The JPEG file ends (EOI) before it holds any picture");
            }
            if (segment.isFrame()) {
                if (frame != null) {
                    throw Unreadable.corrupt("The JPEG file has two frame headers");
                }
                frame = JpegFrame.of(file, segment);
            } else if (marker == 0xE1 && exif == null && starts(file, segment, EXIF)) {
                exif = after(EXIF, segment);
            } else if (marker == 0xE2
                    && icc.size() < 255
                    && segment.length() > 14
                    && file.at(segment.data(), "ICC_PROFILE\0")) {
                icc.add(new Span(segment.data() + 14, segment.length() - 14));
            } else if (marker == 0xE1 && blocks.size() < Header.MAX_BLOCKS && starts(file, segment, XMP)) {
                blocks.add(new Header.Block(Header.Kind.XMP, after(XMP, segment)));
            } else if (marker == 0xED && blocks.size() < Header.MAX_BLOCKS && starts(file, segment, PHOTOSHOP)) {
                blocks.add(new Header.Block(Header.Kind.PHOTOSHOP, after(PHOTOSHOP, segment)));
            } else if (marker == 0xEE && file.at(segment.data(), "Adobe")) {
                adobe = true;
            }
            segment = JpegSegment.at(file, segment.end());
        }
        if (frame == null) {
            throw Unreadable.corrupt("The JPEG file has no frame header before its first scan");
        }
        int components = frame.components().size();
        ColorMode mode = switch (components) {
            case 1 -> ColorMode.L;
            case 3 -> ColorMode.RGB;
            case 4 -> ColorMode.CMYK;
            default ->
                throw new Unreadable(
                        Reason.UNSUPPORTED_COLOUR,
                        "The JPEG file has " + components + " colour components, expected 1, 3 or 4");
        };
        if (mode == ColorMode.CMYK && !adobe) {
            throw new Unreadable(
                    Reason.UNSUPPORTED_COLOUR,
                    "The JPEG file has four colour components and does not say whether they are inverted"
                            + " (no Adobe marker): convert it to RGB");
        }
        // Each piece has its number before it; they need not come in order.
        icc.sort(Comparator.comparingInt(piece -> file.array()[piece.offset() - 2] & 0xFF));
        return new Header(ImageFormat.JPEG, frame.width(), frame.height(), mode, components, 8, false, exif, icc, false)
                .with(blocks)
                .checked();
    }

    private static boolean starts(Bytes file, JpegSegment segment, String words) {
        return segment.length() >= words.length() && file.at(segment.data(), words);
    }

    private static Span after(String words, JpegSegment segment) {
        return new Span(segment.data() + words.length(), segment.length() - words.length());
    }

    @Override
    public Extent verify(Bytes file, Header header) throws Unreadable {
        JpegTables tables = new JpegTables();
        JpegFrame frame = null;
        JpegScans scans = null;
        JpegSegment segment = JpegSegment.at(file, 2);
        while (segment.marker() != JpegSegment.EOI) {
            int next = segment.end();
            if (segment.marker() == JpegSegment.SOI) {
                throw Unreadable.corrupt("The JPEG file starts anew (SOI) at byte " + (segment.data() - 2)
                        + ", before its picture ends");
            } else if (segment.isFrame()) {
                if (frame != null) {
                    throw Unreadable.corrupt("The JPEG file has two frame headers");
                }
                frame = JpegFrame.of(file, segment);
                scans = new JpegScans(file, frame, tables);
            } else if (segment.marker() == JpegSegment.SOS && scans != null) {
                next = scans.follow(segment);
            } else {
                tables.read(file, segment);
            }
            segment = JpegSegment.at(file, next);
        }
        scans.requireEveryComponent();
        return new Extent(1, segment.end(), scans.lacking(), scans.coding(), scans.issues());
    }
}
