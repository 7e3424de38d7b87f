package dev.winnow.imaging;

import dev.winnow.dataset.augment.Color;
import org.opencv.core.CvType;
import org.opencv.core.Mat;

/**
 * A picture with transparency laid on one colour, as its hashes and thumbnails see it. The colour is white where the visible part is
 * dark, and black where it is bright: icons whose shape lies in alpha alone differ by that shape. No rule without a step would do,
 * because one that follows the picture continuously gives some picture its own gray as background.
 */
public final class Composite {
    private static final int BLACK = 0;
    private static final int WHITE = 255;

    private Composite() {}

    /**
     * @return a new Mat of type CV_8UC3 for the caller to release, or null where the colours as they are stand for the picture: all
     *     pixels are opaque, or nothing of them can be seen
     */
    static Mat of(Picture picture) {
        if (picture.alpha() == null) {
            return null;
        }
        int width = picture.width();
        byte[] bgr = new byte[3 * width];
        byte[] alpha = new byte[width];
        long visible = 0;
        long bright = 0;
        for (int y = 0; y < picture.height(); y++) {
            picture.bgr().get(y, 0, bgr);
            picture.alpha().get(y, 0, alpha);
            for (int x = 0, at = 0; x < width; x++, at += 3) {
                int a = alpha[x] & 0xFF;
                visible += a;
                bright += (long) a * PixelPass.gray(bgr[at] & 0xFF, bgr[at + 1] & 0xFF, bgr[at + 2] & 0xFF);
            }
        }
        if (visible == 0) {
            return null;
        }
        return on(picture, Color.gray(2 * bright < 255 * visible ? WHITE : BLACK));
    }

    /**
     * The picture on a colour of the caller's choice.
     *
     * @param picture with alpha
     * @return a new Mat of type CV_8UC3 for the caller to release
     */
    public static Mat on(Picture picture, Color background) {
        int[] behind = {background.blue(), background.green(), background.red()};
        byte[] bgr = new byte[3 * picture.width()];
        byte[] alpha = new byte[picture.width()];
        Mat composite = new Mat(picture.height(), picture.width(), CvType.CV_8UC3);
        for (int y = 0; y < picture.height(); y++) {
            picture.bgr().get(y, 0, bgr);
            picture.alpha().get(y, 0, alpha);
            for (int i = 0; i < bgr.length; i++) {
                int a = alpha[i / 3] & 0xFF;
                bgr[i] = (byte) (((bgr[i] & 0xFF) * a + behind[i % 3] * (255 - a) + 127) / 255);
            }
            composite.put(y, 0, bgr);
        }
        return composite;
    }
}
