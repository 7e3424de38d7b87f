package dev.winnow.dataset.annotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

/** Run lengths, outlines, areas and boxes of masks are pycocotools'. */
class MasksLikePycocotoolsTest {

    @Test
    void masksHaveTheSameRunsStringAreaAndBox() throws MalformedRunLengthsException {
        JsonNode masks = LabelData.golden("rle.json").get("masks");
        for (JsonNode mask : masks) {
            int height = mask.get("size").get(0).intValue();
            int width = mask.get("size").get(1).intValue();
            boolean[] pixels = new boolean[width * height];
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    pixels[y * width + x] = mask.get("rows").get(y).textValue().charAt(x) == '1';
                }
            }
            String name = mask.get("name").textValue();
            RunLengths runs = RunLengths.ofRows(width, height, pixels);
            assertThat(runs.toArray()).as(name).isEqualTo(LabelData.ints(mask.get("counts")));
            assertThat(runs.compress()).as(name).isEqualTo(mask.get("string").textValue());
            assertThat(runs.area()).as(name).isEqualTo(mask.get("area").longValue());
            assertThat(runs.bounds()).as(name).isEqualTo(LabelData.box(mask.get("bbox")));
            assertThat(runs.toRows()).as(name).isEqualTo(pixels);
            assertThat(RunLengths.decompress(width, height, runs.compress()))
                    .as(name)
                    .isEqualTo(runs);
        }
        assertThat(masks).isNotEmpty();
    }

    @Test
    void numbersAreWrittenAndReadAlike() throws MalformedRunLengthsException {
        for (JsonNode mask : LabelData.golden("rle.json").get("numbers")) {
            int[] runs = LabelData.ints(mask.get("counts"));
            int height = mask.get("size").get(0).intValue();
            String text = mask.get("string").textValue();
            assertThat(RunLengths.of(1, height, runs).compress()).isEqualTo(text);
            assertThat(RunLengths.decompress(1, height, text).toArray()).isEqualTo(runs);
        }
    }

    @Test
    void runsOfLengthZeroConfuseNeitherAreaNorBox() {
        for (JsonNode mask : LabelData.golden("rle.json").get("zeroRuns")) {
            RunLengths runs = RunLengths.of(2, 2, LabelData.ints(mask.get("counts")));
            assertThat(runs.area()).isEqualTo(mask.get("area").longValue());
            assertThat(runs.bounds()).isEqualTo(LabelData.box(mask.get("bbox")));
            assertThat(RunLengths.ofRows(2, 2, runs.toRows()).toArray())
                    .isEqualTo(LabelData.ints(mask.get("canonicalCounts")));
        }
    }

    @Test
    void whatIsNoMaskIsRefused() {
        int refused = 0;
        for (JsonNode mask : LabelData.golden("rle.json").get("invalid")) {
            if (mask.has("string")) {
                assertThat(isSound(mask.get("string").textValue()))
                        .as(mask.get("why").textValue())
                        .isFalse();
                refused++;
            }
        }
        assertThat(refused).isEqualTo(5);
        assertThat(RunLengths.of(2, 2, 1, -1, 4).isSound()).isFalse();
        assertThat(RunLengths.of(4, 0, 4).isSound()).isFalse();
    }

    private static boolean isSound(String text) {
        try {
            return RunLengths.decompress(2, 2, text).isSound();
        } catch (MalformedRunLengthsException e) {
            return false;
        }
    }

    @Test
    void largeMasksKeepTheirArea() {
        for (JsonNode mask : LabelData.golden("rle.json").get("large")) {
            int height = mask.get("size").get(0).intValue();
            int width = mask.get("size").get(1).intValue();
            int[] r = LabelData.ints(mask.get("rectangle"));
            Ring outline = Ring.of(r[0], r[1], r[0] + r[2], r[1], r[0] + r[2], r[1] + r[3], r[0], r[1] + r[3]);
            RunLengths runs = PolygonFill.fill(outline, width, height);
            assertThat(runs.area()).isEqualTo(mask.get("area").longValue());
            assertThat(runs.size()).isEqualTo(mask.get("runs").intValue());
            assertThat(runs.compress()).hasSize(mask.get("stringLength").intValue());
            assertThat(runs.bounds()).isEqualTo(new Shape.Box(r[0], r[1], r[2], r[3]));
        }
    }

    @Test
    void outlinesAreFilledAlike() {
        JsonNode outlines = LabelData.golden("polygons.json");
        for (JsonNode outline : outlines) {
            String name = outline.get("name").textValue();
            Shape.Polygon polygon = LabelData.polygon(outline.get("polygons"));
            RunLengths runs = PolygonFill.fill(
                    polygon,
                    outline.get("size").get(1).intValue(),
                    outline.get("size").get(0).intValue());
            assertThat(runs.compress()).as(name).isEqualTo(outline.get("string").textValue());
            assertThat(runs.area()).as(name).isEqualTo(outline.get("area").longValue());
            assertThat(runs.bounds()).as(name).isEqualTo(LabelData.box(outline.get("bbox")));
            assertThat(polygon.area())
                    .as(name)
                    .isCloseTo(outline.get("shoelace").doubleValue(), within(5e-7)); // given with six decimals
        }
        assertThat(outlines).hasSize(63);
    }

    @Test
    void outlinesThatCrossThemselvesAreFound() {
        for (JsonNode outline : LabelData.golden("polygons.json")) {
            Shape.Polygon polygon = LabelData.polygon(outline.get("polygons"));
            Ring ring = polygon.parts().get(0);
            if (polygon.parts().size() == 1 && ring.area() > 0) {
                boolean crosses = Crossings.crossesItself(Repeats.removed(ring));
                assertThat(!crosses)
                        .as(outline.get("name").textValue())
                        .isEqualTo(outline.get("simple").booleanValue());
            }
        }
    }

    @Test
    void boundariesAreMeasuredAlike() {
        JsonNode disc = LabelData.golden("areas.json").get("shapes").get(0);
        int side = 100;
        boolean[] pixels = new boolean[side * side];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = Math.pow(i % side - 50, 2) + Math.pow(i / side - 50, 2) <= 400;
        }
        RunLengths mask = RunLengths.ofRows(side, side, pixels);
        BoundaryComplexity boundary = BoundaryComplexity.of(mask);
        assertThat(mask.area()).isEqualTo(disc.get("maskArea").longValue());
        assertThat(boundary.boundaryEdges()).isEqualTo(disc.get("boundaryEdges").longValue());
        assertThat(boundary.edgeRatio()).isCloseTo(disc.get("edgeRatio").doubleValue(), within(1e-9));
        assertThat(boundary.solidity()).isCloseTo(disc.get("solidity").doubleValue(), within(1e-9));
    }

    @Test
    void shapesTurnWithTheirPicture() {
        JsonNode golden = LabelData.golden("orientation.json");
        int width = golden.get("storedSize").get(0).intValue();
        int height = golden.get("storedSize").get(1).intValue();
        Shape.Box box = LabelData.box(golden.get("storedBbox"));
        Ring outline = Ring.of(LabelData.doubles(golden.get("storedPolygon")));
        RunLengths mask = PolygonFill.fill(outline, width, height);
        for (JsonNode upright : golden.get("upright")) {
            PictureSize picture = new PictureSize(
                    upright.get("uprightSize").get(0).intValue(),
                    upright.get("uprightSize").get(1).intValue(),
                    upright.get("orientation").intValue());
            Orientation orientation = Orientation.of(picture);
            assertThat(picture.storedWidth()).isEqualTo(width);
            assertThat(orientation.upright(box)).isEqualTo(LabelData.box(upright.get("bbox")));
            assertThat(orientation.upright(outline).toArray())
                    .containsExactly(LabelData.doubles(upright.get("polygon")), within(1e-9));
            assertThat(orientation.upright(mask))
                    .isEqualTo(PolygonFill.fill(orientation.upright(outline), picture.width(), picture.height()));
        }
    }
}
