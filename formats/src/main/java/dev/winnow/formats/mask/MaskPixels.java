package dev.winnow.formats.mask;

import dev.winnow.dataset.annotation.LabelIssue;
import dev.winnow.formats.text.UnreadableFileException;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * The values of a mask's pixels, as the file holds them: of a palette the index and not its colour, of gray the gray, of colours
 * {@code R·65536 + G·256 + B}. Where a mask is of one colour and transparent, its alpha is the value. Stored orientation.
 */
public final class MaskPixels {
    private static final long MOST_PIXELS = 100_000_000;
    private static final long MOST_BYTES = 256L << 20;

    /** What the values are. */
    public enum Kind {
        INDEX,
        GRAY,
        COLOUR,
        ALPHA
    }

    private final int width;
    private final int height;
    private final int[] values;
    private final Kind kind;
    private final boolean lossy;
    private final int[] palette;

    private MaskPixels(int width, int height, int[] values, Kind kind, boolean lossy) {
        this(width, height, values, kind, lossy, null);
    }

    private MaskPixels(int width, int height, int[] values, Kind kind, boolean lossy, int[] palette) {
        this.width = width;
        this.height = height;
        this.values = values;
        this.kind = kind;
        this.lossy = lossy;
        this.palette = palette;
    }

    /** @throws UnreadableFileException where the file is no picture, is broken, or is too large */
    public static MaskPixels of(Path file) throws IOException {
        if (Files.size(file) > MOST_BYTES) {
            throw broken("it has " + Files.size(file) + " bytes, expected at most " + MOST_BYTES, null);
        }
        try (InputStream in = Files.newInputStream(file)) {
            return decode(in);
        }
    }

    /** @throws UnreadableFileException where the bytes are no picture, or one that is too large */
    public static MaskPixels decode(byte[] bytes) throws UnreadableFileException {
        try {
            return decode(new ByteArrayInputStream(bytes));
        } catch (UnreadableFileException e) {
            throw e;
        } catch (IOException e) {
            throw broken(e.getMessage(), e);
        }
    }

    private static UnreadableFileException broken(String why, Throwable cause) {
        return new UnreadableFileException(
                LabelIssue.NOT_THE_EXPECTED_KIND, "The mask cannot be decoded: " + why + ".", cause);
    }

    private static MaskPixels decode(InputStream bytes) throws IOException {
        try (ImageInputStream in = new MemoryCacheImageInputStream(bytes)) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                throw broken("it is no PNG, JPEG, BMP, GIF or TIFF", null);
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(in, true, true);
                long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
                if (pixels > MOST_PIXELS) {
                    throw broken(
                            reader.getWidth(0) + "x" + reader.getHeight(0) + " pixels are more than " + MOST_PIXELS,
                            null);
                }
                boolean lossy = reader.getFormatName().toLowerCase(Locale.ROOT).startsWith("jp");
                return of(reader.read(0), lossy);
            } finally {
                reader.dispose();
            }
        } catch (UnreadableFileException e) {
            throw e;
        } catch (IOException | RuntimeException e) { // readers of the JDK throw many kinds on broken files
            throw broken(String.valueOf(e.getMessage()), e);
        }
    }

    private static MaskPixels of(BufferedImage image, boolean lossy) {
        int width = image.getWidth();
        int height = image.getHeight();
        Raster raster = image.getRaster();
        int[] values = new int[width * height];
        int bands = raster.getNumBands();
        if (bands == 1) {
            for (int y = 0; y < height; y++) {
                System.arraycopy(raster.getSamples(0, y, width, 1, 0, (int[]) null), 0, values, y * width, width);
            }
            if (image.getColorModel() instanceof IndexColorModel model && !isGray(model)) {
                int[] palette = new int[model.getMapSize()];
                model.getRGBs(palette);
                return new MaskPixels(width, height, values, Kind.INDEX, lossy, palette);
            }
            return new MaskPixels(width, height, values, Kind.GRAY, lossy);
        }
        boolean alpha = image.getColorModel().hasAlpha();
        int colours = alpha ? bands - 1 : bands;
        int[] alphas = alpha ? new int[width * height] : null;
        int[] pixel = new int[bands];
        boolean gray = true;
        int first = -1;
        boolean oneColour = true;
        boolean wide = raster.getSampleModel().getSampleSize(0) > 8;
        for (int y = 0, i = 0; y < height; y++) {
            for (int x = 0; x < width; x++, i++) {
                raster.getPixel(x, y, pixel);
                int r = pixel[0];
                int g = colours > 2 ? pixel[1] : r;
                int b = colours > 2 ? pixel[2] : r;
                if (wide && colours > 2) {
                    r >>= 8;
                    g >>= 8;
                    b >>= 8;
                }
                gray &= r == g && g == b;
                values[i] = colours > 2 ? r << 16 | g << 8 | b : r;
                if (alpha) {
                    alphas[i] = wide ? pixel[bands - 1] >> 8 : pixel[bands - 1];
                }
                first = i == 0 ? values[0] : first;
                oneColour &= values[i] == first;
            }
        }
        if (alpha && oneColour) {
            return new MaskPixels(width, height, alphas, Kind.ALPHA, lossy);
        }
        if (gray && colours > 2 && !lossy) {
            for (int i = 0; i < values.length; i++) {
                values[i] &= 255;
            }
        }
        return new MaskPixels(width, height, values, gray && !lossy ? Kind.GRAY : Kind.COLOUR, lossy);
    }

    /** Whether a palette is the ramp of grays by which the JDK shows gray of 1, 2 and 4 bits. */
    private static boolean isGray(IndexColorModel palette) {
        for (int i = 0; i < palette.getMapSize(); i++) {
            if (palette.getRed(i) != palette.getGreen(i) || palette.getGreen(i) != palette.getBlue(i)) {
                return false;
            }
        }
        return true;
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    public int value(int x, int y) {
        return values[y * width + x];
    }

    public Kind kind() {
        return kind;
    }

    /** Whether the file is a JPEG, whose values are not exact. */
    public boolean isLossy() {
        return lossy;
    }

    /** The value as a colour: of gray one with equal parts, of a palette the one at the index. */
    public int colour(int x, int y) {
        int value = value(x, y);
        if (palette != null) {
            return value < palette.length ? palette[value] & 0xFFFFFF : 0;
        }
        return kind == Kind.GRAY ? value << 16 | value << 8 | value : value;
    }
}
