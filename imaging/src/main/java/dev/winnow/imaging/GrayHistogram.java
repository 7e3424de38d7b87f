package dev.winnow.imaging;

/**
 * How often each gray value occurs in a picture. Sums are exact integers up to the last division, so that results are the
 * same on every machine.
 */
record GrayHistogram(int[] counts) {

    double mean() {
        return (double) sum() / pixels();
    }

    double standardDeviation() {
        long squares = 0;
        for (int value = 0; value < counts.length; value++) {
            squares += (long) value * value * counts[value];
        }
        double pixels = pixels();
        double mean = sum() / pixels;
        return Math.sqrt(Math.max(0, squares / pixels - mean * mean));
    }

    /** Shannon entropy in bits: 0 for one gray value, 8 for all values alike often. */
    double entropy() {
        double pixels = pixels();
        double sum = 0;
        for (int count : counts) {
            if (count > 0) {
                sum += count * StrictMath.log(count / pixels);
            }
        }
        return Math.max(0, -sum / pixels / StrictMath.log(2));
    }

    /** Share of the pixels between two gray values, both included. */
    double share(int from, int to) {
        long inside = 0;
        for (int value = from; value <= to; value++) {
            inside += counts[value];
        }
        return (double) inside / pixels();
    }

    /** The brightest gray value less the darkest. */
    int range() {
        int darkest = 0;
        while (counts[darkest] == 0) {
            darkest++;
        }
        int brightest = counts.length - 1;
        while (counts[brightest] == 0) {
            brightest--;
        }
        return brightest - darkest;
    }

    private long pixels() {
        long pixels = 0;
        for (int count : counts) {
            pixels += count;
        }
        return pixels;
    }

    private long sum() {
        long sum = 0;
        for (int value = 0; value < counts.length; value++) {
            sum += (long) value * counts[value];
        }
        return sum;
    }
}
