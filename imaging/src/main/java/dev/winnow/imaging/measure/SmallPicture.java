package dev.winnow.imaging.measure;

/** The sharpness of a picture of at most 64 pixels on its longer side, as CleanVision takes it. */
public final class SmallPicture {
    /** Longer side of the picture that {@link #of} is given. */
    public static final int SIDE = 64;

    private static final double SCALE = 0.01;
    private static final double LEAST_SPREAD_SCORE = 0.18;

    private final double edgeDeviation;
    private final double histogramDeviation;

    private SmallPicture(double edgeDeviation, double histogramDeviation) {
        this.edgeDeviation = edgeDeviation;
        this.histogramDeviation = histogramDeviation;
    }

    /**
     * A side of the small picture.
     *
     * @param longer side of the whole picture, more than {@link #SIDE}
     */
    public static int scaled(int side, int longer) {
        // Python's floor division of floating-point numbers: the remainder is exact, the quotient follows from it.
        double ratio = (double) longer / SIDE;
        double quotient = (side - side % ratio) / ratio;
        double floor = Math.floor(quotient);
        return Math.max(1, (int) (quotient - floor > 0.5 ? floor + 1 : floor));
    }

    /** @param gray by row, then by column */
    public static SmallPicture of(int[][] gray) {
        return new SmallPicture(edgeDeviation(gray), histogramDeviation(gray));
    }

    /** Of Pillow's FIND_EDGES, which leaves the outermost pixels as they are. */
    private static double edgeDeviation(int[][] gray) {
        int height = gray.length;
        int width = gray[0].length;
        long sum = 0;
        long squares = 0;
        for (int y = 0; y < height; y++) {
            boolean outermostRow = y == 0 || y == height - 1;
            for (int x = 0; x < width; x++) {
                int edge = outermostRow || x == 0 || x == width - 1 ? gray[y][x] : edge(gray, x, y);
                sum += edge;
                squares += edge * edge;
            }
        }
        double pixels = width * height;
        return Math.sqrt(Math.max(0, (squares - (double) sum * sum / pixels) / pixels));
    }

    private static int edge(int[][] gray, int x, int y) {
        int[] above = gray[y - 1];
        int[] row = gray[y];
        int[] below = gray[y + 1];
        int around = above[x - 1]
                + above[x]
                + above[x + 1]
                + row[x - 1]
                + row[x + 1]
                + below[x - 1]
                + below[x]
                + below[x + 1];
        return Math.max(0, Math.min(255, 8 * row[x] - around));
    }

    private static double histogramDeviation(int[][] gray) {
        int[] counts = new int[256];
        for (int[] row : gray) {
            for (int value : row) {
                counts[value]++;
            }
        }
        double mean = gray.length * gray[0].length / 256.0;
        double squares = 0;
        for (int count : counts) {
            squares += (count - mean) * (count - mean);
        }
        return Math.sqrt(squares / 256);
    }

    public double edgeDeviation() {
        return edgeDeviation;
    }

    /** Standard deviation of the counts of the gray histogram. */
    public double histogramDeviation() {
        return histogramDeviation;
    }

    /** 0 for a blurred picture of many grays to 1. */
    public double sharpnessScore() {
        double edges = 1 - StrictMath.exp(-SCALE * edgeDeviation);
        double spread = 1 - StrictMath.exp(-SCALE * histogramDeviation);
        return Math.min(1, edges + (spread <= LEAST_SPREAD_SCORE ? 0 : spread));
    }
}
