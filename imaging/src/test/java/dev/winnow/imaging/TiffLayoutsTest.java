package dev.winnow.imaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.dataset.spec.Limits;
import dev.winnow.imaging.DrawnLayouts.Layout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every layout of TIFF samples is read right, or refused as one that is not read; a whole file is never called broken. */
class TiffLayoutsTest {
    private final PictureDecoder decoder = new PictureDecoder();

    @Test
    void everyLayoutIsReadRightOrRefused() {
        List<String> wrong = new ArrayList<>();
        int read = 0;
        for (Layout layout : DrawnLayouts.all()) {
            String found = fault(layout);
            if (found == null) {
                read++;
            } else if (!found.startsWith("UNSUPPORTED")) {
                wrong.add(layout + ": " + found);
            }
        }

        assertThat(wrong).isEmpty();
        assertThat(read).isGreaterThan(150);
    }

    /** Null where the picture is right. */
    private String fault(Layout layout) {
        Decoded decoded = decoder.decode(layout.file(), "a.tif", Limits.defaults());
        if (decoded instanceof Decoded.Refused refused) {
            return refused.rejection().reason() + " " + refused.rejection().detail();
        }
        try (Picture picture = ((Decoded.Image) decoded).picture()) {
            byte[] alpha = new byte[DrawnLayouts.WIDTH * DrawnLayouts.HEIGHT];
            if (picture.alpha() == null) {
                java.util.Arrays.fill(alpha, (byte) 255);
            } else {
                picture.alpha().get(0, 0, alpha);
            }
            for (int y = 0; y < DrawnLayouts.HEIGHT; y++) {
                for (int x = 0; x < DrawnLayouts.WIDTH; x++) {
                    int found = Drawn.rgb(picture, x, y);
                    if (found != layout.rgb(x, y)) {
                        return String.format("%06x at %d, %d instead of %06x", found, x, y, layout.rgb(x, y));
                    }
                    if ((alpha[y * DrawnLayouts.WIDTH + x] & 0xFF) != layout.alpha(x, y)) {
                        return "alpha " + (alpha[y * DrawnLayouts.WIDTH + x] & 0xFF) + " at " + x + ", " + y;
                    }
                }
            }
        }
        return null;
    }
}
