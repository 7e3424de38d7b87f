package dev.winnow.imaging.render;

import dev.winnow.dataset.annotation.RunLengths;
import dev.winnow.dataset.augment.Instruction;
import dev.winnow.dataset.augment.Instruction.Move;
import dev.winnow.dataset.augment.Instruction.Tone;
import dev.winnow.dataset.augment.LabelMover;
import dev.winnow.dataset.augment.Pipeline;
import dev.winnow.imaging.OpenCv;
import java.util.List;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.core.MatOfInt;
import org.opencv.imgcodecs.Imgcodecs;

/**
 * Carries out instructions on pictures and on their index masks. The same picture and instructions give the same bytes. Not safe for several
 * threads: each takes one of its own, which keeps its working memory from picture to picture.
 */
public final class Renderer implements LabelMover.Masks, AutoCloseable {
    private final Mat[] buffers;
    private final MatOfByte encoded;

    public Renderer() {
        OpenCv.load();
        buffers = new Mat[] {new Mat(), new Mat()};
        encoded = new MatOfByte();
    }

    /**
     * @param bgr of type CV_8UC3; it is not written to
     * @return the picture afterwards, valid until the next call; it is the argument itself where nothing is done
     */
    public Mat render(Mat bgr, List<Instruction> instructions) {
        Mat from = bgr;
        for (Instruction instruction : instructions) {
            Mat to = from == buffers[0] ? buffers[1] : buffers[0];
            if (instruction instanceof Move move) {
                Moves.apply(move, from, to);
            } else {
                ToneRenderer.apply((Tone) instruction, from, to);
            }
            from = to;
        }
        return from;
    }

    /**
     * The same moves for a mask in which each pixel has the number of a class. Pixels are never mixed.
     *
     * @param mask of type CV_8UC1; it is not written to
     * @param fill of pixels from outside the picture, and of those that are covered
     * @return the mask afterwards, valid until the next call
     */
    public Mat renderMask(Mat mask, List<Instruction> instructions, int fill) {
        return renderMask(mask, instructions, fill, false);
    }

    /** @param exact whether pixels are taken at the centre, not half a pixel off as OpenCV's nearest does */
    private Mat renderMask(Mat mask, List<Instruction> instructions, int fill, boolean exact) {
        if (mask.type() != CvType.CV_8UC1) {
            throw new IllegalArgumentException("A mask has one channel of 8 bits, not " + mask);
        }
        Mat from = mask;
        for (Instruction instruction : instructions) {
            Mat to = from == buffers[0] ? buffers[1] : buffers[0];
            if (instruction instanceof Move move) {
                Moves.applyToMask(move, from, to, fill, exact);
            } else if (instruction instanceof Instruction.Cover cover) {
                ToneRenderer.cover(cover, from, to, fill);
            } else {
                continue;
            }
            from = to;
        }
        return from;
    }

    /** Pixels from outside the picture, and covered ones, are no part of the object. */
    @Override
    public RunLengths move(RunLengths mask, List<Instruction> instructions) {
        boolean[] pixels = mask.toRows();
        byte[] values = new byte[pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            values[i] = (byte) (pixels[i] ? 1 : 0);
        }
        Mat before = new Mat(mask.height(), mask.width(), CvType.CV_8UC1);
        before.put(0, 0, values);
        Mat after = renderMask(before, instructions, 0, true);
        byte[] moved = new byte[(int) after.total()];
        after.get(0, 0, moved);
        boolean[] kept = new boolean[moved.length];
        for (int i = 0; i < moved.length; i++) {
            kept[i] = moved[i] != 0;
        }
        RunLengths runs = RunLengths.ofRows(after.cols(), after.rows(), kept);
        before.release();
        return runs;
    }

    /** The bytes of a file with this picture. */
    public byte[] encode(Mat bgr, Pipeline.Output output) {
        String extension = switch (output.format()) {
            case JPEG -> ".jpg";
            case PNG -> ".png";
            case WEBP_LOSSLESS -> ".webp";
        };
        MatOfInt parameters = switch (output.format()) {
            case JPEG -> new MatOfInt(Imgcodecs.IMWRITE_JPEG_QUALITY, output.quality());
            case PNG -> new MatOfInt();
            case WEBP_LOSSLESS -> new MatOfInt(Imgcodecs.IMWRITE_WEBP_QUALITY, 101);
        };
        Imgcodecs.imencode(extension, bgr, encoded, parameters);
        parameters.release();
        return encoded.toArray();
    }

    @Override
    public void close() {
        buffers[0].release();
        buffers[1].release();
        encoded.release();
    }
}
