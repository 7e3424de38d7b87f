package dev.winnow.imaging;

import dev.winnow.dataset.ColorMode;
import dev.winnow.dataset.Dihedral;
import dev.winnow.dataset.ImageFormat;
import dev.winnow.dataset.ImageMetadata;
import java.util.SplittableRandom;
import java.util.function.IntBinaryOperator;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.core.Scalar;
import org.opencv.core.Size;
import org.opencv.imgcodecs.Imgcodecs;
import org.opencv.imgproc.Imgproc;

/** Pictures with known contents. */
final class Drawn {

    private Drawn() {}

    /** @param rgb of column and row, as 0xRRGGBB */
    static Picture picture(int width, int height, IntBinaryOperator rgb) {
        byte[] bgr = new byte[3 * width * height];
        for (int y = 0, at = 0; y < height; y++) {
            for (int x = 0; x < width; x++, at += 3) {
                int color = rgb.applyAsInt(x, y);
                bgr[at] = (byte) color;
                bgr[at + 1] = (byte) (color >> 8);
                bgr[at + 2] = (byte) (color >> 16);
            }
        }
        return Picture.of(width, height, bgr);
    }

    static Picture gray(int width, int height, IntBinaryOperator level) {
        return picture(width, height, (x, y) -> 0x010101 * level.applyAsInt(x, y));
    }

    static Picture uniform(int width, int height, int rgb) {
        return picture(width, height, (x, y) -> rgb);
    }

    static Picture checkerboard(int side, int cell, int dark, int bright) {
        return gray(side, side, (x, y) -> (x / cell + y / cell) % 2 == 0 ? dark : bright);
    }

    /** Soft blobs of colour over noise, different for every seed. */
    static Picture scene(int width, int height, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        OpenCv.load();
        Mat mat = new Mat(height, width, CvType.CV_8UC3, Scalar.all(90));
        for (int i = 0; i < 12; i++) {
            Scalar color = new Scalar(random.nextInt(256), random.nextInt(256), random.nextInt(256));
            org.opencv.core.Point center = new org.opencv.core.Point(random.nextInt(width), random.nextInt(height));
            Imgproc.circle(mat, center, 5 + random.nextInt(Math.max(2, width / 4)), color, -1);
        }
        Imgproc.GaussianBlur(mat, mat, new Size(5, 5), 1.2);
        return new Picture(mat);
    }

    static Picture turned(Picture picture, Dihedral turn) {
        boolean upended = turn.row(0, 0, 2) == turn.row(1, 0, 2);
        int width = upended ? picture.height() : picture.width();
        int height = upended ? picture.width() : picture.height();
        // A turn takes rows and columns from squares; here they count from the far edge of the picture's own sides.
        boolean fromBelow = turn.row(0, 0, 2) == 1;
        boolean fromRight = turn.column(0, 0, 2) == 1;
        return picture(width, height, (x, y) -> {
            int row = upended ? x : y;
            int column = upended ? y : x;
            return rgb(
                    picture,
                    fromRight ? picture.width() - 1 - column : column,
                    fromBelow ? picture.height() - 1 - row : row);
        });
    }

    static Picture blurred(Picture picture, double sigma) {
        Mat mat = new Mat();
        Imgproc.GaussianBlur(picture.bgr(), mat, new Size(0, 0), sigma);
        return new Picture(mat);
    }

    /** @param extension such as {@code .png} */
    static byte[] encoded(Mat mat, String extension) {
        MatOfByte bytes = new MatOfByte();
        try {
            if (!Imgcodecs.imencode(extension, mat, bytes)) {
                throw new IllegalStateException("OpenCV does not write " + extension);
            }
            return bytes.toArray();
        } finally {
            bytes.release();
        }
    }

    static byte[] encoded(Picture picture, String extension) {
        try (picture) {
            return encoded(picture.bgr(), extension);
        }
    }

    /** The color of a pixel as 0xRRGGBB. */
    static int rgb(Picture picture, int x, int y) {
        byte[] bgr = new byte[3];
        picture.bgr().get(y, x, bgr);
        return (bgr[2] & 0xFF) << 16 | (bgr[1] & 0xFF) << 8 | bgr[0] & 0xFF;
    }

    /** All pixels, blue, green, red, row by row. */
    static byte[] pixels(Picture picture) {
        byte[] bgr = new byte[3 * picture.width() * picture.height()];
        picture.bgr().get(0, 0, bgr);
        return bgr;
    }

    /** Of a file that holds the picture and says nothing else. */
    static ImageMetadata metadata(Picture picture) {
        return new ImageMetadata(
                ImageFormat.PNG, picture.width(), picture.height(), ColorMode.RGB, 3, 8, 1, 1, null, false, null, null);
    }
}
