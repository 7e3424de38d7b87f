package dev.winnow.bench;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.opencv.core.Core;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.core.MatOfInt;
import org.opencv.core.Point;
import org.opencv.core.Rect;
import org.opencv.core.Scalar;
import org.opencv.core.Size;
import org.opencv.imgcodecs.Imgcodecs;
import org.opencv.imgproc.Imgproc;

/** What people and programs do to a photograph that remains the same photograph, drawn from a seed. */
final class PhotographEdits {
    private PhotographEdits() {}

    /** Makes a copy out of a photograph, which it leaves as it is; the caller releases the copy. */
    @FunctionalInterface
    interface Edit {
        Mat of(Mat photograph, SplittableRandom random);
    }

    /** By name, in the order of the table. */
    static Map<String, Edit> all() {
        Map<String, Edit> edits = new LinkedHashMap<>();
        for (int quality : new int[] {30, 50, 70, 80, 95}) {
            edits.put("jpeg " + quality, (photograph, random) -> encodedAgain(photograph, quality));
        }
        for (double scale : new double[] {0.25, 0.5, 0.75, 1.5, 2}) {
            edits.put("resize " + scale, (photograph, random) -> resized(photograph, scale));
        }
        for (int percent : new int[] {2, 5, 10, 20}) {
            edits.put("crop " + percent + " %", (photograph, random) -> cropped(photograph, percent, random));
        }
        for (int shift : new int[] {-50, -25, 25, 50}) {
            edits.put("brightness " + shift, (photograph, random) -> linear(photograph, 1, shift));
        }
        for (double factor : new double[] {0.6, 0.8, 1.25, 1.6}) {
            edits.put("contrast " + factor, (photograph, random) -> linear(photograph, factor, 128 * (1 - factor)));
        }
        for (double exponent : new double[] {0.5, 0.7, 1.4, 2}) {
            edits.put("gamma " + exponent, (photograph, random) -> gamma(photograph, exponent));
        }
        for (int sigma : new int[] {1, 2, 4}) {
            edits.put("blur " + sigma, (photograph, random) -> blurred(photograph, sigma));
        }
        for (int sigma : new int[] {5, 10, 20}) {
            edits.put("noise " + sigma, (photograph, random) -> noisy(photograph, sigma, random));
        }
        edits.put("text", PhotographEdits::writtenOver);
        for (int percent : new int[] {2, 5}) {
            edits.put("border " + percent + " %", (photograph, random) -> framed(photograph, percent));
        }
        for (int degrees : new int[] {2, 5}) {
            edits.put("rotation " + degrees, (photograph, random) -> rotated(photograph, degrees, random));
        }
        edits.put("mirror", (photograph, random) -> mirrored(photograph));
        for (int degrees : new int[] {5, 10, 20, 30, 45, 90, 137}) {
            edits.put("black corners " + degrees, (photograph, random) -> cornered(photograph, degrees, random));
        }
        for (int degrees : new int[] {30, 137}) {
            edits.put("mirror, corners " + degrees, (photograph, random) -> {
                Mat mirrored = mirrored(photograph);
                Mat rotated = cornered(mirrored, degrees, random);
                mirrored.release();
                return rotated;
            });
        }
        edits.put("corners 20, 0.5, jpeg", (photograph, random) -> {
            Mat rotated = cornered(photograph, 20, random);
            Mat small = resized(rotated, 0.5);
            Mat encoded = encodedAgain(small, 70);
            rotated.release();
            small.release();
            return encoded;
        });
        return edits;
    }

    private static Mat encodedAgain(Mat photograph, int quality) {
        MatOfByte bytes = new MatOfByte();
        MatOfInt parameters = new MatOfInt(Imgcodecs.IMWRITE_JPEG_QUALITY, quality);
        Imgcodecs.imencode(".jpg", photograph, bytes, parameters);
        Mat decoded = Imgcodecs.imdecode(bytes, Imgcodecs.IMREAD_COLOR);
        bytes.release();
        parameters.release();
        return decoded;
    }

    private static Mat resized(Mat photograph, double scale) {
        Mat resized = new Mat();
        Size size = new Size(
                Math.max(1, Math.round(photograph.cols() * scale)), Math.max(1, Math.round(photograph.rows() * scale)));
        Imgproc.resize(photograph, resized, size, 0, 0, scale < 1 ? Imgproc.INTER_AREA : Imgproc.INTER_CUBIC);
        return resized;
    }

    /** A window whose sides are so much shorter, somewhere. */
    private static Mat cropped(Mat photograph, int percent, SplittableRandom random) {
        int width = Math.max(1, photograph.cols() * (100 - percent) / 100);
        int height = Math.max(1, photograph.rows() * (100 - percent) / 100);
        int left = random.nextInt(photograph.cols() - width + 1);
        int top = random.nextInt(photograph.rows() - height + 1);
        Mat window = photograph.submat(new Rect(left, top, width, height));
        Mat cropped = window.clone();
        window.release();
        return cropped;
    }

    private static Mat linear(Mat photograph, double factor, double shift) {
        Mat changed = new Mat();
        photograph.convertTo(changed, -1, factor, shift);
        return changed;
    }

    private static Mat gamma(Mat photograph, double exponent) {
        byte[] levels = new byte[256];
        for (int level = 0; level < levels.length; level++) {
            levels[level] = (byte) Math.round(255 * Math.pow(level / 255.0, exponent));
        }
        Mat table = new Mat(1, 256, CvType.CV_8UC1);
        table.put(0, 0, levels);
        Mat changed = new Mat();
        Core.LUT(photograph, table, changed);
        table.release();
        return changed;
    }

    private static Mat blurred(Mat photograph, int sigma) {
        Mat blurred = new Mat();
        Imgproc.GaussianBlur(photograph, blurred, new Size(0, 0), sigma);
        return blurred;
    }

    private static Mat noisy(Mat photograph, int sigma, SplittableRandom random) {
        byte[] pixels = new byte[photograph.rows() * photograph.cols() * 3];
        photograph.get(0, 0, pixels);
        for (int i = 0; i < pixels.length; i++) {
            long value = Math.round((pixels[i] & 0xFF) + sigma * random.nextGaussian());
            pixels[i] = (byte) Math.max(0, Math.min(255, value));
        }
        Mat noisy = new Mat(photograph.rows(), photograph.cols(), CvType.CV_8UC3);
        noisy.put(0, 0, pixels);
        return noisy;
    }

    /** White letters over four fifths of the width. */
    private static Mat writtenOver(Mat photograph, SplittableRandom random) {
        Mat written = photograph.clone();
        double scale = photograph.cols() / 400.0;
        Point start = new Point(photograph.cols() * 0.1, photograph.rows() * random.nextDouble(0.2, 0.8));
        int thickness = Math.max(1, (int) (3 * scale));
        Imgproc.putText(
                written, "SAMPLE PHOTO", start, Imgproc.FONT_HERSHEY_SIMPLEX, scale, Scalar.all(255), thickness);
        return written;
    }

    /** A black frame over the outermost pixels: so much of the shorter side wide. */
    private static Mat framed(Mat photograph, int percent) {
        Mat framed = new Mat(photograph.size(), photograph.type(), Scalar.all(0));
        int border = Math.max(1, Math.min(photograph.cols(), photograph.rows()) * percent / 100);
        int width = photograph.cols() - 2 * border;
        int height = photograph.rows() - 2 * border;
        if (width > 0 && height > 0) {
            Rect inside = new Rect(border, border, width, height);
            Mat from = photograph.submat(inside);
            Mat to = framed.submat(inside);
            from.copyTo(to);
            from.release();
            to.release();
        }
        return framed;
    }

    private static Mat mirrored(Mat photograph) {
        Mat mirrored = new Mat();
        Core.flip(photograph, mirrored, 1);
        return mirrored;
    }

    /** To the left or to the right, what comes in from outside mirrored. */
    private static Mat rotated(Mat photograph, int degrees, SplittableRandom random) {
        return rotated(photograph, degrees, random, Core.BORDER_REFLECT_101);
    }

    /** To the left or to the right, what comes in from outside black. */
    private static Mat cornered(Mat photograph, int degrees, SplittableRandom random) {
        return rotated(photograph, degrees, random, Core.BORDER_CONSTANT);
    }

    private static Mat rotated(Mat photograph, int degrees, SplittableRandom random, int border) {
        Point centre = new Point(photograph.cols() / 2.0, photograph.rows() / 2.0);
        Mat turn = Imgproc.getRotationMatrix2D(centre, random.nextBoolean() ? degrees : -degrees, 1);
        Mat rotated = new Mat();
        Imgproc.warpAffine(photograph, rotated, turn, photograph.size(), Imgproc.INTER_LINEAR, border);
        turn.release();
        return rotated;
    }
}
