package dev.winnow.imaging.render;

import dev.winnow.dataset.Dihedral;
import dev.winnow.dataset.augment.Border;
import dev.winnow.dataset.augment.Color;
import dev.winnow.dataset.augment.Homography;
import dev.winnow.dataset.augment.Instruction.Margins;
import dev.winnow.dataset.augment.Instruction.Move;
import dev.winnow.dataset.augment.Instruction.Rearrange;
import dev.winnow.dataset.augment.Instruction.Resample;
import dev.winnow.dataset.augment.Instruction.Warp;
import dev.winnow.dataset.augment.Instruction.Window;
import dev.winnow.dataset.augment.Interpolation;
import dev.winnow.imaging.hash.ResizeKernel;
import java.util.Arrays;
import org.opencv.core.Core;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.Rect;
import org.opencv.core.Scalar;
import org.opencv.core.Size;
import org.opencv.imgproc.Imgproc;

/** Instructions that move pixels, by OpenCV's functions and Pillow's resampling. */
final class Moves {
    private Moves() {}

    static void apply(Move move, Mat from, Mat to) {
        if (move instanceof Resample resample) {
            resample(from, to, resample, resample.interpolation());
        } else if (move instanceof Warp warp) {
            warp(from, to, warp, warp.interpolation(), warp.border(), scalar(warp.fill()));
        } else if (move instanceof Margins margins) {
            margins(from, to, margins, margins.border(), scalar(margins.fill()));
        } else {
            rearrange(from, to, move);
        }
    }

    static void applyToMask(Move move, Mat from, Mat to, int fill, boolean exact) {
        Scalar outside = Scalar.all(fill);
        if (move instanceof Resample resample) {
            boolean centred = exact || resample.interpolation() == Interpolation.NEAREST_EXACT;
            resample(from, to, resample, centred ? Interpolation.NEAREST_EXACT : Interpolation.NEAREST);
        } else if (move instanceof Warp warp) {
            warp(from, to, warp, Interpolation.NEAREST, Border.CONSTANT, outside);
        } else if (move instanceof Margins margins) {
            margins(from, to, margins, Border.CONSTANT, outside);
        } else {
            rearrange(from, to, move);
        }
    }

    private static void rearrange(Mat from, Mat to, Move move) {
        if (move instanceof Window window) {
            Mat inside = from.submat(new Rect(window.x(), window.y(), window.width(), window.height()));
            inside.copyTo(to);
            inside.release();
        } else {
            turn(from, to, ((Rearrange) move).turn());
        }
    }

    private static void turn(Mat from, Mat to, Dihedral turn) {
        switch (turn) {
            case IDENTITY -> from.copyTo(to);
            case FLIP_LEFT_RIGHT -> Core.flip(from, to, 1);
            case FLIP_TOP_BOTTOM -> Core.flip(from, to, 0);
            case ROTATE_180 -> Core.rotate(from, to, Core.ROTATE_180);
            case ROTATE_90 -> Core.rotate(from, to, Core.ROTATE_90_COUNTERCLOCKWISE);
            case ROTATE_270 -> Core.rotate(from, to, Core.ROTATE_90_CLOCKWISE);
            case TRANSPOSE -> Core.transpose(from, to);
            case TRANSVERSE -> {
                Mat half = new Mat();
                Core.rotate(from, half, Core.ROTATE_180);
                Core.transpose(half, to);
                half.release();
            }
        }
    }

    private static void margins(Mat from, Mat to, Margins m, Border border, Scalar fill) {
        Core.copyMakeBorder(from, to, m.top(), m.bottom(), m.left(), m.right(), opencv(border), fill);
    }

    private static void warp(Mat from, Mat to, Warp warp, Interpolation interpolation, Border border, Scalar fill) {
        Homography map = warp.map();
        double[] centres = map.forPixelCentres();
        Mat matrix = new Mat(map.isAffine() ? 2 : 3, 3, CvType.CV_64F);
        matrix.put(0, 0, map.isAffine() ? Arrays.copyOf(centres, 6) : centres);
        Size size = new Size(warp.width(), warp.height());
        if (map.isAffine()) {
            Imgproc.warpAffine(from, to, matrix, size, opencv(interpolation), opencv(border), fill);
        } else {
            Imgproc.warpPerspective(from, to, matrix, size, opencv(interpolation), opencv(border), fill);
        }
        matrix.release();
    }

    private static void resample(Mat from, Mat to, Resample size, Interpolation interpolation) {
        switch (interpolation) {
            case PILLOW_BILINEAR ->
                PillowResize.resize(
                        from,
                        to,
                        ResizeKernel.bilinear(from.cols(), size.width()),
                        ResizeKernel.bilinear(from.rows(), size.height()));
            case PILLOW_BICUBIC ->
                PillowResize.resize(
                        from,
                        to,
                        ResizeKernel.bicubic(from.cols(), size.width()),
                        ResizeKernel.bicubic(from.rows(), size.height()));
            case PILLOW_LANCZOS ->
                PillowResize.resize(
                        from,
                        to,
                        ResizeKernel.lanczos(from.cols(), size.width()),
                        ResizeKernel.lanczos(from.rows(), size.height()));
            default -> Imgproc.resize(from, to, new Size(size.width(), size.height()), 0, 0, opencv(interpolation));
        }
    }

    static int opencv(Interpolation interpolation) {
        return switch (interpolation) {
            case NEAREST -> Imgproc.INTER_NEAREST;
            case NEAREST_EXACT -> Imgproc.INTER_NEAREST_EXACT;
            case LINEAR -> Imgproc.INTER_LINEAR;
            case LINEAR_EXACT -> Imgproc.INTER_LINEAR_EXACT;
            case CUBIC -> Imgproc.INTER_CUBIC;
            case AREA -> Imgproc.INTER_AREA;
            case LANCZOS4 -> Imgproc.INTER_LANCZOS4;
            case PILLOW_BILINEAR, PILLOW_BICUBIC, PILLOW_LANCZOS ->
                throw new IllegalArgumentException("OpenCV has no " + interpolation.label());
        };
    }

    private static int opencv(Border border) {
        return switch (border) {
            case CONSTANT -> Core.BORDER_CONSTANT;
            case REPLICATE -> Core.BORDER_REPLICATE;
            case REFLECT -> Core.BORDER_REFLECT;
            case REFLECT101 -> Core.BORDER_REFLECT_101;
        };
    }

    /** In the order of the pixels: blue, green, red. */
    static Scalar scalar(Color color) {
        return new Scalar(color.blue(), color.green(), color.red());
    }
}
