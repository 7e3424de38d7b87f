package dev.winnow.imaging;

import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.spec.Augmentation;
import dev.winnow.dataset.spec.Preprocessing;
import java.util.ArrayList;
import java.util.List;
import org.opencv.core.Core;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.core.MatOfInt;
import org.opencv.core.Rect;
import org.opencv.core.Scalar;
import org.opencv.core.Size;
import org.opencv.imgcodecs.Imgcodecs;
import org.opencv.imgproc.Imgproc;

/**
 * Makes training pictures: the standardised one, scaled to fit a square with the rest filled, and variants of it.
 * The same arguments give the same bytes.
 */
public final class Preparer {
    private final Pool<Workspace> workspaces;

    public Preparer() {
        OpenCv.load();
        workspaces = new Pool<>(Workspace::new);
    }

    /** @return copy 0, then the copies the augmentation asks for, in order */
    public List<Rendered> prepare(
            Picture picture, ContentHash content, Preprocessing preprocessing, Augmentation augmentation) {
        Workspace workspace = workspaces.take();
        try {
            Letterbox letterbox = Letterbox.of(picture.width(), picture.height(), preprocessing.size());
            List<Rendered> rendered = new ArrayList<>(1 + augmentation.copies());
            rendered.add(workspace.standardised(picture.bgr(), letterbox, preprocessing));
            for (int copy = 1; copy <= augmentation.copies(); copy++) {
                AugmentationPlan plan = AugmentationPlan.draw(content, augmentation, copy);
                rendered.add(workspace.augmented(copy, plan, letterbox, preprocessing));
            }
            return rendered;
        } finally {
            workspaces.giveBack(workspace);
        }
    }

    /** Memory for one picture at a time. */
    private static final class Workspace {
        private final Mat canvas = new Mat();
        private final Mat averaged = new Mat();
        private final Mat fitted = new Mat();
        private final Mat colored = new Mat();
        private final Mat turned = new Mat();
        private final MatOfByte encoded = new MatOfByte();

        Rendered standardised(Mat bgr, Letterbox letterbox, Preprocessing preprocessing) {
            scale(bgr, letterbox);
            canvas.create(letterbox.size(), letterbox.size(), CvType.CV_8UC3);
            canvas.setTo(Scalar.all(preprocessing.fill()));
            Mat inside =
                    canvas.submat(new Rect(letterbox.left(), letterbox.top(), letterbox.width(), letterbox.height()));
            fitted.copyTo(inside);
            inside.release();
            return rendered(0, canvas, letterbox, preprocessing, "");
        }

        /**
         * Scales to the letterbox into {@link #fitted}. Where that halves the sides or more, whole blocks of pixels are
         * averaged first and the rest, less than a half, is interpolated: a quarter of the time of INTER_AREA at any ratio,
         * for which up to a block less one of rows and columns at the lower and right edge is left out.
         */
        private void scale(Mat bgr, Letterbox letterbox) {
            Size size = new Size(letterbox.width(), letterbox.height());
            int block = Math.min(bgr.cols() / letterbox.width(), bgr.rows() / letterbox.height());
            if (block < 2) {
                boolean shrinks = letterbox.width() < bgr.cols() || letterbox.height() < bgr.rows();
                int interpolation = shrinks ? Imgproc.INTER_AREA : Imgproc.INTER_LINEAR;
                Imgproc.resize(bgr, fitted, size, 0, 0, interpolation);
                return;
            }
            int columns = bgr.cols() / block;
            int rows = bgr.rows() / block;
            Mat wholeBlocks = bgr.submat(0, rows * block, 0, columns * block);
            Imgproc.resize(wholeBlocks, averaged, new Size(columns, rows), 0, 0, Imgproc.INTER_AREA);
            wholeBlocks.release();
            Imgproc.resize(averaged, fitted, size, 0, 0, Imgproc.INTER_LINEAR);
        }

        /** Works on the scaled picture that {@link #standardised} left behind. */
        Rendered augmented(int copy, AugmentationPlan plan, Letterbox letterbox, Preprocessing preprocessing) {
            Mat source = fitted;
            if (plan.changesColors()) {
                Mat matrix = matrix(3, 4, plan.colorMatrix());
                Core.transform(fitted, colored, matrix);
                matrix.release();
                source = colored;
            }
            Mat motion = matrix(2, 3, letterbox.motion(plan.flip(), plan.rotation()));
            Imgproc.warpAffine(
                    source,
                    turned,
                    motion,
                    new Size(letterbox.size(), letterbox.size()),
                    Imgproc.INTER_LINEAR,
                    Core.BORDER_CONSTANT,
                    Scalar.all(preprocessing.fill()));
            motion.release();
            return rendered(copy, turned, letterbox, preprocessing, "; " + plan.describe());
        }

        private static Mat matrix(int rows, int columns, double[] values) {
            Mat matrix = new Mat(rows, columns, CvType.CV_64F);
            matrix.put(0, 0, values);
            return matrix;
        }

        private Rendered rendered(
                int copy, Mat mat, Letterbox letterbox, Preprocessing preprocessing, String augmentation) {
            MatOfInt parameters = new MatOfInt(Imgcodecs.IMWRITE_JPEG_QUALITY, preprocessing.jpegQuality());
            Imgcodecs.imencode(".jpg", mat, encoded, parameters);
            parameters.release();
            String plan = "letterbox " + letterbox.width() + "x" + letterbox.height() + " in " + letterbox.size()
                    + " fill " + preprocessing.fill() + augmentation + "; jpeg " + preprocessing.jpegQuality();
            return new Rendered(copy, encoded.toArray(), letterbox.size(), letterbox.size(), plan);
        }
    }
}
