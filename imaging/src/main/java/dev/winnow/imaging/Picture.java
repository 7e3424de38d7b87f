package dev.winnow.imaging;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.opencv.core.CvType;
import org.opencv.core.Mat;

/**
 * Owner of one decoded picture: upright, 8 bits, three channels in the order blue, green, red, and beside them alpha where a pixel is
 * not opaque. Its pixels lie outside the Java heap and are freed when the last holder closes it.
 *
 * <p>The one who made a picture holds it once. Whoever passes it on to someone with a life of his own calls
 * {@link #retain()} first; every holder calls {@link #close()} once. Counting is safe between threads; nobody writes to
 * the pixels.
 */
public final class Picture implements AutoCloseable {
    /** As many bytes as a pipe holds are moved at a time. */
    private static final int PIECE = 1 << 16;

    private final Mat bgr;
    /** Null where every pixel is opaque. */
    private final Mat alpha;

    private final int width;
    private final int height;
    private final AtomicInteger holders = new AtomicInteger(1);

    /** Takes over a Mat of type CV_8UC3 and releases it in the end. All its pixels are opaque. */
    Picture(Mat bgr) {
        this(bgr, null);
    }

    /**
     * Takes over both Mats and releases them in the end.
     *
     * @param bgr of type CV_8UC3: the colours of pixels as if they were opaque
     * @param alpha of type CV_8UC1, 0 to 255 for opaque, or null where every pixel is opaque
     */
    Picture(Mat bgr, Mat alpha) {
        if (bgr.type() != CvType.CV_8UC3 || bgr.empty()) {
            throw new IllegalArgumentException("A picture has 8-bit BGR pixels, not " + bgr);
        }
        if (alpha != null && (alpha.type() != CvType.CV_8UC1 || !alpha.size().equals(bgr.size()))) {
            throw new IllegalArgumentException("The alpha of " + bgr + " has 8 bits and its size, not " + alpha);
        }
        this.bgr = Objects.requireNonNull(bgr);
        this.alpha = alpha;
        this.width = bgr.cols();
        this.height = bgr.rows();
    }

    /**
     * Copies pixels into a new picture.
     *
     * @param bgr width × height × 3 bytes, row by row from the top, in the order blue, green, red
     */
    public static Picture of(int width, int height, byte[] bgr) {
        if (bgr.length != 3L * width * height) {
            throw new IllegalArgumentException(
                    width + "×" + height + " pixels need " + 3L * width * height + " bytes, not " + bgr.length);
        }
        OpenCv.load();
        Mat mat = new Mat(height, width, CvType.CV_8UC3);
        mat.put(0, 0, bgr);
        return new Picture(mat);
    }

    /**
     * Reads pixels into a new picture, as {@link #write} wrote them.
     *
     * @param hasAlpha whether alpha follows the colours
     * @throws java.io.EOFException if the stream ends before the picture does
     */
    public static Picture read(int width, int height, boolean hasAlpha, InputStream in) throws IOException {
        OpenCv.load();
        Mat bgr = new Mat(height, width, CvType.CV_8UC3);
        Mat alpha = hasAlpha ? new Mat(height, width, CvType.CV_8UC1) : null;
        boolean whole = false;
        try {
            fill(bgr, in);
            if (hasAlpha) {
                fill(alpha, in);
            }
            whole = true;
            return new Picture(bgr, alpha);
        } finally {
            if (!whole) {
                bgr.release();
                if (hasAlpha) {
                    alpha.release();
                }
            }
        }
    }

    private static void fill(Mat mat, InputStream in) throws IOException {
        Mat flat = mat.reshape(1, 1);
        try {
            long bytes = flat.total();
            byte[] piece = new byte[(int) Math.min(PIECE, bytes)];
            for (long at = 0; at < bytes; ) {
                int read = in.readNBytes(piece, 0, (int) Math.min(PIECE, bytes - at));
                if (read == 0) {
                    throw new EOFException("The pixels end after " + at + " of " + bytes + " bytes");
                }
                flat.put(0, (int) at, piece, 0, read);
                at += read;
            }
        } finally {
            flat.release();
        }
    }

    /**
     * Writes width × height × 3 bytes, row by row from the top, in the order blue, green, red; then, where there is alpha, width ×
     * height bytes of it.
     *
     * @throws IOException if the stream throws it
     */
    public void write(OutputStream out) throws IOException {
        write(bgr(), out);
        if (alpha != null) {
            write(alpha, out);
        }
    }

    private static void write(Mat mat, OutputStream out) throws IOException {
        Mat whole = mat.isContinuous() ? mat : mat.clone();
        Mat flat = whole.reshape(1, 1);
        try {
            long bytes = flat.total();
            byte[] piece = new byte[(int) Math.min(PIECE, bytes)];
            for (long at = 0; at < bytes; at += piece.length) {
                if (bytes - at < piece.length) {
                    piece = new byte[(int) (bytes - at)];
                }
                flat.get(0, (int) at, piece);
                out.write(piece);
            }
        } finally {
            flat.release();
            if (whole != mat) {
                whole.release();
            }
        }
    }

    /** The pixels, to read only, while the picture is held. */
    public Mat bgr() {
        if (holders.get() <= 0) {
            throw new IllegalStateException("The picture was closed by its last holder");
        }
        return bgr;
    }

    /** Of the pixels, 0 to 255, to read only, while the picture is held; null where every pixel is opaque. */
    public Mat alpha() {
        if (holders.get() <= 0) {
            throw new IllegalStateException("The picture was closed by its last holder");
        }
        return alpha;
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    /** Bytes of native memory the pixels take. */
    public long bytes() {
        return (alpha == null ? 3L : 4L) * width * height;
    }

    /** Counts one more holder, who must close the picture too. */
    public Picture retain() {
        int before = holders.getAndUpdate(count -> count > 0 ? count + 1 : count);
        if (before <= 0) {
            throw new IllegalStateException("The picture was closed by its last holder");
        }
        return this;
    }

    @Override
    public void close() {
        int left = holders.decrementAndGet();
        if (left == 0) {
            bgr.release();
            if (alpha != null) {
                alpha.release();
            }
        } else if (left < 0) {
            throw new IllegalStateException("The picture was closed more often than it was held");
        }
    }
}
