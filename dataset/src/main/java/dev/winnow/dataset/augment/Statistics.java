package dev.winnow.dataset.augment;

/**
 * What some transforms must know of a picture before they can change it.
 *
 * @param counts of pixels by channel (red, green, blue) and value
 * @param meanCutGray mean of torchvision's gray values {@code floor(0.2989 R + 0.587 G + 0.114 B)}, 0 to 255
 * @param meanGray mean of OpenCV's gray values {@code round(0.299 R + 0.587 G + 0.114 B)}, 0 to 255
 */
public record Statistics(long[][] counts, double meanCutGray, double meanGray) {
    public Statistics {
        if (counts.length != 3 || counts[0].length != Table.SIZE) {
            throw new IllegalArgumentException("A picture's statistics have 3 channels of 256 counts");
        }
    }

    /** The mean of all values of all channels, 0 to 255. */
    public double mean() {
        long sum = 0;
        long pixels = 0;
        for (long[] channel : counts) {
            for (int v = 0; v < Table.SIZE; v++) {
                sum += v * channel[v];
                pixels += channel[v];
            }
        }
        return (double) sum / pixels;
    }
}
