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
 * Owner of one decoded picture: upright, 8 bits, three channels in the order blue, green, red. Its pixels lie outside the
 * Java heap and are freed when the last holder closes it.
 *
 * <p>The one who made a picture holds it once. Whoever passes it on to someone with a life of his own calls
 * {@link #retain()} first; every holder calls {@link #close()} once. Counting is safe between threads; nobody writes to
 * the pixels.
 */
public final class Picture implements AutoCloseable {
    /** As many bytes as a pipe holds are moved at a time. */
    private static final int PIECE = 1 << 16;

    private final Mat bgr;
    private final int width;
    private final int height;
    private final AtomicInteger holders = new AtomicInteger(1);

    /** Takes over a Mat of type CV_8UC3 and releases it in the end. */
    Picture(Mat bgr) {
        if (bgr.type() != CvType.CV_8UC3 || bgr.empty()) {
            throw new IllegalArgumentException("A picture has 8-bit BGR pixels, not " + bgr);
        }
        this.bgr = Objects.requireNonNull(bgr);
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
     * @throws java.io.EOFException if the stream ends before the picture does
     */
    public static Picture read(int width, int height, InputStream bgr) throws IOException {
        OpenCv.load();
        Mat mat = new Mat(height, width, CvType.CV_8UC3);
        Mat flat = mat.reshape(1, 1);
        boolean whole = false;
        try {
            long bytes = 3L * width * height;
            byte[] piece = new byte[(int) Math.min(PIECE, bytes)];
            for (long at = 0; at < bytes; ) {
                int read = bgr.readNBytes(piece, 0, (int) Math.min(PIECE, bytes - at));
                if (read == 0) {
                    throw new EOFException("The pixels end after " + at + " of " + bytes + " bytes");
                }
                flat.put(0, (int) at, piece, 0, read);
                at += read;
            }
            whole = true;
            return new Picture(mat);
        } finally {
            flat.release();
            if (!whole) {
                mat.release();
            }
        }
    }

    /**
     * Writes width × height × 3 bytes, row by row from the top, in the order blue, green, red.
     *
     * @throws IOException when the stream does
     */
    public void write(OutputStream out) throws IOException {
        Mat whole = bgr().isContinuous() ? bgr : bgr.clone();
        Mat flat = whole.reshape(1, 1);
        try {
            byte[] piece = new byte[(int) Math.min(PIECE, bytes())];
            for (long at = 0; at < bytes(); at += piece.length) {
                if (bytes() - at < piece.length) {
                    piece = new byte[(int) (bytes() - at)];
                }
                flat.get(0, (int) at, piece);
                out.write(piece);
            }
        } finally {
            flat.release();
            if (whole != bgr) {
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

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    /** Bytes of native memory the pixels take. */
    public long bytes() {
        return 3L * width * height;
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
        } else if (left < 0) {
            throw new IllegalStateException("The picture was closed more often than it was held");
        }
    }
}
