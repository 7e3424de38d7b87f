package dev.winnow.dataset.annotation;

import dev.winnow.dataset.setting.Setting;
import dev.winnow.dataset.setting.Settings;
import java.util.List;

/** A class of a dataset. */
public record OntologyClass(
        @Setting(
                value = "The class's name, as releases write it",
                min = 1,
                max = OntologyClass.MOST_CHARACTERS,
                required = true,
                examples = {"\"traffic light\""})
        String name,

        @Setting(
                value = "Its colour in overlays and masks; by the palette where none is given",
                pattern = "#[0-9a-fA-F]{6}",
                examples = {"\"#d01c8b\""})
        String color,

        @Setting(
                value = "Other names that are read as this class",
                max = 1000,
                examples = {"[\"stoplight\"]"})
        List<String> aliases,

        @Setting(
                value = "The group that the class belongs to, as in COCO",
                max = OntologyClass.MOST_CHARACTERS,
                examples = {"\"outdoor\""})
        String supercategory,

        @Setting("Whether annotations of this class are left out, such as those of a void class")
        Boolean ignored) {
    static final int MOST_CHARACTERS = 200;

    private static final Settings SETTINGS = Settings.of(OntologyClass.class, "ontology.classes.*");

    public OntologyClass {
        aliases = aliases == null ? List.of() : List.copyOf(aliases);
        ignored = ignored != null && ignored;
        SETTINGS.check(name, color, aliases, supercategory, ignored);
        requireVisible("ontology.classes.*.name", name);
        aliases.forEach(alias -> requireVisible("ontology.classes.*.aliases", alias));
    }

    /** A class with a name alone. */
    public static OntologyClass named(String name) {
        return new OntologyClass(name, null, List.of(), null, false);
    }

    private static void requireVisible(String key, String text) {
        Settings.require(
                text != null
                        && text.length() <= MOST_CHARACTERS
                        && !new ClassName(text).key().isEmpty(),
                key,
                text == null ? null : "'" + (text.length() > 100 ? text.substring(0, 100) + "…" : text) + "'",
                "a name of 1 to " + MOST_CHARACTERS + " characters that can be seen");
    }
}
