package dev.winnow.imaging.structure;

import dev.winnow.dataset.ColorMode;
import dev.winnow.dataset.ImageFormat;
import dev.winnow.dataset.Rejection.Reason;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** TIFF 6.0 in both byte orders: a chain of directories, each with tags that say where its strips or tiles lie. */
public final class TiffStructure implements Structure {
    private static final int WIDTH = 256;
    private static final int HEIGHT = 257;
    private static final int BITS = 258;
    private static final int COMPRESSION = 259;
    private static final int PHOTOMETRIC = 262;
    private static final int WHITE_IS_ZERO = 0;
    private static final int YCBCR = 6;
    private static final int JPEG = 7;
    /** Codings in which a decoder finds out for itself what is missing. */
    private static final Set<Integer> UNPROVED = Set.of(2, 3, 4, 6, JPEG);

    private static final int SUBFILE_TYPE = 254;
    private static final int SUB_DIRECTORIES = 330;
    private static final int DNG_VERSION = 50706;
    /** Bytes that writers put behind the end of JPEG data. */
    private static final int JPEG_PADDING = 64;

    private static final int STRIP_OFFSETS = 273;
    private static final int SAMPLES = 277;
    private static final int ROWS_PER_STRIP = 278;
    private static final int STRIP_BYTES = 279;
    private static final int PLANAR = 284;
    private static final int TILE_WIDTH = 322;
    private static final int TILE_HEIGHT = 323;
    private static final int TILE_OFFSETS = 324;
    private static final int TILE_BYTES = 325;
    private static final int EXTRA_SAMPLES = 338;
    private static final int ASSOCIATED = 1;
    private static final int UNASSOCIATED = 2;
    /** What Corel Draw 10 writes, as libtiff knows. */
    private static final int UNASSOCIATED_BY_COREL = 999;

    private static final int SAMPLE_FORMAT = 339;
    private static final int ICC_PROFILE = 34675;
    private static final int MAX_FRAMES = 10_000;

    @Override
    public Header header(Bytes file) throws Unreadable {
        TiffDirectory directory = firstDirectory(file);
        long width = directory.number(WIDTH, 0);
        long height = directory.number(HEIGHT, 0);
        int samples = (int) directory.number(SAMPLES, 1);
        long bits = directory.number(BITS, 1);
        long format = directory.number(SAMPLE_FORMAT, 1);
        boolean alpha = hasAlpha(directory);
        if (isCameraRaw(file, directory)) {
            throw new Unreadable(
                    Reason.UNSUPPORTED_FORMAT,
                    "The file is CAMERA_RAW, of which only a thumbnail could be shown: develop it, and upload the JPEG or TIFF");
        }
        if (format == 2) {
            throw new Unreadable(
                    Reason.UNSUPPORTED_COLOUR,
                    "The TIFF file has signed samples, whose black is not known: save it with unsigned samples");
        }
        refusePlanesOfOtherThanBytes(directory, bits);
        if (bits == 16 && directory.number(PHOTOMETRIC, 1) == WHITE_IS_ZERO) {
            throw new Unreadable(
                    Reason.UNSUPPORTED_COLOUR,
                    "The TIFF file has white at 0 with 16 bits, which the decoder would show as a negative: save it with black at 0");
        }
        if (format == 3 || bits > 16) {
            throw new Unreadable(
                    Reason.UNSUPPORTED_COLOUR,
                    "The TIFF file has " + bits + "-bit " + (format == 3 ? "floating-point" : "")
                            + " samples, whose range is not known: save it with 8 or 16 bits");
        }
        Span profile = directory.bytes(ICC_PROFILE);
        return new Header(
                        ImageFormat.TIFF,
                        (int) Math.min(Integer.MAX_VALUE, width),
                        (int) Math.min(Integer.MAX_VALUE, height),
                        mode(directory, samples, bits, alpha),
                        samples,
                        (int) bits,
                        alpha,
                        new Span(0, file.length()),
                        profile == null ? List.of() : List.of(profile),
                        false)
                .checked();
    }

    /**
     * OpenCV leaves a part of its target unwritten where samples of other than 8 bits lie in a plane for each colour: memory of other
     * pictures would show. A tag whose type is not understood here may be understood there, and counts against the file.
     */
    private static void refusePlanesOfOtherThanBytes(TiffDirectory directory, long bits) throws Unreadable {
        boolean several = directory.has(SAMPLES) && directory.number(SAMPLES, 2) != 1;
        boolean planar = directory.has(PLANAR) && directory.number(PLANAR, 2) != 1;
        if (several && planar && bits != 8) {
            throw new Unreadable(
                    Reason.UNSUPPORTED_COLOUR,
                    "The TIFF file keeps each colour of " + bits
                            + " bits in a plane of its own, which is read with 8 bits only: save it with interleaved samples");
        }
    }

    private static ColorMode mode(TiffDirectory directory, int samples, long bits, boolean alpha) throws Unreadable {
        if (samples < 1 || samples > 4) {
            throw new Unreadable(
                    Reason.UNSUPPORTED_COLOUR, "The TIFF file has " + samples + " samples a pixel: save it as RGB");
        }
        int photometric = (int) directory.number(PHOTOMETRIC, 0);
        return switch (photometric) {
            case 0, 1 ->
                alpha ? ColorMode.LA : bits == 1 ? ColorMode.BILEVEL : bits == 16 ? ColorMode.I16 : ColorMode.L;
            case 2, 6 -> alpha ? ColorMode.RGBA : ColorMode.RGB;
            case 3 -> ColorMode.P;
            default ->
                throw new Unreadable(
                        Reason.UNSUPPORTED_COLOUR,
                        "The TIFF file's colours (photometric interpretation " + photometric
                                + ") cannot be turned into RGB faithfully: save it as RGB");
        };
    }

    /** Other values, and 0, say that the sample is no alpha. */
    private static boolean hasAlpha(TiffDirectory directory) throws Unreadable {
        long meaning = directory.number(EXTRA_SAMPLES, 0);
        return meaning == ASSOCIATED || meaning == UNASSOCIATED || meaning == UNASSOCIATED_BY_COREL;
    }

    /** Whether colours were multiplied by an alpha that lies beside them. */
    public static boolean hasAssociatedAlpha(Bytes file) throws Unreadable {
        return firstDirectory(file).number(EXTRA_SAMPLES, 0) == ASSOCIATED;
    }

    /** A raw file's first directory holds a reduced picture, and its sensor's samples lie in a directory below; or the file says so. */
    private static boolean isCameraRaw(Bytes file, TiffDirectory directory) throws Unreadable {
        boolean reduced = (directory.number(SUBFILE_TYPE, 0) & 1) == 1 && directory.has(SUB_DIRECTORIES);
        return reduced || directory.has(DNG_VERSION) || file.at(8, "CR\2") || file.at(8, "IIII");
    }

    /**
     * Offset of the low byte that says what the fourth sample means, -1 where the file has none.
     *
     * @throws Unreadable TRUNCATED or CORRUPT if the first directory cannot be read
     */
    public static int extraSample(Bytes file) throws Unreadable {
        TiffDirectory directory = firstDirectory(file);
        return directory.count(EXTRA_SAMPLES) == 0 ? -1 : directory.lowByte(EXTRA_SAMPLES);
    }

    /** Whole as far as its coding can be followed: then it is the decoder that cannot read it. */
    @Override
    public Unreadable undecoded(Bytes file, Header header) {
        try {
            TiffDirectory directory = firstDirectory(file);
            int compression = (int) directory.number(COMPRESSION, 1);
            if (!UNPROVED.contains(compression)) {
                return new Unreadable(
                        Reason.UNSUPPORTED_FORMAT,
                        "The TIFF file has a layout that is not decoded (coding " + compression + ", "
                                + header.bitDepth() + " bits): save it as PNG, or as TIFF with 8 bits in strips");
            }
        } catch (Unreadable e) {
            return e;
        }
        return Structure.super.undecoded(file, header);
    }

    private static TiffDirectory firstDirectory(Bytes file) throws Unreadable {
        boolean little = file.at(0, "II");
        if ((little ? file.u16le(2) : file.u16(2)) == 43) {
            throw new Unreadable(Reason.UNSUPPORTED_FORMAT, "The file is a BigTIFF: save it as TIFF or PNG");
        }
        return TiffDirectory.at(file, little ? file.u32le(4) : file.u32(4), little);
    }

    @Override
    public Extent verify(Bytes file, Header header) throws Unreadable {
        TiffDirectory directory = firstDirectory(file);
        verifyData(file, header, directory);
        Set<Long> seen = new HashSet<>();
        int frames = 1;
        for (long next = directory.next(); next != 0; frames++) {
            if (frames >= MAX_FRAMES || !seen.add(next)) {
                throw Unreadable.corrupt("The TIFF file's directories form a loop or are more than " + MAX_FRAMES);
            }
            next = TiffDirectory.at(file, next, directory.littleEndian()).next();
        }
        // Data may lie anywhere in the file, so that nothing can be told to trail.
        return new Extent(frames, file.length());
    }

    private static void verifyData(Bytes file, Header header, TiffDirectory directory) throws Unreadable {
        boolean tiled = directory.count(TILE_OFFSETS) > 0;
        int offsets = tiled ? TILE_OFFSETS : STRIP_OFFSETS;
        int sizes = tiled ? TILE_BYTES : STRIP_BYTES;
        long planes = directory.number(PLANAR, 1) == 2 ? header.channels() : 1;
        long expected;
        if (tiled) {
            expected = pieces(header.width(), directory.number(TILE_WIDTH, 0))
                    * pieces(header.height(), directory.number(TILE_HEIGHT, 0));
        } else {
            expected = pieces(header.height(), directory.number(ROWS_PER_STRIP, header.height()));
        }
        long count = directory.count(offsets);
        if (!tiled && count == 1 && expected * planes == 1 && directory.number(sizes, 0) == 0) {
            // Readers take the one strip to where its samples or the file end.
            long offset = directory.number(offsets, 0);
            new TiffPiece(
                            "strip 0",
                            offset,
                            Math.max(0, file.length() - offset),
                            samples(header, directory, false, 0, false))
                    .verify(file, (int) directory.number(COMPRESSION, 1));
            return;
        }
        if (count != expected * planes || directory.count(sizes) != count) {
            throw Unreadable.corrupt("The TIFF file needs " + expected * planes + (tiled ? " tiles" : " strips")
                    + " and lists " + count + " offsets and " + directory.count(sizes) + " sizes");
        }
        int compression = (int) directory.number(COMPRESSION, 1);
        for (int i = 0; i < count; i++) {
            long size = directory.number(sizes, i, 0);
            String name = (tiled ? "tile " : "strip ") + i;
            if (size == 0) {
                throw Unreadable.corrupt("The TIFF file's " + name + " is empty");
            }
            long samples = samples(header, directory, tiled, i % expected, planes > 1);
            long offset = directory.number(offsets, i, 0);
            new TiffPiece(name, offset, size, samples).verify(file, compression);
            if (compression == JPEG && !endsAsJpeg(file, offset, size)) {
                throw Unreadable.truncated("The JPEG data of the TIFF file's " + name
                        + " end before their picture does: upload the whole file again");
            }
        }
    }

    /** Bytes of samples in a piece; 0, which asks for nothing, where colours are stored coarser than brightness. */
    private static long samples(Header header, TiffDirectory directory, boolean tiled, long piece, boolean planar)
            throws Unreadable {
        if (directory.number(PHOTOMETRIC, 0) == YCBCR) {
            return 0;
        }
        long width = tiled ? directory.number(TILE_WIDTH, 0) : header.width();
        long rows;
        if (tiled) {
            rows = directory.number(TILE_HEIGHT, 0);
        } else {
            long perStrip = directory.number(ROWS_PER_STRIP, header.height());
            rows = Math.min(perStrip, header.height() - piece * perStrip);
        }
        long bits = width * (planar ? 1 : header.channels()) * header.bitDepth();
        return (bits + 7) / 8 * rows;
    }

    private static boolean endsAsJpeg(Bytes file, long offset, long size) throws Unreadable {
        long from = offset + Math.max(0, size - JPEG_PADDING);
        for (long at = offset + size - 2; at >= from; at--) {
            if (file.u8(at) == 0xFF && file.u8(at + 1) == 0xD9) {
                return true;
            }
        }
        return false;
    }

    private static long pieces(long whole, long piece) throws Unreadable {
        if (piece < 1) {
            throw Unreadable.corrupt("The TIFF file's strips or tiles have no size");
        }
        return (whole - 1) / piece + 1;
    }
}
