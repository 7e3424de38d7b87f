package dev.winnow.imaging.structure;

import dev.winnow.dataset.ColorMode;
import dev.winnow.dataset.ImageFormat;
import dev.winnow.dataset.Rejection.Reason;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** TIFF 6.0 in both byte orders: a chain of directories, each with tags that say where its strips or tiles lie. */
public final class TiffStructure implements Structure {
    private static final int WIDTH = 256;
    private static final int HEIGHT = 257;
    static final int BITS = 258;
    static final int COMPRESSION = 259;
    static final int PHOTOMETRIC = 262;
    private static final int WHITE_IS_ZERO = 0;
    private static final int RGB = 2;
    private static final int YCBCR = 6;
    private static final int JPEG = 7;
    /** Codings in which a decoder finds out for itself what is missing. */
    private static final Set<Integer> UNPROVED = Set.of(2, 3, 4, 6, JPEG);

    private static final int SUBFILE_TYPE = 254;
    private static final int SUB_DIRECTORIES = 330;
    private static final int MAX_SUB_DIRECTORIES = 16;
    private static final int COLOR_FILTER_ARRAY = 32803;
    private static final int LINEAR_RAW = 34892;
    private static final int DNG_VERSION = 50706;
    /** Bytes that writers put behind the end of JPEG data. */
    private static final int JPEG_PADDING = 64;

    private static final int STRIP_OFFSETS = 273;
    static final int SAMPLES = 277;
    static final int ROWS_PER_STRIP = 278;
    private static final int STRIP_BYTES = 279;
    private static final int PLANAR = 284;
    static final int TILE_WIDTH = 322;
    static final int TILE_HEIGHT = 323;
    private static final int TILE_OFFSETS = 324;
    private static final int TILE_BYTES = 325;
    private static final int EXTRA_SAMPLES = 338;
    private static final int ASSOCIATED = 1;
    private static final int UNASSOCIATED = 2;
    /** What Corel Draw 10 writes, as libtiff knows. */
    private static final int UNASSOCIATED_BY_COREL = 999;

    private static final int SAMPLE_FORMAT = 339;
    /** What a reader has to know beside the sizes of strips, which may be left out. */
    private static final int[] OF_THE_PICTURE = {
        BITS, STRIP_OFFSETS, TILE_OFFSETS, TILE_BYTES, TiffPixels.COLORS, EXTRA_SAMPLES, SAMPLE_FORMAT
    };

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
        boolean alpha = alphaSample(directory, (int) directory.number(PHOTOMETRIC, WHITE_IS_ZERO)) >= 0;
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
        refuseUnknownPlanes(directory);
        if (!TiffPixels.reads(file, directory)) {
            refuseWhatTheDecoderMisreads(directory, bits, samples);
        }
        if (format == 3 || format > 4 || bits > 16) {
            throw new Unreadable(
                    Reason.UNSUPPORTED_COLOUR,
                    "The TIFF file has " + bits + "-bit "
                            + (format == 3 ? "floating-point" : format > 4 ? "complex" : "")
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

    /** A tag whose type is not understood here may be understood by the decoder, and counts against the file. */
    private static void refuseUnknownPlanes(TiffDirectory directory) throws Unreadable {
        boolean several = directory.has(SAMPLES) && directory.number(SAMPLES, 2) != 1;
        long planes = directory.number(PLANAR, directory.has(PLANAR) ? 0 : 1);
        if (several && planes != 1 && planes != 2) {
            throw new Unreadable(
                    Reason.UNSUPPORTED_COLOUR,
                    "The TIFF file does not say in a known way how its colours lie: save it with interleaved samples");
        }
    }

    /**
     * OpenCV leaves a part of its target unwritten where samples of other than 8 bits lie in a plane for each colour: memory of other
     * pictures would show. It ignores what lies behind gray, and shows 16-bit gray with white at 0 as a negative.
     */
    private static void refuseWhatTheDecoderMisreads(TiffDirectory directory, long bits, int samples)
            throws Unreadable {
        long photometric = directory.number(PHOTOMETRIC, WHITE_IS_ZERO);
        boolean several = directory.has(SAMPLES) && directory.number(SAMPLES, 2) != 1;
        if (several && directory.number(PLANAR, 1) == 2 && bits != 8) {
            throw new Unreadable(
                    Reason.UNSUPPORTED_COLOUR,
                    "The TIFF file keeps each colour of " + bits + " bits in a plane of its own, coded by "
                            + directory.number(COMPRESSION, 1)
                            + ", which is not read: save it with interleaved samples");
        }
        if (bits == 16 && photometric == WHITE_IS_ZERO) {
            throw new Unreadable(
                    Reason.UNSUPPORTED_COLOUR,
                    "The TIFF file has white at 0 with 16 bits, which the decoder would show as a negative: save it with black at 0");
        }
        if (photometric != RGB && photometric != YCBCR && samples > 1) {
            throw new Unreadable(
                    Reason.UNSUPPORTED_COLOUR,
                    "The TIFF file has " + samples
                            + " samples a pixel, of which the decoder would show one: save it as RGB");
        }
    }

    static boolean isPlanar(TiffDirectory directory, int samples) throws Unreadable {
        return samples > 1 && directory.number(PLANAR, 1) == 2;
    }

    static boolean isTiled(TiffDirectory directory) throws Unreadable {
        return directory.count(TILE_OFFSETS) > 0;
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

    /**
     * The first sample behind the colours that is alpha, −1 where none is: other values, and 0, say that a sample has another or no
     * meaning.
     */
    static int alphaSample(TiffDirectory directory, int photometric) throws Unreadable {
        int colors = photometric == RGB || photometric == YCBCR ? 3 : 1;
        for (int i = 0; i < directory.count(EXTRA_SAMPLES); i++) {
            long meaning = directory.number(EXTRA_SAMPLES, i, 0);
            if (meaning == ASSOCIATED || meaning == UNASSOCIATED || meaning == UNASSOCIATED_BY_COREL) {
                return colors + i < directory.number(SAMPLES, 1) ? colors + i : -1;
            }
        }
        return -1;
    }

    /** Whether colours were multiplied by an alpha that lies beside them. */
    public static boolean hasAssociatedAlpha(Bytes file) throws Unreadable {
        TiffDirectory directory = firstDirectory(file);
        int photometric = (int) directory.number(PHOTOMETRIC, WHITE_IS_ZERO);
        int alpha = alphaSample(directory, photometric);
        int colors = photometric == RGB || photometric == YCBCR ? 3 : 1;
        return alpha >= 0 && directory.number(EXTRA_SAMPLES, alpha - colors, 0) == ASSOCIATED;
    }

    /** Whether the first strip or tile has LZW codes of before TIFF 6.0. */
    static boolean hasLzwOfOld(Bytes file, TiffDirectory directory) throws Unreadable {
        boolean tiled = isTiled(directory);
        return new TiffPiece(
                        "first",
                        directory.number(tiled ? TILE_OFFSETS : STRIP_OFFSETS, 0),
                        directory.number(tiled ? TILE_BYTES : STRIP_BYTES, 0),
                        0)
                .isLzwOfOld(file);
    }

    /** A raw file's first directory holds a reduced picture, and its sensor's samples lie in a directory below; or the file says so. */
    private static boolean isCameraRaw(Bytes file, TiffDirectory directory) throws Unreadable {
        boolean reduced = (directory.number(SUBFILE_TYPE, 0) & 1) == 1 && directory.has(SUB_DIRECTORIES);
        return reduced
                || directory.has(DNG_VERSION)
                || file.at(8, "CR\2")
                || file.at(8, "IIII")
                || hasSensorBelow(file, directory);
    }

    /** Whether a directory below the first holds samples of a sensor. */
    private static boolean hasSensorBelow(Bytes file, TiffDirectory directory) throws Unreadable {
        for (int i = 0; i < Math.min(MAX_SUB_DIRECTORIES, directory.count(SUB_DIRECTORIES)); i++) {
            long offset = directory.number(SUB_DIRECTORIES, i, 0);
            if (offset == 0 || !file.has(offset, 2)) {
                continue;
            }
            TiffDirectory below;
            try {
                below = TiffDirectory.at(file, offset, directory.littleEndian());
            } catch (Unreadable broken) {
                continue; // nothing of the first directory's picture
            }
            long photometric = below.number(PHOTOMETRIC, WHITE_IS_ZERO);
            if (photometric == COLOR_FILTER_ARRAY || photometric == LINEAR_RAW) {
                return true;
            }
        }
        return false;
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

    static TiffDirectory firstDirectory(Bytes file) throws Unreadable {
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
        for (int tag : OF_THE_PICTURE) {
            if (directory.isCut(tag)) {
                throw Unreadable.truncated("The numbers of tag " + tag
                        + " lie beyond the end of the TIFF file: upload the whole file again");
            }
        }
        int compression = (int) directory.number(COMPRESSION, 1);
        for (TiffPiece piece : pieces(file, header, directory)) {
            piece.verify(file, compression);
            if (compression == JPEG && !endsAsJpeg(file, piece.offset(), piece.size())) {
                throw Unreadable.truncated("The JPEG data of the TIFF file's " + piece.name()
                        + " end before their picture does: upload the whole file again");
            }
        }
    }

    /** Strips or tiles as the file lists them: row by row, plane by plane. */
    static List<TiffPiece> pieces(Bytes file, Header header, TiffDirectory directory) throws Unreadable {
        boolean tiled = isTiled(directory);
        int offsets = tiled ? TILE_OFFSETS : STRIP_OFFSETS;
        int sizes = tiled ? TILE_BYTES : STRIP_BYTES;
        boolean planar = isPlanar(directory, header.channels());
        long planes = planar ? header.channels() : 1;
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
            long size = Math.max(0, file.length() - offset);
            return List.of(new TiffPiece("strip 0", offset, size, samples(header, directory, false, 0, false)));
        }
        if (count != expected * planes || directory.count(sizes) != count) {
            throw Unreadable.corrupt("The TIFF file needs " + expected * planes + (tiled ? " tiles" : " strips")
                    + " and lists " + count + " offsets and " + directory.count(sizes) + " sizes");
        }
        List<TiffPiece> pieces = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long size = directory.number(sizes, i, 0);
            String name = (tiled ? "tile " : "strip ") + i;
            if (size == 0) {
                throw Unreadable.corrupt("The TIFF file's " + name + " is empty");
            }
            long samples = samples(header, directory, tiled, i % expected, planar);
            pieces.add(new TiffPiece(name, directory.number(offsets, i, 0), size, samples));
        }
        return pieces;
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
