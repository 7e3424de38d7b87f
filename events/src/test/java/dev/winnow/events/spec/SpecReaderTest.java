package dev.winnow.events.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.winnow.dataset.Issue;
import dev.winnow.dataset.Measure;
import dev.winnow.dataset.annotation.Consensus;
import dev.winnow.dataset.annotation.Convention;
import dev.winnow.dataset.annotation.LabelIssue;
import dev.winnow.dataset.annotation.LabelPolicy;
import dev.winnow.dataset.annotation.OntologyClass;
import dev.winnow.dataset.annotation.Outcome;
import dev.winnow.dataset.annotation.Palette;
import dev.winnow.dataset.spec.Action;
import dev.winnow.dataset.spec.DatasetSpec;
import dev.winnow.dataset.spec.Quality;
import dev.winnow.dataset.spec.Rule;
import dev.winnow.events.EventJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpecReaderTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "# nothing said\n"})
    void whatIsLeftOutTakesItsDefault(String text) {
        assertThat(SpecReader.read(text)).isEqualTo(DatasetSpec.defaults());
    }

    @Test
    void yamlAndJsonSayTheSame() {
        DatasetSpec yaml = SpecReader.read("split:\n  train: 0.7\n  val: 0.2\npreprocessing: {size: 299}\n");

        DatasetSpec json =
                SpecReader.read("{\"split\": {\"train\": 0.7, \"val\": 0.2}, \"preprocessing\": {\"size\": 299}}");

        assertThat(yaml).isEqualTo(json);
        assertThat(yaml.split().train()).isEqualTo(0.7);
        assertThat(yaml.split().test()).isEqualTo(0.1);
        assertThat(yaml.preprocessing().size()).isEqualTo(299);
    }

    @Test
    void aRuleKeepsWhatIsNotSaidOfIt() {
        DatasetSpec spec = SpecReader.read("quality: {rules: {BLURRY: {below: 12.5}}}");

        Rule blurry = spec.quality().rules().get(Issue.Kind.BLURRY);
        assertThat(blurry.measure()).isEqualTo(Measure.SHARPNESS_SCORE);
        assertThat(blurry.below()).isEqualTo(12.5);
        assertThat(spec.quality().rules())
                .hasSameSizeAs(DatasetSpec.defaults().quality().rules());
    }

    @Test
    void boundsOfARuleTakeThePlaceOfAllItsDefaults() {
        DatasetSpec spec = SpecReader.read(
                "quality: {rules: {DARK: {below: 0.32}, ODD_SIZE: {fence: 3}, UNSHARP: {action: ACCEPT}, BLURRY: {below: 0.2, action: REJECT}}}");

        assertThat(spec.quality().rules())
                .containsEntry(Issue.Kind.DARK, new Rule(Measure.BRIGHTNESS_P99, 0.32, null, Action.FLAG))
                .containsEntry(Issue.Kind.ODD_SIZE, Rule.fenced(Measure.SIZE, 3, Action.FLAG))
                .containsEntry(Issue.Kind.BLURRY, new Rule(Measure.SHARPNESS_SCORE, 0.2, null, Action.REJECT));
        assertThat(spec.quality().rules().get(Issue.Kind.UNSHARP).farBelow()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cleanvision", "CLEANVISION", "CleanVision"})
    void aPresetGivesTheRulesToBeginWith(String name) {
        Quality cleanVision = Quality.of(Quality.Preset.CLEANVISION);

        assertThat(SpecReader.read("quality: {preset: " + name + "}").quality()).isEqualTo(cleanVision);
        assertThat(SpecReader.read("quality: {preset: cleanvision, rules: {DARK: {below: 0.1}}}")
                        .quality()
                        .rules())
                .hasSize(7)
                .containsEntry(Issue.Kind.DARK, new Rule(Measure.BRIGHTNESS_P99, 0.1, null, Action.FLAG));
    }

    @ParameterizedTest
    @EnumSource(Quality.Preset.class)
    void aSpecThatIsReadBackIsTheSame(Quality.Preset preset) throws JsonProcessingException {
        DatasetSpec spec = SpecReader.read("quality: {preset: " + preset + "}");
        ObjectNode json = EventJson.mapper().valueToTree(spec);

        assertThat(SpecReader.read(json.toString())).isEqualTo(spec);
    }

    /** As it was declared before there were presets. */
    @Test
    void anEarlierSpecKeepsItsRules() throws IOException {
        String declared = Files.readString(
                Path.of("src/test/resources/golden/earlier/2026-11-28/dev.winnow.DatasetDeclared.v1.json"));
        JsonNode version = EventJson.mapper().readTree(declared).at("/versions/0");

        DatasetSpec spec = EventJson.mapper().treeToValue(version, DatasetSpec.class);

        assertThat(spec.quality().preset()).isNull();
        assertThat(spec.quality().rules())
                .hasSize(16)
                .containsEntry(Issue.Kind.UNSHARP, new Rule(Measure.LAPLACIAN_VARIANCE, 60.0, null, Action.FLAG))
                .containsEntry(Issue.Kind.ODD_SIZE, Rule.fenced(Measure.SIZE, 3, Action.FLAG));
        ((ObjectNode) version).remove("version");
        assertThat(SpecReader.read(version.toString()).quality().rules())
                .isEqualTo(spec.quality().rules());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "quality: {preset: clean}                      | quality.preset",
                "quality: {rules: {DARK: {farBellow: 1}}}      | did you mean 'quality.rules.DARK.farBelow'",
                "quality: {rules: {BLURRY: {action: REJECT}}}  | expected FLAG or ACCEPT beside 'farBelow'",
                "splitt: {train: 1}                            | Unknown key 'splitt' in the spec: did you mean 'split'",
                "split: {trian: 1}                             | Unknown key 'split.trian' in the spec: did you mean 'split.train'",
                "quality: {rules: {BLURY: {below: 1}}}         | did you mean 'quality.rules.BLURRY'",
                "quality: {rules: {BLURRY: {belov: 1}}}        | did you mean 'quality.rules.BLURRY.below'",
                "quality: {rules: {BLURRY: {measure: blur}}}   | quality.rules.BLURRY.measure",
                "split: {train: 0.9}                           | split.train + val + test is 1.1, expected shares that sum to 1",
                "split: 0.8                                    | split is 0.8, expected keys below it: train",
                "preprocessing: {size: large}                  | preprocessing.size",
                "duplicates: {maxDistance: 99}                 | duplicates.maxDistance is 99, expected 0 to 20",
                "split: {groupPattern: '('}                    | no regular expression",
                "[1, 2]                                        | A spec is a mapping of keys to values, this one is a list",
                "'split: {'                                    | The spec is neither YAML nor JSON (line 1,",
            })
    void aMistakeIsNamedWithItsRemedy(String text, String sentence) {
        assertThatThrownBy(() -> SpecReader.read(text))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining(sentence);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'split: {train: 0.8, train: 0.7}'              | The key 'train' stands twice in one mapping (line 1,",
                "'{\"split\": {}, \"split\": {\"seed\": 2}}'      | The key 'split' stands twice",
                "'split: &a {train: 0.8}'                       | The spec has a YAML anchor or alias (line 1,",
                "'split: {train: *a}'                           | anchor or alias",
                "'limits: {maxBytes: 1e999999999}'              | limits.maxBytes",
                "'quality: {rules: {DARK: {below: .nan}}}'      | (line 1,",
                "'quality: {rules: {DARK: {below: \"NaN\"}}}'   | expected a finite number",
                "'quality: {rules: {DARK: {below: 1e999}}}'     | expected a finite number",
                "'split: {groupPattern: \"(?=a)(b)\"}'          | RE2 has no lookaround",
                "'split: {groupPattern: \"abc\"}'               | expected a pattern with a capturing group",
                "'split: {groupPattern: \"((a{1000}){1000})\"}' | more than 2000 instructions",
            })
    void whatIsReadOtherwiseThanMeantIsRefused(String text, String sentence) {
        assertThatThrownBy(() -> SpecReader.read(text))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining(sentence);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "split: {tarin: 1}                                   | Unknown key 'split.tarin' in the spec: did you mean 'split.train'",
                "ontology: {classes: [{name: a}, {naem: b}]}         | Unknown key 'ontology.classes[1].naem' in the spec: did you mean 'ontology.classes[1].name'",
                "ontology: {clases: []}                              | did you mean 'ontology.classes'",
                "ontology: {classes: [{name: a, aliases: b}]}        | ontology.classes[0].aliases is 'b', expected a list (line 1, column 41)",
                "ontology: {classes: [{color: '#aabbcc'}]}           | ontology.classes[0].name is missing (line 1, column 22), expected a text",
                "ontology: {classes: [{name: a}, {name: b, color: red}]} | ontology.classes[1].color is red, expected a text that matches #[0-9a-fA-F]{6}",
                "ontology: {classes: [{name: cat}, {name: Cat}]}     | ontology.classes[1].name is 'Cat', expected a name that is no spelling of the class 'cat'",
                "ontology: {classes: [{name: a, supercategory: b}, {name: b, supercategory: a}]} | ontology.classes[0].supercategory",
                "labels: {issues: {BOX_TNIY: DROP}}                  | did you mean 'labels.issues.BOX_TINY'",
                "labels: {issues: {BOX_TINY: DORP}}                  | labels.issues.BOX_TINY is 'DORP', expected one of ACCEPT, FIX, FLAG, DROP, QUARANTINE (line 1, column 29): did you mean 'DROP'?",
                "labels: {issues: {JSON_BROKEN: FLAG}}               | labels.issues.JSON_BROKEN is FLAG, expected no action",
                "ontology: {palette: {type: huse}}                   | ontology.palette.type is 'huse', expected one of voc, hues (line 1, column 28): did you mean 'hues'?",
                "ontology: {palette: {type: hues, saturation: 2}}    | ontology.palette.saturation is 2.0, expected 0 to 1 (line 1, column 34)",
                "ontology: {palette: {type: hues, lihgtness: 1}}      | did you mean 'ontology.palette.lightness'",
                "ontology: {palette: {saturation: 1}}                | ontology.palette.type is missing (line 1, column 21), expected one of voc, hues",
                "labels: {sources: [{name: a, orientation: stored}, {name: a, orientation: auto}]} | labels.sources[1].name is 'a', expected a source that is not listed yet",
                "labels: {sources: [{name: a, orientation: stord}]}  | did you mean 'STORED'",
                "quality: {rules: {DARK: {farBelow: 0}}}             | quality.rules.DARK.farBelow is 0.0, expected above 0, at most 100 (line 1, column 26)",
                "preprocessing: {size: 224.7}                        | preprocessing.size is 224.7, expected a whole number, 8 to 4096 (line 1, column 23)",
                "duplicates: {policy: 1}                             | duplicates.policy is 1, expected one of KEEP_ALL",
                "quality: {rules: {DARK: null}}                      | quality.rules.DARK is null, expected keys below it",
            })
    void aMistakeIsNamedWithItsPathLineAndColumn(String text, String sentence) {
        assertThatThrownBy(() -> SpecReader.read(text))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining(sentence)
                .hasMessageContaining("(line 1, column ");
    }

    @Test
    void aPlaceIsTheLineAndColumnOfTheMistake() {
        assertThatThrownBy(() -> SpecReader.read("""
                # classes of the street
                ontology:
                  classes:
                    - name: car
                    - name: bus
                      aliasses: [coach]
                """))
                .hasMessageStartingWith(
                        "Unknown key 'ontology.classes[1].aliasses' in the spec: did you mean 'ontology.classes[1].aliases'?")
                .hasMessageEndingWith("(line 6, column 7)");
        assertThatThrownBy(() -> SpecReader.read("split:\n  seed: 3\n  train: 0.9\n"))
                .hasMessage("split.train + val + test is 1.1, expected shares that sum to 1 (line 3, column 3)");
    }

    @Test
    void classesAreReadInOrderAndTheirNamesAreTexts() {
        DatasetSpec spec = SpecReader.read("""
                ontology:
                  classes:
                    - {name: traffic light, color: '#d01c8b', aliases: [stoplight, 12], supercategory: outdoor}
                    - {name: 007}
                    - {name: no}
                    - {name: null, ignored: true}
                """);

        assertThat(spec.ontology().classes())
                .containsExactly(
                        new OntologyClass("traffic light", "#d01c8b", List.of("stoplight", "12"), "outdoor", false),
                        OntologyClass.named("007"),
                        OntologyClass.named("no"),
                        new OntologyClass("null", null, List.of(), null, true));
    }

    @Test
    void theSectionOfLabelsIsReadOverItsDefaults() {
        LabelPolicy labels = SpecReader.read("""
                labels:
                  issues: {BOX_TINY: DROP}
                  tolerances: {tinySide: 5}
                  orientation: stored
                  sources: [{name: cvat, orientation: upright}]
                  consensus: mean_box
                """).labels();

        assertThat(labels.outcome(LabelIssue.BOX_TINY)).contains(Outcome.DROPPED);
        assertThat(labels.outcome(LabelIssue.BOX_OUTSIDE)).contains(Outcome.DROPPED);
        assertThat(labels.tolerances().tinySide()).isEqualTo(5);
        assertThat(labels.tolerances().rounding()).isEqualTo(1);
        assertThat(labels.orientationOf("cvat")).isEqualTo(Convention.Space.UPRIGHT);
        assertThat(labels.orientationOf("labelImg")).isEqualTo(Convention.Space.STORED);
        assertThat(labels.consensus()).isEqualTo(Consensus.Rule.MEAN_BOX);
        assertThat(labels.maxShapes()).isEqualTo(1000);
    }

    @Test
    void listsOfSealedTypesAreReadItemByItem() {
        SpecType steps = new SpecType.Items(SpecType.of(Palette.class, null), false);

        assertThat(SpecMerge.merge("steps", steps, null, node("[{type: hues, lightness: 0.6}, {type: voc}]"))
                        .toString())
                .isEqualTo("[{\"lightness\":0.6,\"type\":\"hues\"},{\"type\":\"voc\"}]");
        assertThatThrownBy(() -> SpecMerge.merge("steps", steps, null, node("[{type: hues}, {type: huse}]")))
                .hasMessageContaining("steps[1].type is 'huse'")
                .hasMessageEndingWith("(line 1, column 23): did you mean 'hues'?");
        assertThatThrownBy(() -> SpecMerge.merge("steps", steps, null, node("[{type: hues, saturatoin: 1}]")))
                .hasMessageContaining(
                        "Unknown key 'steps[0].saturatoin' in the spec: did you mean 'steps[0].saturation'");
    }

    private static SpecNode node(String text) {
        return SpecText.read(text).orElseThrow();
    }

    @Test
    void aSpecWithEverySectionThatIsReadBackIsTheSame() throws JsonProcessingException {
        DatasetSpec spec = SpecReader.read("""
                ontology: {classes: [{name: cat, aliases: [kitty], color: '#00ff00'}, {name: void, ignored: true}], palette: {type: voc}}
                labels: {issues: {BOX_TINY: DROP}, consensus: reviewed_first, sources: [{name: a, orientation: stored}]}
                """);
        ObjectNode json = EventJson.mapper().valueToTree(spec);

        assertThat(SpecReader.read(json.toString())).isEqualTo(spec);
    }

    @Test
    void aSpecOfTwoDocumentsIsRefused() {
        assertThatThrownBy(() -> SpecReader.read("split: {seed: 1}\n---\nsplit: {seed: 2}\n"))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("more than one document");
    }

    @Test
    void depthAndSizeAreBounded() {
        List<String> deep = List.of(
                "{\"split\": " + "[".repeat(30_000) + "]".repeat(30_000) + "}",
                "{\"a\":".repeat(5_000) + "1" + "}".repeat(5_000),
                "split: " + "- ".repeat(20_000));
        for (String text : deep) {
            assertThatThrownBy(() -> SpecReader.read(text)).isInstanceOf(InvalidSpecException.class);
        }
        assertThatThrownBy(() -> SpecReader.read("# " + "x".repeat(SpecReader.MOST_CHARACTERS)))
                .hasMessageContaining("expected at most 65536: leave out what takes its default");
        assertThatThrownBy(() -> SpecReader.read("split: [[[[[[[[[[1]]]]]]]]]]"))
                .hasMessageContaining("nested deeper than 8 levels (line 1,");
        assertThatThrownBy(() -> SpecReader.read("split: {seed: " + "9".repeat(60_000) + "}"))
                .isInstanceOf(InvalidSpecException.class)
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(600));
        assertThatThrownBy(() -> SpecReader.read("k".repeat(60_000) + ": 1"))
                .isInstanceOf(InvalidSpecException.class)
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(600));
    }

    /** Bytes of any kind are read, or refused with a sentence; nothing else is thrown. */
    @Test
    void drawnTextsAreReadOrRefusedWithASentence() {
        Random random = new Random(13);
        String alphabet = "{}[]:,-&*!|>'\"%@`#?\n\t 0123456789e.abtrue\\\u0000\ud800é";
        for (int i = 0; i < 20_000; i++) {
            String text = random.ints(1 + random.nextInt(40), 0, alphabet.length())
                    .mapToObj(at -> alphabet.substring(at, at + 1))
                    .collect(Collectors.joining());
            try {
                SpecReader.read((random.nextBoolean() ? "split: " : "") + text);
            } catch (InvalidSpecException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
    }
}
