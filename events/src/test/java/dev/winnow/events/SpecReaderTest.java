package dev.winnow.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.winnow.dataset.DatasetSpec;
import dev.winnow.dataset.Issue;
import dev.winnow.dataset.Measure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

        DatasetSpec.Rule blurry = spec.quality().rules().get(Issue.Kind.BLURRY);
        assertThat(blurry.measure()).isEqualTo(Measure.SHARPNESS_SCORE);
        assertThat(blurry.below()).isEqualTo(12.5);
        assertThat(spec.quality().rules())
                .hasSameSizeAs(DatasetSpec.defaults().quality().rules());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "splitt: {train: 1}                            | Unknown key 'splitt' in the spec: did you mean 'split'",
                "split: {trian: 1}                             | Unknown key 'split.trian' in the spec: did you mean 'split.train'",
                "quality: {rules: {BLURY: {below: 1}}}         | did you mean 'quality.rules.BLURRY'",
                "quality: {rules: {BLURRY: {belov: 1}}}        | did you mean 'quality.rules.BLURRY.below'",
                "quality: {rules: {BLURRY: {measure: blur}}}   | quality.rules.BLURRY.measure",
                "split: {train: 0.9}                           | split.train + val + test is 1.1, expected shares that sum to 1",
                "split: 0.8                                    | split is 0.8, expected keys below it: train",
                "preprocessing: {size: large}                  | preprocessing.size",
                "duplicates: {maxDistance: 99}                 | duplicates.maxDistance is 99, expected 0 to 16",
                "split: {groupPattern: '('}                    | no regular expression",
                "[1, 2]                                        | A spec is a mapping of keys to values, this one is a list",
                "'split: {'                                    | The spec is neither YAML nor JSON (line 1)",
            })
    void aMistakeIsNamedWithItsRemedy(String text, String sentence) {
        assertThatThrownBy(() -> SpecReader.read(text))
                .isInstanceOf(SpecReader.InvalidSpecException.class)
                .hasMessageContaining(sentence);
    }
}
