package dev.winnow.dataset.annotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NameSuggestionsTest {
    private static final Ontology KNOWN = ontology(
            "cat",
            "dog",
            "traffic light",
            "person",
            "bus",
            "glass",
            "knife",
            "box",
            "left hand",
            "ripe fruit",
            "forklift",
            "bicycle 2",
            "masked face",
            "city");

    @ParameterizedTest
    @CsvSource({
        "Cat, CLASS_NAME_SPELLING, cat",
        "' cat', CLASS_NAME_SPELLING, cat",
        "trafficLight, CLASS_NAME_SPELLING, traffic light",
        "cats, CLASS_NAME_PLURAL, cat",
        "Traffic Lights, CLASS_NAME_PLURAL, traffic light",
        "knives, CLASS_NAME_PLURAL, knife",
        "boxes, CLASS_NAME_PLURAL, box",
        "cities, CLASS_NAME_PLURAL, city",
        "people, CLASS_NAME_PLURAL, person",
        "persons, CLASS_NAME_PLURAL, person",
        "buses, CLASS_NAME_PLURAL, bus",
        "glasses, CLASS_NAME_PLURAL, glass",
        "persn, CLASS_NAME_SIMILAR, person",
        "perosn, CLASS_NAME_SIMILAR, person",
        "trafic ligth, CLASS_NAME_SIMILAR, traffic light",
    })
    void aNameThatIsNotKnownIsSuggestedTheClassItIsLike(String name, LabelIssue issue, String proposal) {
        Optional<NameSuggestion> found = new NameSuggestions().of(name, KNOWN);

        assertThat(found)
                .get()
                .extracting(NameSuggestion::issue, NameSuggestion::proposal)
                .containsExactly(issue, proposal);
    }

    @ParameterizedTest
    @CsvSource({
        "cat",
        "bu",
        "bu s",
        "fog",
        "dot",
        "car",
        "gla",
        "right hand",
        "bicycle 3",
        "unmasked face",
        "unripe fruit",
        "helmet",
        "no box",
        "''",
        "' '",
    })
    void aNameThatIsKnownOrLikeNoClassIsSuggestedNone(String name) {
        assertThat(new NameSuggestions().of(name, KNOWN)).isEmpty();
    }

    @Test
    void namesAreComparedWithEachOtherAndTheRarerIsProposedToBecomeTheOther() {
        List<NameSuggestion> found = new NameSuggestions()
                .among(Map.of("cats", 3L, "cat", 412L, "Cat", 5L, "person", 7L, "perosn", 9L, "dog", 1L));

        assertThat(found)
                .containsExactly(
                        new NameSuggestion("Cat", 5, "cat", 412, LabelIssue.CLASS_NAME_SPELLING, 0),
                        new NameSuggestion("cats", 3, "cat", 412, LabelIssue.CLASS_NAME_PLURAL, 1),
                        new NameSuggestion("cats", 3, "Cat", 5, LabelIssue.CLASS_NAME_PLURAL, 1),
                        new NameSuggestion("person", 7, "perosn", 9, LabelIssue.CLASS_NAME_SIMILAR, 1));
        assertThat(found.get(1).sentence())
                .isEqualTo("'cats' (3) and 'cat' (412) may be singular and plural; one class?");
    }

    @Test
    void similarNamesThatAreUsedInTheSameImagesStayApart() {
        Map<String, Long> counts = Map.of("tower", 40L, "towel", 30L);

        assertThat(new NameSuggestions().among(counts)).hasSize(1);
        assertThat(new NameSuggestions((one, other) -> true).among(counts)).isEmpty();
    }

    @Test
    void anAliasStandsForItsClass() {
        Ontology ontology = new Ontology(List.of(new OntologyClass("car", null, List.of("automobile"), null, false)));

        assertThat(new NameSuggestions().of("automobile", ontology)).isEmpty();
        assertThat(new NameSuggestions().of("Automobiles", ontology))
                .get()
                .extracting(NameSuggestion::proposal)
                .isEqualTo("car");
    }

    /** The cases of {@code class-names}, with their verdicts. */
    @Test
    void theKnownDefectsOfClassNamesAreFound() throws IOException {
        Path defects = defects();
        ObjectMapper json = new ObjectMapper();
        int cases = 0;
        for (JsonNode one : json.readTree(
                        defects.resolve("expected-verdicts.json").toFile())
                .path("cases")) {
            if (!one.path("format").asText().equals("class-names")) {
                continue;
            }
            cases++;
            JsonNode names = json.readTree(
                    defects.resolve(one.path("files").get(0).asText()).toFile());
            List<String> classes = new ArrayList<>();
            names.path("ontology").forEach(name -> classes.add(name.asText()));
            List<String> found = new ArrayList<>();
            int known = 0;
            for (JsonNode name : names.path("found")) {
                Naming naming =
                        Naming.of(name.asText(), ontology(classes.toArray(String[]::new)), LabelPolicy.defaults());
                if (naming.issue().isEmpty()) {
                    known++;
                } else {
                    found.add(name.asText() + " " + naming.issue().get() + " "
                            + naming.outcome().label() + " " + naming.proposal().orElse(""));
                }
            }
            List<String> expected = new ArrayList<>();
            for (JsonNode verdict : one.path("verdicts")) {
                expected.add(
                        verdict.path("at").asText() + " " + verdict.path("code").asText() + " "
                                + verdict.path("outcome").asText() + " "
                                + verdict.at("/proposal/class").asText());
            }
            assertThat(found).as(one.path("id").asText()).containsExactlyInAnyOrderElementsOf(expected);
            assertThat(known)
                    .as(one.path("id").asText())
                    .isEqualTo(one.path("survive").asInt());
        }
        assertThat(cases).isGreaterThanOrEqualTo(7);
    }

    /** What becomes of labels by default is what the known defects expect. */
    @Test
    void theUsualOutcomesAreThoseOfTheKnownDefects() throws IOException {
        JsonNode cases = new ObjectMapper()
                .readTree(defects().resolve("expected-verdicts.json").toFile())
                .path("cases");
        Map<LabelIssue, Set<String>> outcomes = new EnumMap<>(LabelIssue.class);
        cases.findValues("verdicts")
                .forEach(verdicts -> verdicts.forEach(verdict -> outcomes.computeIfAbsent(
                                LabelIssue.valueOf(verdict.path("code").asText()), none -> new TreeSet<>())
                        .add(verdict.path("outcome").asText())));

        outcomes.forEach((issue, expected) -> {
            String usual = LabelChoice.of(issue).usual().label();
            assertThat(expected).as(issue.name()).contains(usual);
            if (expected.size() > 1) {
                assertThat(usual)
                        .as("%s, of which some cannot be corrected", issue)
                        .isEqualTo("fixed");
            }
        });
        assertThat(outcomes).hasSizeGreaterThan(90);
    }

    private static Path defects() {
        String data = System.getenv("WINNOW_DATA");
        Path defects = Path.of(data == null ? System.getProperty("winnow.root") + "/../shared/data" : data)
                .resolve("annotations/defects");
        assumeThat(Files.isDirectory(defects)).as("folder %s", defects).isTrue();
        return defects;
    }

    private static Ontology ontology(String... names) {
        return new Ontology(List.of(names).stream().map(OntologyClass::named).toList());
    }
}
