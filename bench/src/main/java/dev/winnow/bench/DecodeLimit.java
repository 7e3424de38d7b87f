package dev.winnow.bench;

import dev.winnow.imaging.OpenCv;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.imgcodecs.Imgcodecs;

/**
 * How fast this machine decodes, and does nothing else: OpenCV's full-colour {@code imdecode} of files that lie in native
 * memory already, the result dropped at once, on as many threads as there are processors. No pipeline that looks at every
 * pixel can be faster.
 */
public final class DecodeLimit implements AutoCloseable {
    private final List<Mat> files = new ArrayList<>();
    private final int threads;

    private DecodeLimit(int threads) {
        this.threads = threads;
    }

    /**
     * One measurement.
     *
     * @param imagesPerSecond by the clock on the wall, all threads together
     * @param cpuMillisPerImage of the decoding threads
     */
    public record Rate(double imagesPerSecond, double cpuMillisPerImage) {}

    /**
     * Loads files into memory and decodes each once; those that give no picture are left out.
     *
     * @throws IllegalArgumentException if none gives a picture
     */
    public static DecodeLimit of(List<Path> images) throws IOException {
        OpenCv.load();
        DecodeLimit limit = new DecodeLimit(AllProcessors.threads());
        for (Path image : images) {
            limit.load(Files.readAllBytes(image));
        }
        if (limit.files.isEmpty()) {
            throw new IllegalArgumentException("None of the " + images.size() + " files can be decoded");
        }
        return limit;
    }

    public int threads() {
        return threads;
    }

    /** @param passes how often every file is decoded */
    public Rate measure(int passes) throws InterruptedException {
        int images = Math.multiplyExact(passes, files.size());
        AllProcessors.Rate rate = AllProcessors.measure(images, i -> decode(files.get(i % files.size())));
        return new Rate(rate.imagesPerSecond(), rate.cpuMillisPerImage());
    }

    private void load(byte[] bytes) {
        if (bytes.length == 0) {
            return;
        }
        Mat file = new Mat(1, bytes.length, CvType.CV_8UC1);
        file.put(0, 0, bytes);
        if (decode(file)) {
            files.add(file);
        } else {
            file.release();
        }
    }

    private static boolean decode(Mat file) {
        Mat picture = Imgcodecs.imdecode(file, Imgcodecs.IMREAD_COLOR);
        boolean decoded = !picture.empty();
        picture.release();
        return decoded;
    }

    @Override
    public void close() {
        files.forEach(Mat::release);
        files.clear();
    }
}
