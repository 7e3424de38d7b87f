package dev.winnow.imaging.render;

import dev.winnow.imaging.hash.ResizeKernel;
import java.util.Arrays;
import org.opencv.core.Mat;

/**
 * Pillow's resampling of pictures with several channels of 8 bits: along the rows first, then down the columns, rounded to 8 bits between
 * the passes. What torchvision calls antialias differs from it by 1 at most.
 */
final class PillowResize {
    private PillowResize() {}

    static void resize(Mat from, Mat to, ResizeKernel across, ResizeKernel down) {
        int channels = from.channels();
        int height = from.rows();
        int width = across.outputs();
        byte[] row = new byte[from.cols() * channels];
        byte[][] narrowed = new byte[height][];
        for (int y = 0; y < height; y++) {
            from.get(y, 0, row);
            narrowed[y] = width == from.cols() ? row.clone() : narrowed(row, across, channels);
        }
        to.create(down.outputs(), width, from.type());
        int[] sums = new int[width * channels];
        byte[] out = new byte[width * channels];
        for (int y = 0; y < down.outputs(); y++) {
            if (down.outputs() == height) {
                to.put(y, 0, narrowed[y]);
                continue;
            }
            Arrays.fill(sums, 1 << (ResizeKernel.PRECISION - 1));
            int[] weights = down.weights(y);
            for (int k = 0; k < weights.length; k++) {
                byte[] source = narrowed[down.first(y) + k];
                int weight = weights[k];
                for (int i = 0; i < sums.length; i++) {
                    sums[i] += weight * (source[i] & 0xFF);
                }
            }
            for (int i = 0; i < sums.length; i++) {
                out[i] = (byte) ResizeKernel.rounded(sums[i]);
            }
            to.put(y, 0, out);
        }
    }

    private static byte[] narrowed(byte[] row, ResizeKernel across, int channels) {
        byte[] out = new byte[across.outputs() * channels];
        for (int x = 0; x < across.outputs(); x++) {
            int[] weights = across.weights(x);
            int start = across.first(x) * channels;
            for (int channel = 0; channel < channels; channel++) {
                int sum = 1 << (ResizeKernel.PRECISION - 1);
                for (int k = 0, at = start + channel; k < weights.length; k++, at += channels) {
                    sum += weights[k] * (row[at] & 0xFF);
                }
                out[x * channels + channel] = (byte) ResizeKernel.rounded(sum);
            }
        }
        return out;
    }
}
