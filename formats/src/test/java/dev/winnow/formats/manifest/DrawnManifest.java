package dev.winnow.formats.manifest;

import dev.winnow.dataset.Issue;
import dev.winnow.dataset.Measure;
import dev.winnow.dataset.annotation.LabelIssue;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/** Rows to write and read back, the same for a seed. */
final class DrawnManifest {
    private static final String[] TEXTS = {
        "cat/0001.jpg",
        "ein Bild, groß.jpg",
        "=1+2",
        "'=1+2",
        "''-x",
        "'plain",
        "@x",
        "+x",
        "-x",
        "\"quoted\"",
        "two\r\nlines",
        "\tx",
        " padded ",
        "日本/🐦.jpg",
        "a;b",
        ",",
        "\"",
        "#x"
    };

    private DrawnManifest() {}

    static Stream<ManifestRow> rows(long seed, long count) {
        Random random = new Random(seed);
        return Stream.generate(() -> row(random)).limit(count);
    }

    private static ManifestRow row(Random random) {
        List<Issue.Kind> issues = new ArrayList<>();
        for (Issue.Kind kind : Issue.Kind.values()) {
            if (random.nextInt(6) == 0) {
                issues.add(kind);
            }
        }
        Map<Measure, Double> measures = new EnumMap<>(Measure.class);
        for (Measure measure : Measure.values()) {
            if (random.nextInt(4) > 0) {
                measures.put(measure, random.nextInt(10) == 0 ? 0.0 : random.nextGaussian() * 1e5);
            }
        }
        return new ManifestRow(
                hex(random, 32),
                "birds",
                TEXTS[random.nextInt(TEXTS.length)],
                hex(random, 64),
                random.nextBoolean() ? "accepted" : "rejected",
                maybe(random, "TRUNCATED"),
                maybe(random, random.nextLong() >>> 1),
                maybe(random, "JPEG"),
                maybe(random, random.nextInt(65_536)),
                maybe(random, random.nextInt(65_536)),
                maybe(random, "I;16"),
                Stream.generate(() -> TEXTS[random.nextInt(TEXTS.length)])
                        .limit(random.nextInt(4))
                        .toList(),
                maybe(random, TEXTS[random.nextInt(TEXTS.length)]),
                maybe(random, "train"),
                maybe(random, random.nextInt(5)),
                maybe(random, hex(random, 32)),
                maybe(random, hex(random, 32)),
                maybe(random, hex(random, 16)),
                maybe(random, hex(random, 16)),
                maybe(random, hex(random, 16)),
                issues,
                measures,
                Stream.generate(() -> hex(random, 32)).limit(random.nextInt(3)).toList(),
                maybe(
                        random,
                        new ManifestRow.Labelled(
                                random.nextInt(50),
                                List.of(LabelIssue.values()).subList(0, random.nextInt(4)),
                                List.of(TEXTS).subList(0, random.nextInt(3)))));
    }

    private static <T> T maybe(Random random, T value) {
        return random.nextInt(3) == 0 ? null : value;
    }

    private static String hex(Random random, int digits) {
        StringBuilder hex = new StringBuilder(digits);
        for (int i = 0; i < digits; i++) {
            hex.append(Character.forDigit(random.nextInt(16), 16));
        }
        return hex.toString();
    }
}
