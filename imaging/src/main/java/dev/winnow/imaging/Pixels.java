package dev.winnow.imaging;

import dev.winnow.dataset.ImageFormat;
import dev.winnow.imaging.structure.BmpPixels;
import dev.winnow.imaging.structure.Bytes;
import dev.winnow.imaging.structure.ExifOrientation;
import dev.winnow.imaging.structure.GifFrame;
import dev.winnow.imaging.structure.Header;
import dev.winnow.imaging.structure.PngStructure;
import dev.winnow.imaging.structure.PngTransparentGray;
import dev.winnow.imaging.structure.PnmSamples;
import dev.winnow.imaging.structure.Structure;
import dev.winnow.imaging.structure.TiffPixels;
import dev.winnow.imaging.structure.TiffStructure;
import dev.winnow.imaging.structure.Unreadable;
import java.nio.charset.StandardCharsets;
import org.opencv.core.Core;
import org.opencv.core.CvException;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.Scalar;
import org.opencv.imgcodecs.Imgcodecs;
import org.opencv.imgproc.Imgproc;

/**
 * The decode proper: a file's pixels as 8-bit BGR, upright.
 *
 * <p>Samples of 16 bits keep their high byte, palettes are looked up, bilevel becomes 0 and 255, and colours are those of pixels as
 * if they were opaque, all as Pillow's {@code convert('RGB')} does, because the hashes are Pillow's. Alpha lies beside them.
 *
 * @param transparency mean of 1 − alpha over the pixels, 0 to 1, or null for a file without alpha
 */
record Pixels(Picture picture, Double transparency) {
    /** Rounds (v − 127.5) / 256 to the nearest integer, which is v / 256 rounded down. */
    private static final double HIGH_BYTE = 1 / 256.0;

    private static final double HIGH_BYTE_OFFSET = -127.5 / 256;

    /** @param orientation applied here and nowhere else */
    static Pixels decode(byte[] bytes, Header header, ExifOrientation orientation) throws Unreadable {
        Mat stored = null;
        Mat bgr = null;
        Mat alpha = null;
        Mat seeThrough = null;
        boolean whole = false;
        try {
            stored = switch (header.format()) {
                case GIF -> gif(bytes);
                case PNM -> pnm(bytes);
                case BMP -> bmp(bytes, header);
                case TIFF -> tiff(bytes, header, orientation);
                default -> opencv(bytes, header, orientation);
            };
            alpha = header.alpha() ? alpha(bytes, header, stored) : null;
            Double transparency = alpha == null ? null : transparency(alpha);
            if (alpha != null && header.format() == ImageFormat.TIFF) {
                straighten(stored, bytes);
            }
            bgr = upright(eightBitBgr(stored), orientation.value());
            seeThrough = transparency == null || transparency == 0 ? null : eightBits(alpha);
            seeThrough = seeThrough == null ? null : upright(seeThrough, orientation.value());
            Pixels pixels = new Pixels(new Picture(bgr, seeThrough), transparency);
            whole = true;
            return pixels;
        } catch (CvException e) {
            if (String.valueOf(e.getMessage()).contains("Insufficient memory")) {
                throw (Error) new OutOfMemoryError("No native memory for a " + header.format()).initCause(e);
            }
            throw undecoded(bytes, header);
        } finally {
            if (stored != null && stored != bgr) {
                stored.release();
            }
            if (alpha != null) {
                alpha.release();
            }
            if (!whole && bgr != null) {
                bgr.release();
            }
            if (!whole && seeThrough != null) {
                seeThrough.release();
            }
        }
    }

    private static Mat opencv(byte[] bytes, Header header, ExifOrientation orientation) throws Unreadable {
        Mat file = new Mat(1, bytes.length, CvType.CV_8UC1);
        try {
            file.put(0, 0, bytes);
            adapt(file, bytes, header, orientation);
            Mat decoded = Imgcodecs.imdecode(file, flags(header));
            if (decoded.empty() && header.format() == ImageFormat.PNG && header.exif() != null) {
                // OpenCV 4.9 reads a PNG's EXIF itself and gives up where that is broken: a chunk nobody knows is
                // passed over.
                file.put(0, header.exif().offset() - 4, "exXx".getBytes(StandardCharsets.US_ASCII));
                decoded = Imgcodecs.imdecode(file, flags(header));
            }
            if (decoded.empty()) {
                throw undecoded(bytes, header);
            }
            return decoded;
        } finally {
            file.release();
        }
    }

    private static Unreadable undecoded(byte[] bytes, Header header) {
        return Structure.of(header.format())
                .undecoded(new Bytes(bytes, header.format().name()), header);
    }

    /** Shows OpenCV a file that it reads right. The bytes that were uploaded stay as they are. */
    private static void adapt(Mat file, byte[] bytes, Header header, ExifOrientation orientation) throws Unreadable {
        if (header.format() == ImageFormat.TIFF) {
            if (orientation.value() != 1) {
                // OpenCV turns TIFFs whatever it is told, so it is shown an upright one.
                file.put(0, orientation.offset(), new byte[] {1});
            }
            int extra = TiffStructure.extraSample(new Bytes(bytes, "TIFF"));
            if (extra >= 0) {
                // libtiff multiplies colours by an alpha that is said to be unassociated: it is told that this was
                // done.
                file.put(0, extra, new byte[] {1});
            }
        } else if (header.format() == ImageFormat.PNG) {
            int animation = PngStructure.animation(new Bytes(bytes, "PNG"));
            if (animation >= 0) {
                // The still picture counts. Of an animation without frames OpenCV shows black.
                file.put(0, animation, "acXx".getBytes(StandardCharsets.US_ASCII));
            }
        }
    }

    private static Mat bmp(byte[] bytes, Header header) throws Unreadable {
        BmpPixels pixels = BmpPixels.of(new Bytes(bytes, "BMP"), header);
        Mat mat = new Mat(pixels.height(), pixels.width(), CvType.CV_8UC(pixels.channels()));
        mat.put(0, 0, pixels.bytes());
        return mat;
    }

    private static Mat tiff(byte[] bytes, Header header, ExifOrientation orientation) throws Unreadable {
        TiffPixels pixels = TiffPixels.of(new Bytes(bytes, "TIFF"), header);
        if (pixels == null) {
            return opencv(bytes, header, orientation);
        }
        int channels = pixels.channels();
        int depth = pixels.isWide() ? CvType.CV_16U : CvType.CV_8U;
        Mat mat = new Mat(header.height(), header.width(), CvType.makeType(depth, channels));
        boolean whole = false;
        try {
            byte[] narrow = new byte[header.width() * channels];
            short[] wide = new short[narrow.length];
            pixels.read((y, values) -> {
                for (int i = 0; i < values.length; i++) {
                    narrow[i] = (byte) values[i];
                    wide[i] = (short) values[i];
                }
                if (pixels.isWide()) {
                    mat.put(y, 0, wide);
                } else {
                    mat.put(y, 0, narrow);
                }
            });
            whole = true;
            return mat;
        } finally {
            if (!whole) {
                mat.release();
            }
        }
    }

    private static int flags(Header header) {
        if (header.alpha() || header.format() == ImageFormat.TIFF && header.channels() == 4) {
            return Imgcodecs.IMREAD_UNCHANGED;
        }
        int depth = header.bitDepth() > 8 ? Imgcodecs.IMREAD_ANYDEPTH : 0;
        return Imgcodecs.IMREAD_COLOR | Imgcodecs.IMREAD_IGNORE_ORIENTATION | depth;
    }

    private static Mat gif(byte[] bytes) throws Unreadable {
        Bytes file = new Bytes(bytes, "GIF");
        GifFrame frame = GifFrame.first(file);
        byte[] indexes = frame.indexes(file);
        int channels = frame.transparentIndex() >= 0 ? 4 : 3;
        byte[] pixels = new byte[Math.multiplyExact(indexes.length, channels)];
        for (int i = 0, at = 0; i < indexes.length; i++, at += channels) {
            int index = indexes[i] & 0xFF;
            for (int channel = 0; channel < 3; channel++) {
                pixels[at + channel] = frame.color(index, 2 - channel);
            }
            if (channels == 4) {
                pixels[at + 3] = (byte) (index == frame.transparentIndex() ? 0 : 255);
            }
        }
        Mat mat = new Mat(frame.canvasHeight(), frame.canvasWidth(), CvType.CV_8UC(channels));
        mat.put(0, 0, pixels);
        return mat;
    }

    private static Mat pnm(byte[] bytes) throws Unreadable {
        PnmSamples samples = PnmSamples.of(new Bytes(bytes, "PNM"));
        Mat mat = new Mat(samples.height(), samples.width(), CvType.CV_8UC3);
        mat.put(0, 0, samples.bgr());
        return mat;
    }

    /** As deep as the file has it, in a new Mat; null where the decoder gave none. */
    private static Mat alpha(byte[] bytes, Header header, Mat stored) throws Unreadable {
        Mat alpha = new Mat();
        if (stored.channels() == 1 && header.format() == ImageFormat.PNG) {
            // OpenCV does not look at the level that a gray PNG declares transparent.
            int level = PngTransparentGray.of(new Bytes(bytes, "PNG"), header);
            if (level < 0) {
                return null;
            }
            Core.inRange(stored, Scalar.all(level), Scalar.all(level), alpha);
            Core.bitwise_not(alpha, alpha);
            return alpha;
        }
        if (stored.channels() != 4) {
            return null;
        }
        Core.extractChannel(stored, alpha, 3);
        return alpha;
    }

    /** Exactly 0 where all pixels are opaque and 1 where none can be seen: sums of alpha are whole numbers. */
    private static double transparency(Mat alpha) {
        double opaque = alpha.depth() == CvType.CV_16U ? 65_535 : 255;
        return 1 - Core.sumElems(alpha).val[0] / (opaque * alpha.total());
    }

    /** A new Mat, or null where no pixel is less than opaque with eight bits. */
    private static Mat eightBits(Mat alpha) {
        Mat eight = new Mat();
        boolean wide = alpha.depth() == CvType.CV_16U;
        alpha.convertTo(eight, CvType.CV_8U, wide ? HIGH_BYTE : 1, wide ? HIGH_BYTE_OFFSET : 0);
        if (Core.minMaxLoc(eight).minVal == 255) {
            eight.release();
            return null;
        }
        return eight;
    }

    /** Divides colours by alpha where the file says that they were multiplied by it. */
    private static void straighten(Mat stored, byte[] bytes) throws Unreadable {
        if (!TiffStructure.hasAssociatedAlpha(new Bytes(bytes, "TIFF"))) {
            return;
        }
        Mat whole = new Mat();
        stored.convertTo(whole, CvType.CV_32S);
        int most = stored.depth() == CvType.CV_16U ? 65_535 : 255;
        int[] row = new int[4 * stored.cols()];
        try {
            for (int y = 0; y < stored.rows(); y++) {
                whole.get(y, 0, row);
                for (int at = 0; at < row.length; at += 4) {
                    int opacity = row[at + 3];
                    for (int i = at; i < at + 3 && opacity > 0; i++) {
                        row[i] = (int) Math.min(most, ((long) row[i] * most + opacity / 2) / opacity);
                    }
                }
                whole.put(y, 0, row);
            }
            whole.convertTo(stored, stored.depth());
        } finally {
            whole.release();
        }
    }

    /** The Mat itself where nothing is to do, otherwise a new one. */
    private static Mat eightBitBgr(Mat stored) throws Unreadable {
        Mat eight = stored;
        if (stored.depth() == CvType.CV_16U) {
            eight = new Mat();
            stored.convertTo(eight, CvType.CV_8U, HIGH_BYTE, HIGH_BYTE_OFFSET);
        } else if (stored.depth() != CvType.CV_8U) {
            throw Unreadable.corrupt("The picture has samples of an unexpected type");
        }
        int conversion = switch (eight.channels()) {
            case 1 -> Imgproc.COLOR_GRAY2BGR;
            case 4 -> Imgproc.COLOR_BGRA2BGR;
            default -> -1;
        };
        if (conversion < 0) {
            return eight;
        }
        Mat bgr = new Mat();
        Imgproc.cvtColor(eight, bgr, conversion);
        if (eight != stored) {
            eight.release();
        }
        return bgr;
    }

    /** Turns and mirrors as EXIF orientation says (CIPA DC-008, 4.6.4): where row 0 and column 0 of the picture lie. */
    private static Mat upright(Mat bgr, int orientation) {
        if (orientation == 1) {
            return bgr;
        }
        Mat upright = new Mat();
        switch (orientation) {
            case 2 -> Core.flip(bgr, upright, 1);
            case 3 -> Core.rotate(bgr, upright, Core.ROTATE_180);
            case 4 -> Core.flip(bgr, upright, 0);
            case 5 -> Core.transpose(bgr, upright);
            case 6 -> Core.rotate(bgr, upright, Core.ROTATE_90_CLOCKWISE);
            case 7 -> {
                Core.transpose(bgr, upright);
                Core.flip(upright, upright, -1);
            }
            case 8 -> Core.rotate(bgr, upright, Core.ROTATE_90_COUNTERCLOCKWISE);
            default -> throw new IllegalArgumentException("orientation is 1 to 8, not " + orientation);
        }
        bgr.release();
        return upright;
    }
}
