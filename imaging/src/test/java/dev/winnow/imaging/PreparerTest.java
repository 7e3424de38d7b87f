package dev.winnow.imaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.spec.Augmentation;
import dev.winnow.dataset.spec.Preprocessing;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreparerTest {
    private static final ContentHash CONTENT = ContentHash.of(new byte[] {1, 2, 3});
    private static final Augmentation NONE = new Augmentation(0, 0, 0, 0, 0, 0, 0);

    private final Preparer preparer = new Preparer();

    @Test
    void preparingTwiceGivesTheSameBytes() {
        Augmentation three = new Augmentation(3, 0.5, 15, 0.2, 0.2, 0.2, 0.05);
        try (Picture picture = Drawn.scene(500, 375, 5)) {
            List<Rendered> once = preparer.prepare(picture, CONTENT, Preprocessing.defaults(), three);
            List<Rendered> again = new Preparer().prepare(picture, CONTENT, Preprocessing.defaults(), three);

            assertThat(once).hasSize(4);
            for (int copy = 0; copy < 4; copy++) {
                assertThat(again.get(copy).jpeg()).isEqualTo(once.get(copy).jpeg());
                assertThat(again.get(copy).plan()).isEqualTo(once.get(copy).plan());
                assertThat(once.get(copy).copy()).isEqualTo(copy);
            }
            assertThat(once).extracting(Rendered::plan).doesNotHaveDuplicates();
        }
    }

    @ParameterizedTest
    @CsvSource({"400, 200, 0, 56", "200, 400, 56, 0", "50, 25, 0, 56", "300, 300, 0, 0"})
    void aPictureIsScaledToFitAndCentredInTheFill(int width, int height, int left, int top) {
        try (Picture white = Drawn.uniform(width, height, 0xFFFFFF);
                Picture prepared = decoded(preparer.prepare(white, CONTENT, new Preprocessing(224, 0, 100), NONE)
                        .get(0))) {
            assertThat(prepared.width()).isEqualTo(224);
            assertThat(prepared.height()).isEqualTo(224);
            for (int x = 0; x < 224; x += 7) {
                for (int y = 0; y < 224; y += 7) {
                    boolean inside = x >= left && x < 224 - left && y >= top && y < 224 - top;
                    assertThat(Drawn.rgb(prepared, x, y) & 0xFF).isCloseTo(inside ? 255 : 0, within(3));
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"300, 300", "500, 375", "1023, 767", "2001, 1499"})
    void contentsKeepTheirPlaceWhateverTheScale(int width, int height) {
        // Red in the left 40 % and the upper 70 %, measured at the edge between red and black.
        try (Picture picture =
                        Drawn.picture(width, height, (x, y) -> x < 0.4 * width && y < 0.7 * height ? 0xFF0000 : 0);
                Picture prepared = decoded(preparer.prepare(picture, CONTENT, new Preprocessing(224, 0, 100), NONE)
                        .get(0))) {
            int shown = (int) Math.round(224.0 * height / width);
            int top = (224 - shown) / 2;
            double redColumns = 0;
            double redRows = 0;
            for (int i = 0; i < 224; i++) {
                redColumns += (Drawn.rgb(prepared, i, top + shown / 4) >> 16) / 254.0;
                redRows += (Drawn.rgb(prepared, 40, i) >> 16) / 254.0;
            }
            assertThat(redColumns).isCloseTo(0.4 * 224, within(1.5));
            assertThat(redRows).isCloseTo(0.7 * shown, within(1.5));
        }
    }

    @Test
    void aFlipSwapsLeftAndRight() {
        Augmentation flip = new Augmentation(1, 1, 0, 0, 0, 0, 0);
        try (Picture leftRed = Drawn.picture(400, 300, (x, y) -> x < 200 ? 0xFF0000 : 0x0000FF);
                Picture flipped = decoded(preparer.prepare(leftRed, CONTENT, Preprocessing.defaults(), flip)
                        .get(1))) {
            assertThat(Drawn.rgb(flipped, 40, 112) & 0xFF).isGreaterThan(240);
            assertThat(Drawn.rgb(flipped, 184, 112) >> 16).isGreaterThan(240);
        }
    }

    @Test
    void aPlanThatChangesNothingGivesTheStandardisedPicture() {
        Augmentation idle = new Augmentation(1, 0, 0, 0, 0, 0, 0);
        try (Picture picture = Drawn.scene(333, 222, 9)) {
            List<Rendered> rendered = preparer.prepare(picture, CONTENT, Preprocessing.defaults(), idle);

            assertThat(rendered.get(1).jpeg()).isEqualTo(rendered.get(0).jpeg());
        }
    }

    @Test
    void rotatedCornersShowTheFill() {
        Augmentation rotate = new Augmentation(8, 0, 45, 0, 0, 0, 0);
        try (Picture white = Drawn.uniform(300, 300, 0xFFFFFF)) {
            boolean anyCorner = false;
            for (Rendered rendered : preparer.prepare(white, CONTENT, new Preprocessing(224, 0, 95), rotate)) {
                try (Picture picture = decoded(rendered)) {
                    assertThat(Drawn.rgb(picture, 112, 112) & 0xFF).isGreaterThan(250);
                    anyCorner |= (Drawn.rgb(picture, 1, 1) & 0xFF) < 5;
                }
            }
            assertThat(anyCorner).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 3000", "3000, 1"})
    void extremeShapesGiveAPicture(int width, int height) {
        try (Picture picture = Drawn.uniform(width, height, 0x808080)) {
            assertThat(preparer.prepare(picture, CONTENT, Preprocessing.defaults(), Augmentation.defaults()))
                    .hasSize(2)
                    .allSatisfy(rendered -> decoded(rendered).close());
        }
    }

    private static Picture decoded(Rendered rendered) {
        return new PictureDecoder().decodeVetted(rendered.jpeg());
    }
}
