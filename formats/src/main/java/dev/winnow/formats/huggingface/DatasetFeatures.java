package dev.winnow.formats.huggingface;

import dev.winnow.dataset.Split;
import dev.winnow.formats.release.Release;
import dev.winnow.formats.text.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** The front matter of a {@code README.md}: the features of the columns, with the names of classes, and where the splits lie. */
final class DatasetFeatures {
    private DatasetFeatures() {}

    /** {@code val} is {@code validation} there. */
    static String split(Split split) {
        return split == Split.VAL ? "validation" : split.key();
    }

    /**
     * A README with nothing but what a loader needs.
     *
     * @param files of a split, as a pattern in which {@code %s} is its name
     */
    static byte[] readme(Release release, String files) {
        StringBuilder yaml = new StringBuilder("---\n");
        yaml.append("pretty_name: ").append(JsonText.of(release.title())).append('\n');
        yaml.append("dataset_info:\n  features:\n  - name: image\n    dtype: image\n");
        for (String text : List.of("item", "source")) {
            yaml.append("  - name: ").append(text).append("\n    dtype: string\n");
        }
        for (String number : List.of("width", "height")) {
            yaml.append("  - name: ").append(number).append("\n    dtype: int64\n");
        }
        if (!release.images().isEmpty()) {
            yaml.append("  - name: label\n    dtype:\n      class_label:\n        names:\n");
            names(release.images().names(), "          ", yaml);
        }
        if (!release.objects().isEmpty()) {
            yaml.append("  - name: objects\n    struct:\n");
            yaml.append("    - name: id\n      list: int64\n");
            yaml.append("    - name: area\n      list: float64\n");
            yaml.append("    - name: bbox\n      list:\n        list: float64\n        length: 4\n");
            yaml.append("    - name: category\n      list:\n        class_label:\n          names:\n");
            names(release.objects().names(), "            ", yaml);
        }
        yaml.append("  splits:\n");
        for (Map.Entry<Split, Release.Extent> split : release.splits().entrySet()) {
            yaml.append("  - name: ").append(split(split.getKey())).append("\n    num_bytes: ");
            yaml.append(split.getValue().bytes()).append("\n    num_examples: ");
            yaml.append(split.getValue().items()).append('\n');
        }
        yaml.append("configs:\n- config_name: default\n  data_files:\n");
        for (Split split : release.splits().keySet()) {
            yaml.append("  - split: ").append(split(split)).append("\n    path: ");
            yaml.append(String.format(files, split(split))).append('\n');
        }
        yaml.append("---\n\n# ").append(release.title()).append('\n');
        return yaml.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void names(List<String> names, String indent, StringBuilder yaml) {
        for (int i = 0; i < names.size(); i++) {
            yaml.append(indent).append('\'').append(i).append("': ").append(JsonText.of(names.get(i)));
            yaml.append('\n');
        }
    }
}
