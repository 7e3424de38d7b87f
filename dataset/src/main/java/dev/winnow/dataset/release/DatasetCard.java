package dev.winnow.dataset.release;

import dev.winnow.dataset.spec.Augmentation;
import dev.winnow.dataset.spec.Card;
import dev.winnow.dataset.spec.DatasetSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * What accompanies a release: facts that were counted, and what people wrote into the spec. What nobody wrote is named as missing, and nothing
 * is made up. The same release has the same card.
 */
public record DatasetCard(Identity identity, DatasetSpec spec, Composition composition) {
    /** Identifiers of licences that the Hugging Face hub knows, in lower case. */
    private static final Set<String> KNOWN_LICENSES = Set.of(
            "apache-2.0",
            "mit",
            "cc0-1.0",
            "cc-by-3.0",
            "cc-by-4.0",
            "cc-by-sa-3.0",
            "cc-by-sa-4.0",
            "cc-by-nc-4.0",
            "cc-by-nc-sa-4.0",
            "cc-by-nd-4.0",
            "cc-by-nc-nd-4.0",
            "odbl",
            "pddl",
            "odc-by",
            "bsd-3-clause",
            "gpl-3.0");

    /**
     * Which release it is.
     *
     * @param manifest hash of the manifest, by which a stale card is recognised
     * @param note what a person wrote of the release, or null
     */
    public record Identity(String dataset, String release, String manifest, Instant at, String note) {
        public Identity {
            Objects.requireNonNull(dataset, "dataset");
            Objects.requireNonNull(release, "release");
            Objects.requireNonNull(manifest, "manifest");
            Objects.requireNonNull(at, "at");
        }
    }

    /**
     * What was counted. All numbers are of images unless they say otherwise.
     *
     * @param classes images by class
     * @param objects by class, in all images
     * @param issues images by kind of issue
     * @param firstUpload the earliest time of upload, or null where there is no image
     */
    public record Composition(
            Map<String, Long> splits,
            Map<String, Long> classes,
            Map<String, Long> objects,
            Map<String, Long> issues,
            Instant firstUpload,
            Instant lastUpload,
            long unlabelled,
            Copies copies) {
        public Composition {
            splits = new TreeMap<>(splits);
            classes = new TreeMap<>(classes);
            objects = new TreeMap<>(objects);
            issues = new TreeMap<>(issues);
            Objects.requireNonNull(copies, "copies");
        }

        long images() {
            return splits.values().stream().mapToLong(n -> n).sum();
        }
    }

    /**
     * @param clusters of copies that have at least two images in the release
     * @param leaks those that stand in more than one split
     */
    public record Copies(long clusters, long leaks) {}

    public DatasetCard {
        Objects.requireNonNull(identity, "identity");
        Objects.requireNonNull(spec, "spec");
        Objects.requireNonNull(composition, "composition");
    }

    /** README.md, with the front matter that the Hugging Face hub reads. */
    public String markdown() {
        StringBuilder text = new StringBuilder("---\n");
        frontMatter(text);
        text.append("---\n\n# ")
                .append(identity.dataset())
                .append(' ')
                .append(identity.release())
                .append("\n\n");
        Card card = spec.card();
        paragraph(text, null, card.description(), "card.description");
        text.append("Cut on ")
                .append(identity.at().toString(), 0, 10)
                .append(" by Winnow. Manifest: SHA-256 `")
                .append(identity.manifest())
                .append("`.\n\n");
        if (Card.isWritten(identity.note())) {
            text.append(plain(identity.note())).append("\n\n");
        }
        paragraph(text, "Source and license", card.source(), "card.source");
        text.append(
                        Card.isWritten(card.license())
                                ? "License: " + plain(card.license()) + "."
                                : "The license is unknown: nobody has written `card.license`.")
                .append("\n\n");
        composition(text);
        preparation(text);
        splits(text);
        paragraph(text, "Limitations and biases", card.limitations(), "card.limitations");
        counts(text, "issue", composition.issues());
        text.append(
                composition.unlabelled() == 0
                        ? "No image lacks a label.\n\n"
                        : composition.unlabelled() + " images have no label.\n\n");
        paragraph(text, "Personal data", card.personalData(), "card.personalData");
        paragraph(text, "Uses", card.uses(), "card.uses");
        paragraph(text, "Maintenance", card.maintenance(), "card.maintenance");
        text.append("## Rebuild\n\n```\n./winnow export ")
                .append(identity.dataset())
                .append(" --release ")
                .append(identity.release())
                .append(" --format FORMAT --out DIR\n```\n");
        return text.toString();
    }

    private void frontMatter(StringBuilder text) {
        String license = spec.card().license();
        if (Card.isWritten(license)) {
            String id = license.strip().toLowerCase(Locale.ROOT);
            if (KNOWN_LICENSES.contains(id)) {
                text.append("license: ").append(id).append('\n');
            } else {
                text.append("license: other\nlicense_name: ")
                        .append(quoted(license))
                        .append('\n');
            }
        } else {
            text.append("license: unknown\n");
        }
        text.append("pretty_name: ").append(quoted(identity.dataset())).append('\n');
        List<String> tasks = new ArrayList<>();
        if (!composition.objects().isEmpty()) {
            tasks.add("object-detection");
        }
        if (!composition.classes().isEmpty()) {
            tasks.add("image-classification");
        }
        if (!tasks.isEmpty()) {
            text.append("task_categories:\n");
            tasks.forEach(task -> text.append("- ").append(task).append('\n'));
        }
        text.append("size_categories:\n- ")
                .append(sizeCategory(composition.images()))
                .append('\n');
    }

    /** As the hub names them. */
    static String sizeCategory(long n) {
        String[] names = {"1K", "10K", "100K", "1M", "10M", "100M", "1B", "10B", "100B", "1T"};
        long bound = 1_000;
        if (n < bound) {
            return "n<1K";
        }
        for (int i = 1; i < names.length; i++) {
            bound *= 10;
            if (n < bound) {
                return names[i - 1] + "<n<" + names[i];
            }
        }
        return "n>1T";
    }

    private void composition(StringBuilder text) {
        text.append("## Composition\n\n").append(composition.images()).append(" images");
        if (composition.firstUpload() != null) {
            text.append(", uploaded from ")
                    .append(composition.firstUpload().toString(), 0, 10)
                    .append(" to ")
                    .append(composition.lastUpload().toString(), 0, 10);
        }
        text.append(".\n\n");
        counts(text, "class of images", composition.classes());
        counts(text, "class of objects", composition.objects());
    }

    private void preparation(StringBuilder text) {
        Augmentation augmentation = spec.augmentation();
        text.append(
                        "## Preprocessing and augmentation\n\nOriginals are handed out as they were uploaded. Prepared pictures are letterboxed to ")
                .append(spec.preprocessing().size())
                .append(" pixels on gray ")
                .append(spec.preprocessing().fill())
                .append(", as JPEG of quality ")
                .append(spec.preprocessing().jpegQuality())
                .append(". ")
                .append(augmentation.copies())
                .append(" variants are drawn of each: flip ")
                .append(augmentation.flipProbability())
                .append(", rotation ")
                .append(augmentation.maxRotation())
                .append("°, brightness ")
                .append(augmentation.brightness())
                .append(", contrast ")
                .append(augmentation.contrast())
                .append(", saturation ")
                .append(augmentation.saturation())
                .append(", hue ")
                .append(augmentation.hue())
                .append(". Spec version ")
                .append(spec.version())
                .append(".\n\n");
    }

    private void splits(StringBuilder text) {
        text.append("## Splits and leakage\n\nStrategy ")
                .append(spec.split().strategy())
                .append(", seed ")
                .append(spec.split().seed())
                .append(". Copies and groups stay in one split. ")
                .append(composition.copies().clusters())
                .append(" clusters of copies, ")
                .append(composition.copies().leaks())
                .append(" of them in more than one split.\n\n");
        counts(text, "split", composition.splits());
    }

    private static void counts(StringBuilder text, String what, Map<String, Long> counts) {
        if (counts.isEmpty()) {
            return;
        }
        text.append("| ").append(what).append(" | n |\n|---|---|\n");
        counts.forEach((name, n) ->
                text.append("| ").append(plain(name)).append(" | ").append(n).append(" |\n"));
        text.append('\n');
    }

    private static void paragraph(StringBuilder text, String heading, String written, String key) {
        if (heading != null) {
            text.append("## ").append(heading).append("\n\n");
        }
        text.append(Card.isWritten(written) ? plain(written) : "Nobody has written `" + key + "` yet.")
                .append("\n\n");
    }

    /** In one line, and no markup. */
    private static String plain(String text) {
        return text.strip().replaceAll("\\s+", " ").replace("|", "\\|").replace("<", "&lt;");
    }

    /** A scalar of YAML and of JSON alike. */
    private static String quoted(String text) {
        return '"' + plain(text).replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
