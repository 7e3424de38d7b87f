package dev.winnow.dataset.annotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OntologyTest {

    @Test
    void aNameOrAliasStandsForItsClassInAllSpellings() {
        Ontology ontology = new Ontology(List.of(
                OntologyClass.named("cat"),
                new OntologyClass("traffic light", null, List.of("Stop Light"), null, false)));

        assertThat(ontology.named("stop light")).isEmpty();
        assertThat(ontology.spelled("stop_light"))
                .get()
                .extracting(OntologyClass::name)
                .isEqualTo("traffic light");
        assertThat(ontology.spelled("stoplights")).isEmpty();
    }

    @Test
    void twoClassesWithSpellingsOfOneNameAreRefused() {
        assertThatThrownBy(() -> new Ontology(List.of(
                        OntologyClass.named("cat"), new OntologyClass("dog", null, List.of("CAT"), null, false))))
                .hasMessage(
                        "ontology.classes[1].aliases is 'CAT', expected a name that is no spelling of the class 'cat'");
    }

    @Test
    void aGroupMayBeTheClassItselfAsInCocoAndNoRoundOfOthers() {
        OntologyClass person = new OntologyClass("person", null, List.of(), "person", false);
        OntologyClass car = new OntologyClass("car", null, List.of(), "vehicle", false);
        OntologyClass vehicle = new OntologyClass("vehicle", null, List.of(), "car", false);

        assertThat(new Ontology(List.of(person, car)).names()).containsExactly("person", "car");
        assertThatThrownBy(() -> new Ontology(List.of(person, car, vehicle)))
                .hasMessageContaining("ontology.classes[1].supercategory is 'vehicle', expected a group outside");
    }

    @Test
    void aClassHasItsOwnColourOrThatOfItsNumber() {
        Ontology ontology = new Ontology(
                List.of(OntologyClass.named("cat"), new OntologyClass("dog", "#00ff00", List.of("hound"), null, false)),
                new Palette.Voc());
        ClassIds ids = ClassIds.none().with(ontology);

        assertThat(ontology.color("cat", ids)).contains("#800000");
        assertThat(ontology.color("hound", ids)).contains("#00ff00");
        assertThat(ontology.color("bird", ids)).isEmpty();
    }

    /** The first colours of the devkit's map, after that of the background. */
    @ParameterizedTest
    @CsvSource({
        "0, #800000",
        "1, #008000",
        "2, #808000",
        "3, #000080",
        "6, #808080",
        "7, #400000",
        "19, #004080",
        "254, #e0e0c0"
    })
    void theVocPaletteIsThatOfItsMasks(int number, String color) {
        assertThat(new Palette.Voc().color(number)).isEqualTo(color);
    }

    @Test
    void huesOfTheFirstClassesDiffer() {
        Palette hues = new Palette.Hues(null, null);
        Set<String> colors =
                new HashSet<>(IntStream.range(0, 200).mapToObj(hues::color).toList());

        assertThat(colors).hasSizeGreaterThan(195);
        assertThat(hues.color(0)).isEqualTo("#d92626");
        assertThat(new Palette.Hues(0.0, 1.0).color(5)).isEqualTo("#ffffff");
    }
}
