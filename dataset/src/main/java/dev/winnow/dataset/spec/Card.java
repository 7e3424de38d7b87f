package dev.winnow.dataset.spec;

import dev.winnow.dataset.setting.Setting;
import dev.winnow.dataset.setting.Settings;
import java.util.ArrayList;
import java.util.List;

/** What only people know of a dataset: the section {@code card} of a spec, and the part of the dataset card that no machine can write. */
public record Card(
        @Setting(
                value = "What the dataset is, in a sentence or two",
                max = Card.MOST_CHARACTERS,
                examples = {"\"Wild birds at feeders, photographed by trap cameras.\""})
        String description,

        @Setting(
                value = "The licence, by its SPDX identifier where it has one",
                max = 200,
                examples = {"\"CC-BY-4.0\""})
        String license,

        @Setting(
                value = "Where the images come from",
                max = Card.MOST_CHARACTERS,
                examples = {"\"Trap cameras of the city park, 2024 to 2026\""})
        String source,

        @Setting(
                value = "What the dataset is made for, and what it should not be used for",
                max = Card.MOST_CHARACTERS,
                examples = {"\"Counting species; not for identifying persons\""})
        String uses,

        @Setting(
                value = "Known limits and biases, flagged images included",
                max = Card.MOST_CHARACTERS,
                examples = {"\"Few pictures at night; a tenth is blurry\""})
        String limitations,

        @Setting(
                value = "What personal data the images show, and how that is handled",
                max = Card.MOST_CHARACTERS,
                examples = {"\"None: cameras see feeders only\""})
        String personalData,

        @Setting(
                value = "Who keeps the dataset, and how to reach them",
                max = Card.MOST_CHARACTERS,
                examples = {"\"The park's ornithologists, birds@example.org\""})
        String maintenance) {
    static final int MOST_CHARACTERS = 4_000;

    private static final Settings SETTINGS = Settings.of(Card.class, "card");

    public Card {
        SETTINGS.check(description, license, source, uses, limitations, personalData, maintenance);
    }

    /** Nobody has written anything. */
    public static Card defaults() {
        return new Card(null, null, null, null, null, null, null);
    }

    /** Keys of the parts that nobody has written, the licence aside, in the order of the card. */
    public List<String> missing() {
        List<String> missing = new ArrayList<>();
        String[] keys = {"description", "source", "uses", "limitations", "personalData", "maintenance"};
        String[] texts = {description, source, uses, limitations, personalData, maintenance};
        for (int i = 0; i < keys.length; i++) {
            if (!isWritten(texts[i])) {
                missing.add("card." + keys[i]);
            }
        }
        return missing;
    }

    /** Whether a text says anything. */
    public static boolean isWritten(String text) {
        return text != null && !text.isBlank();
    }
}
