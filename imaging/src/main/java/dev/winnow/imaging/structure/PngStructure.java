package dev.winnow.imaging.structure;

import dev.winnow.dataset.ColorMode;
import dev.winnow.dataset.ImageFormat;
import dev.winnow.dataset.Issue;
import dev.winnow.dataset.Rejection.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/** PNG (W3C, third edition): a signature, then chunks of length, type, data and CRC-32, from IHDR to IEND. */
public final class PngStructure implements Structure {
    static final int SIGNATURE = 8;

    @Override
    public Header header(Bytes file) throws Unreadable {
        if (file.at(12, "CgBI")) {
            throw new Unreadable(
                    Reason.UNSUPPORTED_FORMAT,
                    "The file is Apple's own variant of PNG (CgBI), which is not decoded: convert it to PNG");
        }
        if (!file.at(SIGNATURE + 4, "IHDR") || file.u32(SIGNATURE) != 13) {
            throw Unreadable.corrupt("The PNG file does not start with a header chunk (IHDR)");
        }
        long width = file.u32(16);
        long height = file.u32(20);
        int bitDepth = file.u8(24);
        int colorType = file.u8(25);
        boolean transparency = false;
        Span exif = null;
        List<Span> icc = List.of();
        List<Header.Block> blocks = new ArrayList<>(2);
        // Chunks are hopped over here; whether they are whole is for verify to say.
        long at = SIGNATURE;
        while (file.has(at, 12) && !file.at(at + 4, "IEND")) {
            long length = file.u32(at);
            if (!file.has(at, length + 12)) {
                break;
            }
            if (file.at(at + 4, "tRNS")) {
                transparency = true;
            } else if (file.at(at + 4, "eXIf") && exif == null) {
                exif = new Span((int) at + 8, (int) length);
            } else if (file.at(at + 4, "iCCP") && icc.isEmpty()) {
                icc = profile(file, at + 8, length);
            } else {
                Header.Kind kind = kindOf(file, at + 4);
                if (kind != null && blocks.size() < Header.MAX_BLOCKS) {
                    blocks.add(new Header.Block(kind, new Span((int) at + 8, (int) length)));
                }
            }
            at += length + 12;
        }
        boolean alpha = transparency || colorType == 4 || colorType == 6;
        return new Header(
                        ImageFormat.PNG,
                        side(width),
                        side(height),
                        mode(colorType, bitDepth),
                        channels(colorType),
                        bitDepth,
                        alpha,
                        exif,
                        icc,
                        true)
                .with(blocks)
                .checked();
    }

    /** @return null for chunks that say nothing of the picture's maker, use and colours */
    private static Header.Kind kindOf(Bytes file, long type) throws Unreadable {
        return switch ((int) file.u32(type)) {
            case 'i' << 24 | 'T' << 16 | 'X' << 8 | 't' -> Header.Kind.PNG_TEXT;
            case 'z' << 24 | 'T' << 16 | 'X' << 8 | 't' -> Header.Kind.PNG_DEFLATED_TEXT;
            case 'g' << 24 | 'A' << 16 | 'M' << 8 | 'A' -> Header.Kind.PNG_GAMMA;
            case 'c' << 24 | 'H' << 16 | 'R' << 8 | 'M' -> Header.Kind.PNG_CHROMATICITIES;
            case 'c' << 24 | 'I' << 16 | 'C' << 8 | 'P' -> Header.Kind.PNG_CODE_POINTS;
            case 's' << 24 | 'R' << 16 | 'G' << 8 | 'B' -> Header.Kind.PNG_SRGB;
            default -> null;
        };
    }

    /** Sides have 31 bits; larger values become 0, which no picture may have. */
    private static int side(long value) {
        return value > Integer.MAX_VALUE ? 0 : (int) value;
    }

    /** The profile's name, a NUL, the compression method, then the deflated profile. */
    private static List<Span> profile(Bytes file, long data, long length) throws Unreadable {
        int name = 0;
        while (name < 80 && name < length && file.u8(data + name) != 0) {
            name++;
        }
        int skipped = name + 2;
        return length > skipped ? List.of(new Span((int) data + skipped, (int) length - skipped)) : List.of();
    }

    private static ColorMode mode(int colorType, int bitDepth) throws Unreadable {
        return switch (colorType) {
            case 0 -> bitDepth == 1 ? ColorMode.BILEVEL : bitDepth == 16 ? ColorMode.I16 : ColorMode.L;
            case 2 -> ColorMode.RGB;
            case 3 -> ColorMode.P;
            case 4 -> ColorMode.LA;
            case 6 -> ColorMode.RGBA;
            default -> throw Unreadable.corrupt("The PNG header names colour type " + colorType + ", which is none");
        };
    }

    private static int channels(int colorType) {
        return switch (colorType) {
            case 2 -> 3;
            case 4 -> 2;
            case 6 -> 4;
            default -> 1;
        };
    }

    @Override
    public Extent verify(Bytes file, Header header) throws Unreadable {
        CRC32 crc = new CRC32();
        boolean data = false;
        boolean dataEnded = false;
        List<Issue> issues = new ArrayList<>();
        int frames = 1;
        long at = SIGNATURE;
        while (true) {
            file.require(at, 12, data ? "picture data: it has no end chunk (IEND)" : "header");
            long length = file.u32(at);
            String type = file.text(at + 4, 4);
            if (!type.chars().allMatch(c -> c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z')) {
                throw Unreadable.corrupt("The PNG file has no chunk at byte " + at + ", where one must stand");
            }
            file.require(at, length + 12, "chunk " + type);
            crc.reset();
            crc.update(file.array(), (int) at + 4, (int) length + 4);
            if (crc.getValue() != file.u32(at + 8 + length)) {
                if (Character.isLowerCase(type.charAt(0))) { // no part of the picture; the decoder passes over it
                    issues.add(new Issue(
                            Issue.Kind.BAD_CHECKSUM,
                            "The PNG chunk " + type + " at byte " + at + " has a wrong checksum and is not read"));
                    at += length + 12;
                    dataEnded |= data;
                    continue;
                }
                throw Unreadable.corrupt("The PNG chunk " + type + " at byte " + at + " has a wrong checksum");
            }
            at += length + 12;
            if (type.equals("IDAT")) {
                if (dataEnded) {
                    throw Unreadable.corrupt("The PNG file's picture data (IDAT) are interrupted by other chunks");
                }
                data = true;
                continue;
            }
            dataEnded = data;
            if (type.equals("acTL") && length >= 4) {
                frames = (int) Math.max(1, Math.min(Integer.MAX_VALUE, file.u32(at - length - 4)));
            } else if (type.equals("IEND")) {
                break;
            }
        }
        if (!data) {
            throw Unreadable.corrupt("The PNG file holds no picture data (IDAT)");
        }
        return new Extent(frames, at, null, null, List.copyOf(issues));
    }

    /**
     * Offset of the type of the chunk that announces an animation, -1 where there is none.
     *
     * @throws Unreadable TRUNCATED if the file ends inside a chunk's header
     */
    public static int animation(Bytes file) throws Unreadable {
        long at = SIGNATURE;
        while (file.has(at, 12) && !file.at(at + 4, "IDAT")) {
            if (file.at(at + 4, "acTL")) {
                return (int) at + 4;
            }
            at += file.u32(at) + 12;
        }
        return -1;
    }
}
