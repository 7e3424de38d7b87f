package dev.winnow.imaging.render;

import dev.winnow.dataset.augment.ColorSpace;
import dev.winnow.dataset.augment.Instruction.Adapt;
import dev.winnow.dataset.augment.Instruction.Bilateral;
import dev.winnow.dataset.augment.Instruction.BoxBlur;
import dev.winnow.dataset.augment.Instruction.Clahe;
import dev.winnow.dataset.augment.Instruction.Convert;
import dev.winnow.dataset.augment.Instruction.Convolve;
import dev.winnow.dataset.augment.Instruction.Cover;
import dev.winnow.dataset.augment.Instruction.Equalize;
import dev.winnow.dataset.augment.Instruction.GaussianBlur;
import dev.winnow.dataset.augment.Instruction.Gray;
import dev.winnow.dataset.augment.Instruction.Jpeg;
import dev.winnow.dataset.augment.Instruction.Median;
import dev.winnow.dataset.augment.Instruction.NonLocalMeans;
import dev.winnow.dataset.augment.Instruction.Plane;
import dev.winnow.dataset.augment.Instruction.Rectangle;
import dev.winnow.dataset.augment.Instruction.Saturate;
import dev.winnow.dataset.augment.Instruction.Sharpen;
import dev.winnow.dataset.augment.Instruction.SwapRedAndBlue;
import dev.winnow.dataset.augment.Instruction.Tables;
import dev.winnow.dataset.augment.Instruction.Tone;
import dev.winnow.dataset.augment.Instruction.TurnHue;
import dev.winnow.dataset.augment.Kernel;
import dev.winnow.dataset.augment.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
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
import org.opencv.imgproc.CLAHE;
import org.opencv.imgproc.Imgproc;
import org.opencv.photo.Photo;

/** Instructions that change values. Source and target are different Mats of 8-bit BGR. */
final class ToneRenderer {
    private static final int JPEG_WHOLE_COLOR = 0x111111;

    private ToneRenderer() {}

    static void apply(Tone tone, Mat from, Mat to) {
        if (tone instanceof Tables tables) {
            inSpace(tables.space(), from, to, tables.first(), tables.second(), tables.third());
        } else if (tone instanceof Adapt adapt) {
            List<Table> tables = adapt.rule().tables(PixelLoops.statistics(from));
            lookUp(from, to, tables.get(2), tables.get(1), tables.get(0));
        } else if (tone instanceof Saturate saturate) {
            PixelLoops.saturate(from, to, saturate.factor(), saturate.rounding());
        } else if (tone instanceof TurnHue hue) {
            PixelLoops.turnHue(from, to, hue.share());
        } else if (tone instanceof Sharpen sharpen) {
            PixelLoops.sharpen(from, to, sharpen.factor());
        } else if (tone instanceof Cover cover) {
            cover(cover, from, to, Moves.scalar(cover.fill()));
        } else if (tone instanceof Jpeg jpeg) {
            jpeg(from, to, jpeg);
        } else if (!convert(tone, from, to) && !filter(tone, from, to)) {
            throw new IllegalStateException("No renderer for " + tone);
        }
    }

    private static boolean convert(Tone tone, Mat from, Mat to) {
        if (tone instanceof Gray) {
            onGray(from, to, gray -> gray);
        } else if (tone instanceof SwapRedAndBlue) {
            Imgproc.cvtColor(from, to, Imgproc.COLOR_BGR2RGB);
        } else if (tone instanceof Convert convert) {
            planes(convert.to(), from, to);
        } else if (tone instanceof Equalize equalize) {
            onPlane(equalize.on(), from, to, plane -> {
                Imgproc.equalizeHist(plane, plane);
                return plane;
            });
        } else if (tone instanceof Clahe clahe) {
            CLAHE algorithm = Imgproc.createCLAHE(clahe.clipLimit(), new Size(clahe.columns(), clahe.rows()));
            onPlane(clahe.on(), from, to, plane -> {
                algorithm.apply(plane, plane);
                return plane;
            });
            algorithm.collectGarbage();
        } else {
            return false;
        }
        return true;
    }

    private static boolean filter(Tone tone, Mat from, Mat to) {
        if (tone instanceof Median median) {
            Imgproc.medianBlur(from, to, median.size());
        } else if (tone instanceof Bilateral b) {
            Imgproc.bilateralFilter(from, to, b.diameter(), b.sigmaColor(), b.sigmaSpace());
        } else if (tone instanceof NonLocalMeans nlm) {
            nonLocalMeans(from, to, nlm);
        } else if (tone instanceof GaussianBlur blur) {
            Imgproc.GaussianBlur(from, to, new Size(blur.size(), blur.size()), blur.sigma());
        } else if (tone instanceof BoxBlur blur) {
            Imgproc.blur(from, to, new Size(blur.size(), blur.size()));
        } else if (tone instanceof Convolve convolve) {
            convolve(from, to, convolve.kernel());
        } else {
            return false;
        }
        return true;
    }

    private static void inSpace(ColorSpace space, Mat from, Mat to, Table first, Table second, Table third) {
        if (space == ColorSpace.RGB) {
            lookUp(from, to, third, second, first);
            return;
        }
        Mat there = new Mat();
        Imgproc.cvtColor(from, there, codes(space)[0]);
        lookUp(there, there, first, second, third);
        Imgproc.cvtColor(there, to, codes(space)[1]);
        there.release();
    }

    /** Tables in the order of the channels in memory. */
    private static void lookUp(Mat from, Mat to, Table first, Table second, Table third) {
        byte[] interleaved = new byte[3 * Table.SIZE];
        for (int v = 0; v < Table.SIZE; v++) {
            interleaved[3 * v] = (byte) first.at(v);
            interleaved[3 * v + 1] = (byte) second.at(v);
            interleaved[3 * v + 2] = (byte) third.at(v);
        }
        Mat table = new Mat(1, Table.SIZE, CvType.CV_8UC3);
        table.put(0, 0, interleaved);
        Core.LUT(from, table, to);
        table.release();
    }

    /** There and back. */
    private static int[] codes(ColorSpace space) {
        return switch (space) {
            case RGB -> new int[] {Imgproc.COLOR_BGR2RGB, Imgproc.COLOR_RGB2BGR};
            case HSV -> new int[] {Imgproc.COLOR_BGR2HSV, Imgproc.COLOR_HSV2BGR};
            case HLS -> new int[] {Imgproc.COLOR_BGR2HLS, Imgproc.COLOR_HLS2BGR};
            case LAB -> new int[] {Imgproc.COLOR_BGR2Lab, Imgproc.COLOR_Lab2BGR};
            case YCRCB -> new int[] {Imgproc.COLOR_BGR2YCrCb, Imgproc.COLOR_YCrCb2BGR};
        };
    }

    /** The first plane of the other space becomes red. */
    private static void planes(ColorSpace space, Mat from, Mat to) {
        if (space == ColorSpace.RGB) {
            from.copyTo(to);
            return;
        }
        Mat there = new Mat();
        Imgproc.cvtColor(from, there, codes(space)[0]);
        Imgproc.cvtColor(there, to, Imgproc.COLOR_RGB2BGR);
        there.release();
    }

    private static void onPlane(Plane on, Mat from, Mat to, UnaryOperator<Mat> change) {
        switch (on) {
            case GRAY -> onGray(from, to, change);
            case LUMA -> onFirst(ColorSpace.YCRCB, from, to, change);
            case LAB -> onFirst(ColorSpace.LAB, from, to, change);
            case CHANNEL -> onChannels(from, to, 3, change);
        }
    }

    private static void onFirst(ColorSpace space, Mat from, Mat to, UnaryOperator<Mat> change) {
        Mat there = new Mat();
        Imgproc.cvtColor(from, there, codes(space)[0]);
        Mat changed = new Mat();
        onChannels(there, changed, 1, change);
        Imgproc.cvtColor(changed, to, codes(space)[1]);
        there.release();
        changed.release();
    }

    private static void onChannels(Mat from, Mat to, int count, UnaryOperator<Mat> change) {
        List<Mat> channels = new ArrayList<>();
        Core.split(from, channels);
        channels.subList(0, count).forEach(change::apply);
        Core.merge(channels, to);
        channels.forEach(Mat::release);
    }

    private static void onGray(Mat from, Mat to, UnaryOperator<Mat> change) {
        Mat gray = new Mat();
        Imgproc.cvtColor(from, gray, Imgproc.COLOR_BGR2GRAY);
        Mat changed = change.apply(gray);
        Imgproc.cvtColor(changed, to, Imgproc.COLOR_GRAY2BGR);
        gray.release();
        changed.release();
    }

    private static void nonLocalMeans(Mat from, Mat to, NonLocalMeans nlm) {
        if (nlm.isGray()) {
            onGray(from, to, gray -> {
                Mat cleaned = new Mat();
                Photo.fastNlMeansDenoising(gray, cleaned, (float) nlm.h(), nlm.template(), nlm.search());
                return cleaned;
            });
        } else {
            Photo.fastNlMeansDenoisingColored(
                    from, to, (float) nlm.h(), (float) nlm.hColor(), nlm.template(), nlm.search());
        }
    }

    private static void convolve(Mat from, Mat to, Kernel kernel) {
        Mat weights = new Mat(kernel.size(), kernel.size(), CvType.CV_64F);
        weights.put(0, 0, kernel.weights());
        Imgproc.filter2D(from, to, -1, weights, new Point(-1, -1), 0, Core.BORDER_REFLECT_101);
        weights.release();
    }

    private static void jpeg(Mat from, Mat to, Jpeg jpeg) {
        MatOfInt parameters = jpeg.halvesColor()
                ? new MatOfInt(Imgcodecs.IMWRITE_JPEG_QUALITY, jpeg.quality())
                : new MatOfInt(
                        Imgcodecs.IMWRITE_JPEG_QUALITY,
                        jpeg.quality(),
                        Imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR,
                        JPEG_WHOLE_COLOR);
        MatOfByte bytes = new MatOfByte();
        Imgcodecs.imencode(".jpg", from, bytes, parameters);
        Mat decoded = Imgcodecs.imdecode(bytes, Imgcodecs.IMREAD_COLOR);
        decoded.copyTo(to);
        decoded.release();
        bytes.release();
        parameters.release();
    }

    static void cover(Cover cover, Mat from, Mat to, int fill) {
        cover(cover, from, to, Scalar.all(fill));
    }

    private static void cover(Cover cover, Mat from, Mat to, Scalar fill) {
        from.copyTo(to);
        for (Rectangle r : cover.rectangles()) {
            int left = Math.max(0, r.left());
            int top = Math.max(0, r.top());
            int right = Math.min(from.cols(), r.right());
            int bottom = Math.min(from.rows(), r.bottom());
            if (right > left && bottom > top) {
                Mat inside = to.submat(new Rect(left, top, right - left, bottom - top));
                inside.setTo(fill);
                inside.release();
            }
        }
    }
}
