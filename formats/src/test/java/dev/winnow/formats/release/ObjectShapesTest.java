package dev.winnow.formats.release;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.dataset.annotation.Annotation;
import dev.winnow.dataset.annotation.PolygonFill;
import dev.winnow.dataset.annotation.Ring;
import dev.winnow.dataset.annotation.RunLengths;
import dev.winnow.dataset.annotation.Shape;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ObjectShapesTest {

    @Test
    void theOutlineOfAMaskFillsAsTheMask() {
        Random random = new Random(18);
        for (int round = 0; round < 500; round++) {
            int width = 1 + random.nextInt(12);
            int height = 1 + random.nextInt(12);
            boolean[] pixels = new boolean[width * height];
            double share = random.nextDouble();
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = random.nextDouble() < share;
            }
            RunLengths mask = RunLengths.ofRows(width, height, pixels);
            List<Ring> rings = ObjectShapes.outlines(DrawnRelease.object("a", new Shape.Bitmap(mask)));

            if (mask.area() == 0) {
                assertThat(rings).isEmpty();
            } else {
                assertThat(PolygonFill.fill(ObjectShapes.joined(rings), width, height))
                        .as("%s as %s", mask, rings)
                        .isEqualTo(mask);
            }
        }
    }

    @Test
    void theBoxOfAnObjectIsItsOwnOrTheOneAroundItsFinestShape() {
        Shape.Box own = new Shape.Box(1, 2, 3, 4);
        Shape.Polygon outline = new Shape.Polygon(List.of(Ring.of(5, 5, 9, 5, 9, 8)));
        Annotation turned = DrawnRelease.object("a", new Shape.RotatedBox(10, 10, 4, 2, 90));

        assertThat(ObjectShapes.box(DrawnRelease.object("a", own, outline))).contains(own);
        assertThat(ObjectShapes.box(DrawnRelease.object("a", outline))).contains(new Shape.Box(5, 5, 4, 3));
        assertThat(ObjectShapes.box(turned).orElseThrow().height()).isEqualTo(4);
        assertThat(ObjectShapes.box(DrawnRelease.object("a", new Shape.Polyline(Ring.of(1, 1, 2, 2)))))
                .isEmpty();
    }

    @Test
    void aBoxIsCutAtThePicture() {
        assertThat(ObjectShapes.inside(new Shape.Box(-2, 3, 10, 10), 6, 8)).contains(new Shape.Box(0, 3, 6, 5));
        assertThat(ObjectShapes.inside(new Shape.Box(7, 3, 10, 10), 6, 8)).isEmpty();
    }
}
