package dev.winnow.imaging;

import dev.winnow.dataset.Fingerprints;
import dev.winnow.dataset.ImageMetadata;
import dev.winnow.dataset.Measure;
import dev.winnow.dataset.QualityScores;
import dev.winnow.imaging.hash.GrayColumns;
import dev.winnow.imaging.hash.PerceptualHashes;
import java.util.EnumMap;
import java.util.Map;
import org.opencv.core.Core;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.Size;
import org.opencv.imgproc.Imgproc;

/**
 * Measures a picture and hashes it. The colour pixels are read once; everything else comes from the gray picture and its
 * histogram. What each measure is, {@link Measure} says.
 */
public final class Analyzer {
    /** The longer edge at which sharpness is measured, so that resolution does not pass for sharpness. */
    static final int SHARPNESS_EDGE = 512;

    /** Gray levels between the darkest and the brightest pixel below which a picture is uniform. */
    static final int MIN_GRAY_RANGE = 4;

    private static final int CLIPPED_SHADOW = 3;
    private static final int CLIPPED_HIGHLIGHT = 252;

    private final Pool<Workspace> workspaces;

    public Analyzer() {
        OpenCv.load();
        workspaces = new Pool<>(Workspace::new);
    }

    /** @param metadata of the picture's file: what is measured on the file and not on its pixels comes from there */
    public Assessment analyze(Picture picture, ImageMetadata metadata) {
        Workspace workspace = workspaces.take();
        try {
            return workspace.analyze(picture.bgr());
        } finally {
            workspaces.giveBack(workspace);
        }
    }

    /** Memory for one analysis at a time. */
    private static final class Workspace {
        private static final int AVERAGE = 0;
        private static final int DIFFERENCE = 1;
        private static final int PERCEPTUAL = 2;

        private final GrayPass gray = new GrayPass();
        private final GrayColumns columns = new GrayColumns();
        private final Mat small = new Mat();
        private final Mat laplacian = new Mat();

        Assessment analyze(Mat bgr) {
            columns.start(bgr.cols(), bgr.rows(), 8, 9, PerceptualHashes.PERCEPTUAL_SIDE);
            gray.run(bgr, columns);
            long average = PerceptualHashes.average(columns.scaled(AVERAGE, 8));
            long difference = PerceptualHashes.difference(columns.scaled(DIFFERENCE, 8));
            long perceptual = PerceptualHashes.perceptual(columns.scaled(PERCEPTUAL, PerceptualHashes.PERCEPTUAL_SIDE));
            GrayHistogram histogram = gray.histogram();
            boolean informative = histogram.range() >= MIN_GRAY_RANGE;
            return new Assessment(scores(histogram), new Fingerprints(average, difference, perceptual, informative));
        }

        private QualityScores scores(GrayHistogram histogram) {
            Map<Measure, Double> values = new EnumMap<>(Measure.class);
            values.put(Measure.LAPLACIAN_VARIANCE, laplacianVariance(gray.mat()));
            values.put(Measure.BRIGHTNESS, histogram.mean() / 255);
            values.put(Measure.CONTRAST, histogram.standardDeviation() / 255);
            values.put(Measure.ENTROPY, histogram.entropy());
            values.put(Measure.CLIPPED_SHADOWS, histogram.share(0, CLIPPED_SHADOW));
            values.put(Measure.CLIPPED_HIGHLIGHTS, histogram.share(CLIPPED_HIGHLIGHT, 255));
            return new QualityScores(values);
        }

        private double laplacianVariance(Mat grayMat) {
            double scale = (double) SHARPNESS_EDGE / Math.max(grayMat.cols(), grayMat.rows());
            Mat measured = grayMat;
            if (scale < 1) {
                Size size = new Size(
                        Math.max(1, Math.round(grayMat.cols() * scale)),
                        Math.max(1, Math.round(grayMat.rows() * scale)));
                Imgproc.resize(grayMat, small, size, 0, 0, Imgproc.INTER_AREA);
                measured = small;
            }
            Imgproc.Laplacian(measured, laplacian, CvType.CV_16S);
            // Mean of squares less square of mean, both of exact sums: a third of what meanStdDev takes on 16 bits.
            double pixels = laplacian.total();
            double mean = Core.sumElems(laplacian).val[0] / pixels;
            return Math.max(0, Core.norm(laplacian, Core.NORM_L2SQR) / pixels - mean * mean);
        }
    }
}
