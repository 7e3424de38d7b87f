package dev.winnow.imaging.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.imaging.PictureDecoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.Size;
import org.opencv.imgproc.Imgproc;

/** Against OpenCV, value by value. */
class AreaScaleTest {
    /** OpenCV fuses multiplication and addition where the processor's baseline has that. */
    private static final int TOLERANCE = System.getProperty("os.arch").equals("amd64") ? 0 : 1;

    private final AreaScale scale = new AreaScale();

    @BeforeAll
    static void loadOpenCv() {
        new PictureDecoder();
    }

    @ParameterizedTest
    @CsvSource({
        "600, 450, 512, 384",
        "513, 400, 512, 399",
        "640, 480, 512, 384",
        "1024, 768, 512, 384", // blocks of two by two
        "1536, 1024, 512, 341",
        "1536, 1536, 512, 512", // blocks of three by three
        "2048, 512, 512, 128", // blocks of four by four
        "1024, 3, 512, 2",
        "700, 1, 512, 1",
        "1, 700, 1, 512",
        "3000, 2, 512, 1",
        "1333, 750, 512, 288",
        "517, 4001, 66, 512"
    })
    void givesWhatOpenCvGives(int width, int height, int newWidth, int newHeight) {
        short[][] gray = drawn(width, height);
        for (int run = 0; run < 2; run++) { // the second in memory that another picture has used
            List<short[]> scaled = scaled(gray, newWidth, newHeight, y -> true);

            short[][] expected = byOpenCv(gray, newWidth, newHeight);
            assertThat(scaled).hasSize(newHeight);
            for (int y = 0; y < newHeight; y++) {
                for (int x = 0; x < newWidth; x++) {
                    assertThat(Math.abs(scaled.get(y)[x] - expected[y][x]))
                            .as("at %d, %d", x, y)
                            .isLessThanOrEqualTo(TOLERANCE);
                }
            }
            scaled(drawn(900, 20), 512, 11, y -> true);
        }
    }

    @ParameterizedTest
    @CsvSource({"640, 480, 512, 384, 3", "1024, 768, 512, 384, 5", "4000, 300, 512, 38, 2"})
    void rowsAreTheSameWhicheverOthersAreWanted(int width, int height, int newWidth, int newHeight, int every) {
        short[][] gray = drawn(width, height);
        List<short[]> all = scaled(gray, newWidth, newHeight, y -> true);

        List<short[]> some = scaled(gray, newWidth, newHeight, y -> y % every == 1);

        for (int i = 0; i < some.size(); i++) {
            assertThat(some.get(i)).isEqualTo(all.get(i * every + 1));
        }
        assertThat(some).hasSize((newHeight + every - 2) / every);
    }

    private List<short[]> scaled(short[][] gray, int newWidth, int newHeight, IntPredicate wanted) {
        List<short[]> rows = new ArrayList<>();
        scale.start(gray[0].length - 1, gray.length, newWidth, newHeight);
        for (short[] row : gray) {
            scale.add(row, 1, new AreaScale.Target() {
                @Override
                public boolean wants(int y) {
                    return wanted.test(y);
                }

                @Override
                public void row(int y, short[] values) {
                    assertThat(wanted.test(y)).isTrue();
                    rows.add(Arrays.copyOf(values, newWidth));
                }
            });
        }
        return rows;
    }

    /** Areas and noise; each row has one value before its first, to be passed over. */
    private static short[][] drawn(int width, int height) {
        SplittableRandom random = new SplittableRandom(width * 5_000L + height);
        short[][] gray = new short[height][width + 1];
        for (short[] row : gray) {
            int base = random.nextInt(256);
            for (int x = 0; x <= width; x++) {
                base = random.nextInt(10) == 0 ? random.nextInt(256) : base;
                row[x] = (short) Math.min(255, base + random.nextInt(4));
            }
        }
        return gray;
    }

    private static short[][] byOpenCv(short[][] gray, int newWidth, int newHeight) {
        int width = gray[0].length - 1;
        Mat whole = new Mat(gray.length, width, CvType.CV_8UC1);
        Mat small = new Mat();
        try {
            byte[] line = new byte[width];
            for (int y = 0; y < gray.length; y++) {
                for (int x = 0; x < width; x++) {
                    line[x] = (byte) gray[y][x + 1];
                }
                whole.put(y, 0, line);
            }
            Imgproc.resize(whole, small, new Size(newWidth, newHeight), 0, 0, Imgproc.INTER_AREA);
            short[][] values = new short[newHeight][newWidth];
            byte[] row = new byte[newWidth];
            for (int y = 0; y < newHeight; y++) {
                small.get(y, 0, row);
                for (int x = 0; x < newWidth; x++) {
                    values[y][x] = (short) (row[x] & 0xFF);
                }
            }
            return values;
        } finally {
            whole.release();
            small.release();
        }
    }
}
