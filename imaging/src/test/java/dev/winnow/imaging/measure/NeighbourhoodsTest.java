package dev.winnow.imaging.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against the definitions, pixel by pixel. */
class NeighbourhoodsTest {
    private final Neighbourhoods measured = new Neighbourhoods();

    @ParameterizedTest
    @CsvSource({
        "1, 1, 8",
        "2, 2, 8",
        "3, 3, 8",
        "8, 8, 8",
        "9, 8, 8",
        "1, 40, 8",
        "40, 1, 8",
        "2, 41, 16",
        "31, 33, 8",
        "64, 48, 16",
        "100, 24, 24",
        "17, 25, 8",
        "130, 7, 8"
    })
    void bandsGiveWhatTheWholePictureGives(int width, int height, int bandRows) {
        SplittableRandom random = new SplittableRandom(width * 1000L + height);
        int[][] gray = new int[height][width];
        for (int[] row : gray) {
            for (int x = 0; x < width; x++) {
                row[x] = random.nextInt(8) == 0 ? random.nextInt(256) : 90 + random.nextInt(20);
            }
        }
        for (int run = 0; run < 2; run++) { // the second in memory that the first has used
            feed(gray, bandRows);

            assertThat(measured.laplacianVariance()).isCloseTo(laplacianVariance(gray, y -> true), within(1e-6));
            assertThat(measured.tenengrad()).isCloseTo(tenengrad(gray, y -> true), within(1e-6));
            assertThat(measured.noiseSigma()).isCloseTo(noiseSigma(gray, y -> true), within(1e-9));
            assertThat(measured.hotPixels()).isEqualTo(defective(gray, y -> true, 1));
            assertThat(measured.deadPixels()).isEqualTo(defective(gray, y -> true, -1));
            assertThat(measured.blockiness()).isCloseTo(blockiness(gray, y -> true), within(1e-9));
            feed(new int[][] {{255, 0, 255}, {0, 255, 0}}, 8);
        }
    }

    @ParameterizedTest
    @CsvSource({"40, 64, 16, 2", "31, 100, 8, 3", "9, 56, 24, 2", "64, 43, 8, 1"})
    void bandsBetweenOthersGiveWhatTheirInnerRowsGive(int width, int height, int bandRows, int every) {
        SplittableRandom random = new SplittableRandom(width * 31L + height);
        int[][] gray = new int[height][width];
        for (int[] row : gray) {
            for (int x = 0; x < width; x++) {
                row[x] = random.nextInt(8) == 0 ? random.nextInt(256) : 90 + random.nextInt(20);
            }
        }
        IntPredicate inner = y -> {
            int top = y / bandRows * bandRows;
            int last = Math.min(height, top + bandRows) - 1;
            return y / bandRows % every == every / 2 && y > top && y < last;
        };

        measured.start(width, height, bandRows, true);
        for (int top = 0; top < height; top += bandRows) {
            int rows = Math.min(bandRows, height - top);
            if (top / bandRows % every == every / 2 && rows >= 3) {
                for (int y = 0; y < rows; y++) {
                    for (int x = 0; x < width; x++) {
                        measured.rows()[measured.offset(y) + x] = (short) gray[top + y][x];
                    }
                }
                measured.addAlone(top, rows);
            }
        }

        assertThat(measured.laplacianVariance()).isCloseTo(laplacianVariance(gray, inner), within(1e-6));
        assertThat(measured.tenengrad()).isCloseTo(tenengrad(gray, inner), within(1e-6));
        assertThat(measured.noiseSigma()).isCloseTo(noiseSigma(gray, inner), within(1e-9));
        assertThat(measured.hotPixels()).isEqualTo(defective(gray, inner, 1));
        assertThat(measured.deadPixels()).isEqualTo(defective(gray, inner, -1));
        assertThat(measured.blockiness()).isCloseTo(blockiness(gray, inner), within(1e-9));
    }

    private static int[] rows(int[][] gray, IntPredicate which) {
        return IntStream.range(0, gray.length).filter(which).toArray();
    }

    private void feed(int[][] gray, int bandRows) {
        int width = gray[0].length;
        measured.start(width, gray.length, bandRows, false);
        for (int top = 0; top < gray.length; top += bandRows) {
            int rows = Math.min(bandRows, gray.length - top);
            for (int y = 0; y < rows; y++) {
                for (int x = 0; x < width; x++) {
                    measured.rows()[measured.offset(y) + x] = (short) gray[top + y][x];
                }
            }
            measured.add(rows);
        }
    }

    /** Mirrored at the border pixel, which is not repeated. */
    private static int at(int[][] gray, int x, int y) {
        return gray[mirrored(y, gray.length)][mirrored(x, gray[0].length)];
    }

    private static int mirrored(int i, int length) {
        if (length == 1) {
            return 0;
        }
        return i < 0 ? -i : i >= length ? 2 * length - 2 - i : i;
    }

    private static double laplacianVariance(int[][] gray, IntPredicate rows) {
        double sum = 0;
        double squares = 0;
        for (int y : rows(gray, rows)) {
            for (int x = 0; x < gray[0].length; x++) {
                double value = at(gray, x - 1, y)
                        + at(gray, x + 1, y)
                        + at(gray, x, y - 1)
                        + at(gray, x, y + 1)
                        - 4 * at(gray, x, y);
                sum += value;
                squares += value * value;
            }
        }
        double pixels = rows(gray, rows).length * gray[0].length;
        return squares / pixels - sum / pixels * (sum / pixels);
    }

    private static double tenengrad(int[][] gray, IntPredicate rows) {
        double squares = 0;
        for (int y : rows(gray, rows)) {
            for (int x = 0; x < gray[0].length; x++) {
                double gx = 0;
                double gy = 0;
                for (int i = -1; i <= 1; i++) {
                    gx += (2 - Math.abs(i)) * (at(gray, x + 1, y + i) - at(gray, x - 1, y + i));
                    gy += (2 - Math.abs(i)) * (at(gray, x + i, y + 1) - at(gray, x + i, y - 1));
                }
                squares += gx * gx + gy * gy;
            }
        }
        return squares / (rows(gray, rows).length * gray[0].length);
    }

    private static double noiseSigma(int[][] gray, IntPredicate rows) {
        int width = gray[0].length;
        int height = gray.length;
        if (width < 3 || height < 3) {
            return 0;
        }
        int[] mask = {1, -2, 1};
        double sum = 0;
        int[] inner = rows(gray, y -> y > 0 && y < height - 1 && rows.test(y));
        for (int y : inner) {
            for (int x = 1; x < width - 1; x++) {
                int response = 0;
                for (int j = 0; j < 3; j++) {
                    for (int i = 0; i < 3; i++) {
                        response += mask[j] * mask[i] * gray[y + j - 1][x + i - 1];
                    }
                }
                sum += Math.abs(response);
            }
        }
        return Math.sqrt(Math.PI / 2) * sum / (6.0 * (width - 2) * inner.length);
    }

    private static double defective(int[][] gray, IntPredicate rows, int sign) {
        int found = 0;
        for (int y : rows(gray, y -> y > 0 && y < gray.length - 1 && rows.test(y))) {
            for (int x = 1; x < gray[0].length - 1; x++) {
                int least = Integer.MAX_VALUE;
                for (int j = -1; j <= 1; j++) {
                    for (int i = -1; i <= 1; i++) {
                        if (i != 0 || j != 0) {
                            least = Math.min(least, sign * (gray[y][x] - gray[y + j][x + i]));
                        }
                    }
                }
                found += least >= 64 ? 1 : 0;
            }
        }
        return found / (double) (rows(gray, rows).length * gray[0].length);
    }

    private static double blockiness(int[][] gray, IntPredicate rows) {
        double[] sums = new double[2];
        int[] counts = new int[2];
        for (int y : rows(gray, rows)) {
            for (int x = 0; x < gray[0].length; x++) {
                if (x > 0) {
                    int where = x % 8 == 0 ? 0 : 1;
                    sums[where] += Math.abs(gray[y][x] - gray[y][x - 1]);
                    counts[where]++;
                }
                if (y > 0) {
                    int where = y % 8 == 0 ? 0 : 1;
                    sums[where] += Math.abs(gray[y][x] - gray[y - 1][x]);
                    counts[where]++;
                }
            }
        }
        return counts[0] == 0 ? 1 : (sums[0] / counts[0] + 0.25) / (sums[1] / counts[1] + 0.25);
    }
}
