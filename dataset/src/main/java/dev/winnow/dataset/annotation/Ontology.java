package dev.winnow.dataset.annotation;

import dev.winnow.dataset.setting.Setting;
import dev.winnow.dataset.setting.Settings;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The classes of a dataset, in their order. A name or alias stands for one class, in all its spellings; see {@link ClassName}. A
 * dataset without classes takes every name.
 */
public record Ontology(
        @Setting(
                value = "The classes, in the order in which releases number those that have no number yet",
                max = 10_000,
                examples = {"[{\"name\": \"cat\", \"aliases\": [\"kitty\"], \"supercategory\": \"animal\"}]"})
        List<OntologyClass> classes,

        @Setting("The colours of classes that have none of their own")
        Palette palette) {
    private static final Settings SETTINGS = Settings.of(Ontology.class, "ontology");

    public Ontology {
        classes = classes == null ? List.of() : List.copyOf(classes);
        palette = palette == null ? new Palette.Hues(null, null) : palette;
        SETTINGS.check(classes, palette);
        requireDistinct(classes);
        requireNoRound(classes);
    }

    /** The palette at its default. */
    public Ontology(List<OntologyClass> classes) {
        this(classes, null);
    }

    /** No classes: every name is taken. */
    public static Ontology defaults() {
        return new Ontology(List.of());
    }

    /**
     * The colour of a class.
     *
     * @param ids the numbers of the dataset's classes
     * @return as {@code #rrggbb}; nothing where the class is not in the ontology and has no number
     */
    public Optional<String> color(String name, ClassIds ids) {
        Optional<String> own = named(name).map(OntologyClass::color);
        OptionalInt number = ids.of(named(name).map(OntologyClass::name).orElse(name));
        return own.isPresent() || number.isEmpty() ? own : Optional.of(palette.color(number.getAsInt()));
    }

    /** The class that bears this name exactly, whether by its own or by an alias. */
    public Optional<OntologyClass> named(String name) {
        return classes.stream()
                .filter(one -> one.name().equals(name) || one.aliases().contains(name))
                .findFirst();
    }

    /** The class of which this is a spelling by rule; exact names go before. */
    public Optional<OntologyClass> spelled(String name) {
        Optional<OntologyClass> exact = named(name);
        if (exact.isPresent()) {
            return exact;
        }
        ClassName wanted = new ClassName(name);
        return classes.stream()
                .filter(one -> new ClassName(one.name()).isSameAs(wanted)
                        || one.aliases().stream().anyMatch(alias -> new ClassName(alias).isSameAs(wanted)))
                .findFirst();
    }

    /** The names of the classes that annotations can have, in order. */
    public List<String> names() {
        return classes.stream()
                .filter(one -> !one.ignored())
                .map(OntologyClass::name)
                .toList();
    }

    private static void requireDistinct(List<OntologyClass> classes) {
        Map<String, String> taken = new HashMap<>();
        for (int i = 0; i < classes.size(); i++) {
            OntologyClass one = classes.get(i);
            String at = "ontology.classes[" + i + "]";
            take(taken, at + ".name", one.name(), one.name());
            for (String alias : one.aliases()) {
                take(taken, at + ".aliases", alias, one.name());
            }
        }
    }

    private static void take(Map<String, String> taken, String key, String spelling, String owner) {
        ClassName name = new ClassName(spelling);
        for (String form : new LinkedHashSet<>(List.of(name.key(), name.plainKey()))) {
            String before = taken.putIfAbsent(form, owner);
            Settings.require(
                    before == null || before.equals(owner) && !key.endsWith(".name"),
                    key,
                    "'" + spelling + "'",
                    "a name that is no spelling of the class '" + before + "'");
        }
    }

    /** Groups may be classes themselves, and then have groups of their own. */
    private static void requireNoRound(List<OntologyClass> classes) {
        Map<String, String> groups = classes.stream()
                .filter(one -> one.supercategory() != null
                        && !one.supercategory().equals(one.name())) // as COCO writes of person
                .collect(Collectors.toMap(OntologyClass::name, OntologyClass::supercategory));
        Set<String> ends = new HashSet<>();
        for (int i = 0; i < classes.size(); i++) {
            Set<String> way = new HashSet<>();
            for (String at = classes.get(i).name(); at != null && !ends.contains(at); at = groups.get(at)) {
                Settings.require(
                        way.add(at),
                        "ontology.classes[" + i + "].supercategory",
                        "'" + classes.get(i).supercategory() + "'",
                        "a group outside of the class itself");
            }
            ends.addAll(way);
        }
    }
}
