package dev.winnow.imaging;

import java.util.SplittableRandom;
import org.opencv.core.Core;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.Rect;
import org.opencv.core.Size;
import org.opencv.imgproc.Imgproc;

/** What can be wrong with a photograph, done to a good one: more or less of it, by the number of the photograph. */
enum Variant {
    DARK {
        @Override
        Mat draw(Mat photo, int number) {
            return scaled(photo, 0.05 + 0.03 * (number % 16), 0);
        }
    },
    LIGHT {
        @Override
        Mat draw(Mat photo, int number) {
            double floor = 186 + 4 * (number % 18);
            return scaled(photo, (255 - floor) / 255, floor);
        }
    },
    BLURRED {
        @Override
        Mat draw(Mat photo, int number) {
            Mat blurred = new Mat();
            Imgproc.GaussianBlur(photo, blurred, new Size(0, 0), 1 + number % 20);
            return blurred;
        }
    },
    CROPPED {
        @Override
        Mat draw(Mat photo, int number) {
            int part = 2 + number % 5;
            boolean wide = number % 2 == 0;
            int width = Math.max(1, wide ? photo.cols() : photo.cols() / part);
            int height = Math.max(1, wide ? photo.rows() / part : photo.rows());
            Mat window =
                    new Mat(photo, new Rect((photo.cols() - width) / 2, (photo.rows() - height) / 2, width, height));
            Mat cropped = window.clone();
            window.release();
            return cropped;
        }
    },
    NOISY {
        @Override
        Mat draw(Mat photo, int number) {
            int strength = 8 + 8 * (number % 12);
            byte[] pixels = new byte[(int) (photo.total() * 3)];
            photo.get(0, 0, pixels);
            SplittableRandom random = new SplittableRandom(number);
            for (int i = 0; i < pixels.length; i++) {
                // The sum of three even draws is near enough to a bell curve, and the same on every machine.
                int noise = random.nextInt(2 * strength + 1)
                        + random.nextInt(2 * strength + 1)
                        + random.nextInt(2 * strength + 1)
                        - 3 * strength;
                pixels[i] = (byte) Math.max(0, Math.min(255, (pixels[i] & 0xFF) + noise));
            }
            Mat noisy = new Mat(photo.rows(), photo.cols(), CvType.CV_8UC3);
            noisy.put(0, 0, pixels);
            return noisy;
        }
    };

    /** @return a new Mat */
    abstract Mat draw(Mat photo, int number);

    private static Mat scaled(Mat photo, double factor, double offset) {
        Mat scaled = new Mat();
        Core.convertScaleAbs(photo, scaled, factor, offset);
        return scaled;
    }

    String fileName(String photo) {
        return photo.substring(0, photo.lastIndexOf('.')) + "." + name().toLowerCase(java.util.Locale.ROOT) + ".png";
    }
}
