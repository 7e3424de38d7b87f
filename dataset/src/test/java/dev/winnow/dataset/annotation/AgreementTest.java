package dev.winnow.dataset.annotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.winnow.dataset.annotation.Agreement.Difference;
import dev.winnow.dataset.annotation.Agreement.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class AgreementTest {
    private static final double EXACT = 1e-9;

    private static void assertSame(String name, OptionalDouble value, JsonNode golden) {
        if (golden.isNull()) {
            assertThat(value).as(name).isEmpty();
        } else {
            assertThat(value).as(name).isPresent();
            assertThat(value.getAsDouble()).as(name).isCloseTo(golden.doubleValue(), within(EXACT));
        }
    }

    private static List<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private static <T> List<List<T>> units(List<T> a, List<T> b) {
        return IntStream.range(0, a.size())
                .mapToObj(i -> List.of(a.get(i), b.get(i)))
                .toList();
    }

    private static List<double[]> numbers(List<String> a, List<String> b) {
        return units(a, b).stream()
                .map(unit -> unit.stream().mapToDouble(Double::parseDouble).toArray())
                .toList();
    }

    @Test
    void twoAnnotatorsAgreeAsScikitLearnSays() {
        for (JsonNode golden : LabelData.golden("agreement.json").get("twoRaters")) {
            String name = golden.get("name").textValue();
            List<String> a = texts(golden.get("a"));
            List<String> b = texts(golden.get("b"));
            assertSame(name, Agreement.observed(a, b), golden.get("observed"));
            assertSame(name, Agreement.cohenKappa(a, b), golden.get("cohenKappa"));
            assertSame(name, Agreement.krippendorffAlpha(units(a, b)), golden.get("krippendorffAlphaNominal"));
            if (golden.has("linearKappa")) {
                List<String> grades = List.of("1", "2", "3", "4", "5");
                assertSame(name, Agreement.weightedKappa(a, b, grades, Weights.LINEAR), golden.get("linearKappa"));
                assertSame(
                        name, Agreement.weightedKappa(a, b, grades, Weights.QUADRATIC), golden.get("quadraticKappa"));
                assertSame(
                        name,
                        Agreement.krippendorffAlpha(numbers(a, b), Difference.ORDINAL),
                        golden.get("krippendorffAlphaOrdinal"));
                assertSame(
                        name,
                        Agreement.krippendorffAlpha(numbers(a, b), Difference.INTERVAL),
                        golden.get("krippendorffAlphaInterval"));
            }
        }
    }

    @Test
    void manyAnnotatorsAgreeAsStatsmodelsSays() {
        for (JsonNode golden : LabelData.golden("agreement.json").get("tables")) {
            String name = golden.get("name").textValue();
            int[][] counts = StreamSupport.stream(golden.get("table").spliterator(), false)
                    .map(LabelData::ints)
                    .toArray(int[][]::new);
            List<List<Integer>> units = new ArrayList<>();
            for (int[] item : counts) {
                List<Integer> unit = new ArrayList<>();
                for (int category = 0; category < item.length; category++) {
                    for (int n = 0; n < item[category]; n++) {
                        unit.add(category);
                    }
                }
                units.add(unit);
            }
            assertSame(name, Agreement.fleissKappa(counts), golden.get("fleissKappa"));
            assertSame(name, Agreement.krippendorffAlpha(units), golden.get("krippendorffAlphaNominal"));
        }
    }

    @Test
    void annotatorsMayLeaveItemsOut() {
        for (JsonNode golden : LabelData.golden("agreement.json").get("krippendorff")) {
            List<double[]> units = new ArrayList<>();
            for (int unit = 0; unit < golden.get("raters").get(0).size(); unit++) {
                int item = unit;
                units.add(StreamSupport.stream(golden.get("raters").spliterator(), false)
                        .map(rater -> rater.get(item))
                        .filter(value -> !value.isNull())
                        .mapToDouble(JsonNode::doubleValue)
                        .toArray());
            }
            for (Difference difference : Difference.values()) {
                String key = difference.name().toLowerCase(java.util.Locale.ROOT);
                if (golden.has(key)) {
                    assertSame(key, Agreement.krippendorffAlpha(units, difference), golden.get(key));
                }
            }
        }
    }

    @Test
    void boxesArePairedForTheMostPairsAndThenTheGreatestOverlap() {
        JsonNode golden = LabelData.golden("agreement.json");
        for (String list : List.of("boxes", "sceneBoxes")) {
            for (JsonNode scene : golden.get(list)) {
                String name = scene.get("name").textValue();
                ObjectPairs pairs = ObjectPairs.of(boxes(scene.get("a")), boxes(scene.get("b")));
                assertThat(pairs.pairs()).as(name).hasSize(scene.get("pairs").size());
                List<String> a = new ArrayList<>();
                List<String> b = new ArrayList<>();
                for (int i = 0; i < pairs.pairs().size(); i++) {
                    ObjectPairs.Pair pair = pairs.pairs().get(i);
                    JsonNode expected = scene.get("pairs").get(i);
                    assertThat(pair.left()).as(name).isEqualTo(expected.get("a").intValue());
                    assertThat(pair.right())
                            .as(name)
                            .isEqualTo(expected.get("b").intValue());
                    assertThat(pair.iou())
                            .as(name)
                            .isCloseTo(expected.get("iou").doubleValue(), within(EXACT));
                    a.add(scene.get("a").get(pair.left()).get("class").textValue());
                    b.add(scene.get("b").get(pair.right()).get("class").textValue());
                }
                assertThat(pairs.f1())
                        .as(name)
                        .isCloseTo(scene.get("foundByBoth").doubleValue(), within(EXACT));
                assertSame(name, pairs.meanIou(), scene.get("meanIou"));
                assertSame(name, Agreement.cohenKappa(a, b), scene.get("classKappa"));
            }
        }
    }

    private static List<Shape.Box> boxes(JsonNode objects) {
        return StreamSupport.stream(objects.spliterator(), false)
                .map(object -> LabelData.box(object.get("bbox")))
                .toList();
    }

    @Test
    void shapesOverlapAsPycocotoolsAndShapelySay() {
        JsonNode golden = LabelData.golden("iou.json");
        JsonNode boxes = golden.get("boxes");
        for (int i = 0; i < boxes.get("detections").size(); i++) {
            Shape.Box detection = LabelData.box(boxes.get("detections").get(i));
            for (int j = 0; j < boxes.get("truth").size(); j++) {
                Shape.Box truth = LabelData.box(boxes.get("truth").get(j));
                assertThat(Overlap.iou(detection, truth))
                        .isCloseTo(boxes.get("iou").get(i).get(j).doubleValue(), within(EXACT));
                double crowd = j == 3 ? Overlap.inCrowd(detection, truth) : Overlap.iou(detection, truth);
                assertThat(crowd)
                        .isCloseTo(boxes.get("iouTruth3IsCrowd").get(i).get(j).doubleValue(), within(EXACT));
            }
        }
        for (JsonNode pair : golden.get("rotatedBoxes")) {
            // shapely was given corners of six decimals
            assertThat(Overlap.iou(rotated(pair.get("a")), rotated(pair.get("b"))))
                    .isCloseTo(pair.get("iou").doubleValue(), within(5e-9));
        }
    }

    private static Shape.RotatedBox rotated(JsonNode list) {
        double[] n = LabelData.doubles(list);
        return new Shape.RotatedBox(n[0], n[1], n[2], n[3], n[4]);
    }
}
