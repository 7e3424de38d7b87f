package dev.winnow.dataset.annotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ClassIdsTest {

    @Test
    void classesGetNumbersInOrderAndKeepThemWhenTheOrderChanges() {
        ClassIds ids = ClassIds.none().with(ontology("cat", "dog")).with(ontology("bird", "dog", "cat"));

        assertThat(ids.of("cat")).hasValue(0);
        assertThat(ids.of("dog")).hasValue(1);
        assertThat(ids.of("bird")).hasValue(2);
    }

    @Test
    void aClassThatComesBackHasItsNumberAgainAndNobodyElseGetsIt() {
        ClassIds ids = ClassIds.none()
                .with(ontology("cat", "dog"))
                .with(ontology("dog"))
                .with(ontology("dog", "bird"))
                .with(ontology("dog", "bird", "cat"));

        assertThat(ids.of("bird")).hasValue(2);
        assertThat(ids.of("cat")).hasValue(0);
        assertThat(ids.size()).isEqualTo(3);
    }

    @Test
    void aRenamedClassKeepsItsNumberAndItsEarlierNameGetsANewOne() {
        ClassIds renamed = ClassIds.none()
                .with(ontology("car", "dog"))
                .with(new Ontology(List.of(
                        OntologyClass.named("dog"),
                        new OntologyClass("automobile", null, List.of("car"), null, false))));
        ClassIds parted = renamed.with(ontology("car", "automobile", "dog"));

        assertThat(renamed.of("automobile")).hasValue(0);
        assertThat(parted.of("automobile")).hasValue(0);
        assertThat(parted.of("car")).hasValue(2);
        assertThat(parted.of(ontology("car", "automobile", "dog")))
                .containsExactly(Map.entry("car", 2), Map.entry("automobile", 0), Map.entry("dog", 1));
    }

    @Test
    void aMergedClassLeavesItsNumberUnused() {
        ClassIds ids = ClassIds.none()
                .with(ontology("cat", "cats"))
                .with(new Ontology(List.of(new OntologyClass("cat", null, List.of("cats"), null, false))))
                .with(ontology("cat", "dog"));

        assertThat(ids.of("cat")).hasValue(0);
        assertThat(ids.of("dog")).hasValue(2);
    }

    @Test
    void anIgnoredClassGetsNoNumber() {
        ClassIds ids = ClassIds.none()
                .with(new Ontology(
                        List.of(new OntologyClass("void", null, List.of(), null, true), OntologyClass.named("cat"))));

        assertThat(ids.of("void")).isEmpty();
        assertThat(ids.of("cat")).hasValue(0);
    }

    @Test
    void aNumberThatWasPassedOverIsRefused() {
        assertThatThrownBy(() -> ClassIds.of(List.of(new ClassIds.Given("cat", 0), new ClassIds.Given("dog", 2))))
                .hasMessage("Class 'dog' has number 2, expected at most 1, the next one");
    }

    /** Additions, removals, renames, merges, parted names, classes ignored for a while, in any order. */
    @Test
    void whateverBecomesOfAnOntologyNoClassIsRenumbered() {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            ClassIds ids = ClassIds.none();
            Ontology before = Ontology.defaults();
            for (int step = 0; step < 30; step++) {
                Ontology after = drawn(random);
                ClassIds grown = ids.with(after);

                assertThat(grown.given().subList(0, ids.given().size()))
                        .as("seed %d", seed)
                        .isEqualTo(ids.given());
                Map<String, Integer> earlier = ids.of(before);
                Map<String, Integer> now = grown.of(after);
                assertThat(now.keySet()).containsExactlyElementsOf(after.names());
                assertThat(new HashSet<>(now.values()))
                        .as("seed %d: %s", seed, now)
                        .hasSameSizeAs(now.keySet());
                Map<String, Integer> stayed = new HashMap<>(earlier);
                stayed.keySet().retainAll(now.keySet());
                assertThat(now).as("seed %d", seed).containsAllEntriesOf(stayed);
                assertThat(grown.with(after)).isEqualTo(grown);
                assertThat(ClassIds.of(grown.given())).isEqualTo(grown);
                ids = grown;
                before = after;
            }
            assertThat(ids.size()).isLessThanOrEqualTo(ids.given().size());
        }
    }

    private static Ontology drawn(Random random) {
        List<String> names = new ArrayList<>(List.of("ant", "bee", "cow", "dog", "emu", "fox", "gnu", "hen"));
        Collections.shuffle(names, random);
        List<OntologyClass> classes = new ArrayList<>();
        for (int at = 0; at < 2 + random.nextInt(5); ) {
            String name = names.get(at++);
            List<String> aliases = random.nextInt(3) == 0 ? List.of(names.get(at++)) : List.of();
            classes.add(new OntologyClass(name, null, aliases, null, random.nextInt(6) == 0));
        }
        return new Ontology(classes);
    }

    private static Ontology ontology(String... names) {
        return new Ontology(List.of(names).stream().map(OntologyClass::named).toList());
    }
}
