package dev.winnow.imaging.structure;

import dev.winnow.dataset.Rejection.Reason;
import java.util.List;
import java.util.Set;

/**
 * The pixels of a TIFF file whose data are as they are, or coded by LZW, Deflate or PackBits: samples of 1 to 16 bits, gray in both
 * senses, RGB or of a palette, with samples behind the colours, in one plane or several, in strips or tiles of any size. Other
 * files are for a decoder that knows fax and JPEG data.
 */
public final class TiffPixels {
    private static final int WHITE_IS_ZERO = 0;
    private static final int RGB = 2;
    private static final int PALETTE = 3;
    private static final Set<Integer> CODINGS =
            Set.of(TiffPiece.NONE, TiffPiece.LZW, TiffPiece.DEFLATE, TiffPiece.DEFLATE_OF_OLD, TiffPiece.PACK_BITS);

    private static final int[] LAYOUT = {
        TiffStructure.BITS, TiffStructure.COMPRESSION, TiffStructure.PHOTOMETRIC, TiffStructure.SAMPLES
    };

    private static final int FILL_ORDER = 266;
    private static final int PREDICTOR = 317;
    static final int COLORS = 320;
    private static final int NO_PREDICTOR = 1;
    private static final int DIFFERENCES = 2;

    /** A strip or tile may be so much larger than the picture, because tiles have the same size for small pictures. */
    private static final long MOST_BYTES_BEYOND = 16 << 20;

    /** Of a strip or tile, which lies in the heap whole. */
    private static final long MOST_BYTES = 256 << 20;

    private final Bytes file;
    private final Header header;
    private final TiffDirectory directory;
    private final int compression;
    private final int photometric;
    private final int bits;
    private final int samples;
    private final int alpha;

    private TiffPixels(Bytes file, Header header, TiffDirectory directory) throws Unreadable {
        this.file = file;
        this.header = header;
        this.directory = directory;
        compression = (int) directory.number(TiffStructure.COMPRESSION, TiffPiece.NONE);
        photometric = (int) directory.number(TiffStructure.PHOTOMETRIC, WHITE_IS_ZERO);
        bits = header.bitDepth();
        samples = header.channels();
        alpha = header.alpha() ? TiffStructure.alphaSample(directory, photometric) : -1;
    }

    /**
     * @param header of the same file, which passed {@link TiffStructure#verify}
     * @return null where the file is not for this reader
     * @throws Unreadable TRUNCATED or CORRUPT if the first directory cannot be read
     */
    public static TiffPixels of(Bytes file, Header header) throws Unreadable {
        TiffDirectory directory = TiffStructure.firstDirectory(file);
        return reads(file, directory) ? new TiffPixels(file, header, directory) : null;
    }

    /** Whether samples are laid out so that this class reads them. */
    static boolean reads(Bytes file, TiffDirectory directory) throws Unreadable {
        int compression = (int) directory.number(TiffStructure.COMPRESSION, TiffPiece.NONE);
        long photometric = directory.number(TiffStructure.PHOTOMETRIC, WHITE_IS_ZERO);
        long bits = directory.number(TiffStructure.BITS, 1);
        long predictor = predicted(compression) ? directory.number(PREDICTOR, NO_PREDICTOR) : NO_PREDICTOR;
        long colors = photometric == RGB ? 3 : 1;
        for (int tag : LAYOUT) {
            if (directory.has(tag) && directory.number(tag, -1) < 0) {
                return false; // of a type that only another reader may understand
            }
        }
        for (int i = 1; i < directory.count(TiffStructure.BITS); i++) {
            if (directory.number(TiffStructure.BITS, i, bits) != bits) {
                return false;
            }
        }
        return CODINGS.contains(compression)
                && photometric <= PALETTE
                && bits >= 1
                && bits <= 16
                && directory.number(TiffStructure.SAMPLES, 1) >= colors
                && directory.number(FILL_ORDER, 1) == 1
                && (predictor == NO_PREDICTOR || predictor == DIFFERENCES && (bits == 8 || bits == 16))
                && !(compression == TiffPiece.LZW && TiffStructure.hasLzwOfOld(file, directory));
    }

    private static boolean predicted(int compression) {
        return compression == TiffPiece.LZW
                || compression == TiffPiece.DEFLATE
                || compression == TiffPiece.DEFLATE_OF_OLD;
    }

    /** Blue, green, red; or these and alpha. */
    public int channels() {
        return alpha < 0 ? 3 : 4;
    }

    /** Whether values go to 65,535 and not to 255. */
    public boolean isWide() {
        return bits > 8 && photometric != PALETTE;
    }

    /** Takes the rows of a picture. */
    @FunctionalInterface
    public interface Rows {
        /** @param values of the row's pixels, {@link #channels} each; overwritten by the next row */
        void put(int y, int[] values);
    }

    /**
     * Every row of the picture once, from the top.
     *
     * @throws Unreadable CORRUPT if the palette is too short or codes are broken, UNSUPPORTED_FORMAT if a strip or tile is far larger
     *     than the picture or has more than 256 MiB
     */
    public void read(Rows rows) throws Unreadable {
        List<TiffPiece> pieces = TiffStructure.pieces(file, header, directory);
        boolean tiled = TiffStructure.isTiled(directory);
        int width = header.width();
        int height = header.height();
        int pieceWidth = tiled ? (int) Math.min(1 << 30, directory.number(TiffStructure.TILE_WIDTH, 0)) : width;
        int pieceHeight = (int) Math.min(
                tiled ? 1 << 30 : height,
                tiled
                        ? directory.number(TiffStructure.TILE_HEIGHT, 0)
                        : directory.number(TiffStructure.ROWS_PER_STRIP, height));
        int across = (width - 1) / pieceWidth + 1;
        int down = (height - 1) / pieceHeight + 1;
        boolean planar = TiffStructure.isPlanar(directory, samples);
        int planes = planar ? samples : 1;
        int together = planar ? 1 : samples;
        int stride = (int) (((long) pieceWidth * together * bits + 7) / 8);
        int[] palette = photometric == PALETTE ? palette() : null;
        int[] row = new int[width * channels()];
        int[] pixel = new int[samples];
        byte[][][] band = new byte[planes][across][];
        for (int top = 0, number = 0; top < height; top += pieceHeight, number += across) {
            for (int plane = 0; plane < planes; plane++) {
                for (int column = 0; column < across; column++) {
                    TiffPiece piece = pieces.get(plane * across * down + number + column);
                    band[plane][column] = samplesOf(piece, stride, together);
                }
            }
            int bottom = (int) Math.min(height, (long) top + pieceHeight);
            for (int y = top; y < bottom; y++) {
                for (int x = 0, to = 0; x < width; x++, to += channels()) {
                    int column = x / pieceWidth;
                    int first = (x - column * pieceWidth) * together;
                    for (int sample = 0; sample < samples; sample++) {
                        pixel[sample] = planar
                                ? value(band[sample][column], (y - top) * stride, first)
                                : value(band[0][column], (y - top) * stride, first + sample);
                    }
                    color(pixel, palette, row, to);
                }
                rows.put(y, row);
            }
        }
    }

    private byte[] samplesOf(TiffPiece piece, int stride, int together) throws Unreadable {
        long picture = (long) header.width() * header.height() * samples * bits / 8;
        if (piece.samples() > Math.min(picture + MOST_BYTES_BEYOND, MOST_BYTES)) {
            throw new Unreadable(
                    Reason.UNSUPPORTED_FORMAT,
                    "The TIFF file's " + piece.name() + " has " + piece.samples() + " bytes for a picture of " + picture
                            + ": save it with smaller strips or tiles");
        }
        byte[] data = piece.decoded(file, compression);
        if (predicted(compression) && directory.number(PREDICTOR, NO_PREDICTOR) == DIFFERENCES) {
            boolean little = directory.littleEndian();
            int bytes = bits / 8;
            for (int start = 0; start + stride <= data.length; start += stride) {
                for (int at = start + together * bytes; at + bytes <= start + stride; at += bytes) {
                    int sum = wide(data, at, bytes, little) + wide(data, at - together * bytes, bytes, little);
                    if (bytes == 1) {
                        data[at] = (byte) sum;
                    } else {
                        data[at] = (byte) (little ? sum : sum >> 8);
                        data[at + 1] = (byte) (little ? sum >> 8 : sum);
                    }
                }
            }
        }
        return data;
    }

    private static int wide(byte[] data, int at, int bytes, boolean little) {
        int first = data[at] & 0xFF;
        if (bytes == 1) {
            return first;
        }
        int second = data[at + 1] & 0xFF;
        return little ? second << 8 | first : first << 8 | second;
    }

    /** A sample of a row, 0 to 2^bits − 1. */
    private int value(byte[] data, int row, int sample) {
        if (bits == 8) {
            return data[row + sample] & 0xFF;
        }
        if (bits == 16) {
            return wide(data, row + 2 * sample, 2, directory.littleEndian());
        }
        long bit = (long) sample * bits;
        int at = row + (int) (bit / 8);
        int held = 0;
        for (int i = 0; i < 3; i++) {
            held = held << 8 | (at + i < data.length ? data[at + i] & 0xFF : 0);
        }
        return held >> 24 - bits - (int) (bit % 8) & (1 << bits) - 1;
    }

    private void color(int[] pixel, int[] palette, int[] row, int to) {
        if (palette != null) {
            int rgb = palette[pixel[0]];
            row[to] = rgb & 0xFF;
            row[to + 1] = rgb >> 8 & 0xFF;
            row[to + 2] = rgb >> 16;
        } else if (photometric == RGB) {
            for (int i = 0; i < 3; i++) {
                row[to + i] = level(pixel[2 - i]);
            }
        } else {
            int gray = level(photometric == WHITE_IS_ZERO ? (1 << bits) - 1 - pixel[0] : pixel[0]);
            row[to] = gray;
            row[to + 1] = gray;
            row[to + 2] = gray;
        }
        if (alpha >= 0) {
            row[to + 3] = isWide() || bits <= 8 ? level(pixel[alpha]) : pixel[alpha] >> bits - 8;
        }
    }

    /** All ones are full scale. */
    private int level(int value) {
        int most = (1 << bits) - 1;
        int full = bits > 8 ? 65_535 : 255;
        return most == full ? value : (int) (((long) value * full + most / 2) / most);
    }

    /** Colours as 0xRRGGBB. Values have 16 bits, or 8 where no writer used the upper ones. */
    private int[] palette() throws Unreadable {
        int colors = 1 << bits;
        if (directory.count(COLORS) < 3L * colors) {
            throw Unreadable.corrupt(
                    "The TIFF file's palette has " + directory.count(COLORS) + " values, expected " + 3 * colors);
        }
        long most = 0;
        for (int i = 0; i < 3 * colors; i++) {
            most = Math.max(most, directory.number(COLORS, i, 0));
        }
        int shift = most > 255 ? 8 : 0;
        int[] palette = new int[colors];
        for (int i = 0; i < 3 * colors; i++) {
            int value = (int) directory.number(COLORS, i, 0) >> shift & 0xFF;
            palette[i % colors] |= value << 16 - 8 * (i / colors);
        }
        return palette;
    }
}
