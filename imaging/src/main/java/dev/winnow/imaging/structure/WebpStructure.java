package dev.winnow.imaging.structure;

import dev.winnow.dataset.ColorMode;
import dev.winnow.dataset.ImageFormat;
import java.util.ArrayList;
import java.util.List;

/** WebP (RFC 9649): a RIFF container of chunks; VP8 is lossy, VP8L lossless, VP8X extended with metadata and frames. */
final class WebpStructure implements Structure {
    private static final int FIRST_CHUNK = 12;

    @Override
    public Header header(Bytes file) throws Unreadable {
        int data = FIRST_CHUNK + 8;
        if (file.at(FIRST_CHUNK, "VP8 ")) {
            return lossy(file, data);
        }
        if (file.at(FIRST_CHUNK, "VP8L")) {
            return lossless(file, data);
        }
        if (file.at(FIRST_CHUNK, "VP8X")) {
            return extended(file, data);
        }
        throw Unreadable.corrupt("The WebP file starts with none of the chunks VP8, VP8L and VP8X");
    }

    private static Header lossy(Bytes file, long data) throws Unreadable {
        if (file.u8(data + 3) != 0x9D || file.u8(data + 4) != 0x01 || file.u8(data + 5) != 0x2A) {
            throw Unreadable.corrupt("The WebP picture has no VP8 key frame");
        }
        return header(file.u16le(data + 6) & 0x3FFF, file.u16le(data + 8) & 0x3FFF, false, null, List.of());
    }

    private static Header lossless(Bytes file, long data) throws Unreadable {
        if (file.u8(data) != 0x2F) {
            throw Unreadable.corrupt("The WebP picture has no VP8L signature");
        }
        long bits = file.u32le(data + 1);
        boolean alpha = (bits >> 28 & 1) == 1;
        return header((int) (bits & 0x3FFF) + 1, (int) (bits >> 14 & 0x3FFF) + 1, alpha, null, List.of());
    }

    private static Header extended(Bytes file, long data) throws Unreadable {
        boolean alpha = (file.u8(data) & 0x10) != 0;
        int width = (int) (file.u32le(data + 4) & 0xFFFFFF) + 1;
        int height = (int) (file.u32le(data + 6) >> 8) + 1;
        Span exif = null;
        List<Span> icc = List.of();
        List<Header.Block> blocks = new ArrayList<>(1);
        for (long at = FIRST_CHUNK; file.has(at, 8); at = next(file, at)) {
            long length = file.u32le(at + 4);
            if (!file.has(at + 8, length)) {
                break;
            }
            if (file.at(at, "EXIF") && exif == null) {
                int preamble = length >= 6 && file.at(at + 8, "Exif\0\0")
                        ? 6
                        : 0; // not in the specification, yet written by some
                exif = new Span((int) at + 8 + preamble, (int) length - preamble);
            } else if (file.at(at, "ICCP")) {
                icc = List.of(new Span((int) at + 8, (int) length));
            } else if (file.at(at, "XMP ") && blocks.isEmpty()) {
                blocks.add(new Header.Block(Header.Kind.XMP, new Span((int) at + 8, (int) length)));
            }
        }
        return header(width, height, alpha, exif, icc).with(blocks);
    }

    private static Header header(int width, int height, boolean alpha, Span exif, List<Span> icc) throws Unreadable {
        ColorMode mode = alpha ? ColorMode.RGBA : ColorMode.RGB;
        return new Header(ImageFormat.WEBP, width, height, mode, alpha ? 4 : 3, 8, alpha, exif, icc, false).checked();
    }

    @Override
    public Extent verify(Bytes file, Header header) throws Unreadable {
        long end = 8 + file.u32le(4);
        file.require(0, end, "picture data");
        int frames = 0;
        boolean picture = false;
        long at = FIRST_CHUNK;
        while (at + 8 <= end) {
            String type = file.text(at, 4);
            if (at + 8 + file.u32le(at + 4) > end) {
                throw Unreadable.corrupt(
                        "The WebP chunk " + type.strip() + " at byte " + at + " is longer than the file it stands in");
            }
            if (type.equals("ANMF")) {
                frames++;
            } else if (type.equals("VP8 ") || type.equals("VP8L")) {
                picture = true;
            }
            at = next(file, at);
        }
        if (!picture && frames == 0) {
            throw Unreadable.corrupt("The WebP file holds no picture data");
        }
        return new Extent(Math.max(1, frames), Math.min(file.length(), end + (end & 1)));
    }

    /** Chunks are padded to an even length. */
    private static long next(Bytes file, long at) throws Unreadable {
        long length = file.u32le(at + 4);
        return at + 8 + length + (length & 1);
    }
}
