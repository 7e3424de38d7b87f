package dev.winnow.imaging.structure;

import dev.winnow.dataset.ColorMode;
import dev.winnow.dataset.ImageFormat;
import dev.winnow.dataset.Rejection.Reason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** JPEG (ITU-T T.81): a chain of marker segments, then scans of entropy-coded data up to the EOI marker. */
final class JpegStructure implements Structure {
    private static final int EOI = 0xD9;
    private static final int SOS = 0xDA;
    private static final String EXIF = "Exif\0\0";
    private static final String XMP = "http://ns.adobe.com/xap/1.0/\0";
    private static final String PHOTOSHOP = "Photoshop 3.0\0";

    @Override
    public Header header(Bytes file) throws Unreadable {
        Frame frame = null;
        Span exif = null;
        boolean adobe = false;
        List<Span> icc = new ArrayList<>();
        List<Header.Block> blocks = new ArrayList<>(2);
        Segment segment = segmentAt(file, 2);
        while (segment.marker() != SOS) {
            int marker = segment.marker();
            if (marker == EOI) {
                throw Unreadable.corrupt("The JPEG file ends (EOI) before it holds any picture");
            }
            if (isFrame(marker)) {
                if (frame != null) {
                    throw Unreadable.corrupt("The JPEG file has two frame headers");
                }
                frame = frameOf(file, segment);
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
            segment = segmentAt(file, segment.end());
        }
        if (frame == null) {
            throw Unreadable.corrupt("The JPEG file has no frame header before its first scan");
        }
        ColorMode mode = switch (frame.components()) {
            case 1 -> ColorMode.L;
            case 3 -> ColorMode.RGB;
            case 4 -> ColorMode.CMYK;
            default ->
                throw new Unreadable(
                        Reason.UNSUPPORTED_COLOUR,
                        "The JPEG file has " + frame.components() + " colour components, expected 1, 3 or 4");
        };
        if (mode == ColorMode.CMYK && !adobe) {
            throw new Unreadable(
                    Reason.UNSUPPORTED_COLOUR,
                    "The JPEG file has four colour components and does not say whether they are inverted"
                            + " (no Adobe marker): convert it to RGB");
        }
        // Each piece has its number before it; they need not come in order.
        icc.sort(Comparator.comparingInt(piece -> file.array()[piece.offset() - 2] & 0xFF));
        return new Header(
                        ImageFormat.JPEG,
                        frame.width(),
                        frame.height(),
                        mode,
                        frame.components(),
                        frame.precision(),
                        false,
                        exif,
                        icc,
                        false)
                .with(blocks)
                .checked();
    }

    private static boolean starts(Bytes file, Segment segment, String words) {
        return segment.length() >= words.length() && file.at(segment.data(), words);
    }

    private static Span after(String words, Segment segment) {
        return new Span(segment.data() + words.length(), segment.length() - words.length());
    }

    private static boolean isFrame(int marker) {
        return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    }

    private static Frame frameOf(Bytes file, Segment segment) throws Unreadable {
        int marker = segment.marker();
        if (marker != 0xC0 && marker != 0xC1 && marker != 0xC2 && marker != 0xC9 && marker != 0xCA) {
            throw new Unreadable(
                    Reason.UNSUPPORTED_FORMAT,
                    "The file is a lossless or hierarchical JPEG: save it as baseline or progressive JPEG");
        }
        if (segment.length() < 6) {
            throw Unreadable.corrupt("The JPEG frame header is shorter than 6 bytes");
        }
        int precision = file.u8(segment.data());
        if (precision != 8) {
            throw new Unreadable(
                    Reason.UNSUPPORTED_FORMAT, "The JPEG file has " + precision + " bits a sample: save it with 8");
        }
        return new Frame(
                precision, file.u16(segment.data() + 3L), file.u16(segment.data() + 1L), file.u8(segment.data() + 5L));
    }

    /** Segments between scans and the entropy-coded data alike are searched for the next marker until EOI. */
    @Override
    public Extent verify(Bytes file, Header header) throws Unreadable {
        Segment segment = segmentAt(file, 2);
        while (segment.marker() != SOS) {
            segment = segmentAt(file, segment.end());
        }
        byte[] array = file.array();
        int at = segment.end();
        while (true) {
            while (at < array.length && array[at] != (byte) 0xFF) {
                at++;
            }
            if (at + 1 >= array.length) {
                throw Unreadable.truncated("The JPEG file ends at byte " + array.length
                        + " without an end-of-image marker: upload the whole file again");
            }
            int marker = array[at + 1] & 0xFF;
            if (marker == EOI) {
                return new Extent(1, at + 2L);
            }
            if (marker == 0xFF) {
                at++; // a fill byte before a marker
            } else if (marker == 0 || isStandalone(marker)) {
                at += 2;
            } else {
                at = segmentAt(file, at).end();
            }
        }
    }

    private static boolean isStandalone(int marker) {
        return marker >= 0xD0 && marker <= 0xD8 || marker == 0x01;
    }

    /** The segment at an offset, or the next one: a few stray bytes before a marker are skipped, as every decoder does. */
    private static Segment segmentAt(Bytes file, long offset) throws Unreadable {
        long at = offset;
        while (file.u8(at) != 0xFF) {
            at++;
        }
        while (file.u8(at) == 0xFF) {
            at++;
        }
        int marker = file.u8(at);
        if (marker == EOI || isStandalone(marker)) {
            return new Segment(marker, (int) at + 1, 0);
        }
        int length = file.u16(at + 1);
        if (length < 2) {
            throw Unreadable.corrupt("The JPEG segment at byte " + at + " says it has " + length + " bytes");
        }
        if (!file.has(at + 1, length)) { // the text is made for the few that need it
            file.require(at + 1, length, String.format("segment FF%02X", marker));
        }
        return new Segment(marker, (int) at + 3, length - 2);
    }

    /** @param data offset of the first byte after the length field */
    private record Segment(int marker, int data, int length) {
        int end() {
            return data + length;
        }
    }

    private record Frame(int precision, int width, int height, int components) {}
}
