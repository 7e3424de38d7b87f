package dev.winnow.formats.manifest;

import dev.winnow.dataset.Issue;
import dev.winnow.dataset.Measure;
import dev.winnow.dataset.annotation.LabelIssue;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A manifest's column.
 *
 * @param type of its values: String, Integer, Long or Double
 * @param value the row's value in it, or null
 */
record Column(String name, Class<?> type, Function<ManifestRow, Object> value) {
    static final String ISSUE_SEPARATOR = ";";

    /** All columns in their order. Names and order are a contract: a new one comes last, so that it does not shift others. */
    static final List<Column> ALL = all();

    private static List<Column> all() {
        List<Column> columns = new ArrayList<>(List.of(
                new Column("item", String.class, ManifestRow::item),
                new Column("dataset", String.class, ManifestRow::dataset),
                new Column("source", String.class, ManifestRow::source),
                new Column("content", String.class, ManifestRow::content),
                new Column("state", String.class, ManifestRow::state),
                new Column("reason", String.class, ManifestRow::reason),
                new Column("bytes", Long.class, ManifestRow::bytes),
                new Column("format", String.class, ManifestRow::format),
                new Column("width", Integer.class, ManifestRow::width),
                new Column("height", Integer.class, ManifestRow::height),
                new Column("color_mode", String.class, ManifestRow::colorMode),
                new Column("label", String.class, ManifestRow::label),
                new Column("group", String.class, ManifestRow::group),
                new Column("split", String.class, ManifestRow::split),
                new Column("fold", Integer.class, ManifestRow::fold),
                new Column("cluster", String.class, ManifestRow::cluster),
                new Column("representative", String.class, ManifestRow::representative),
                new Column("ahash", String.class, ManifestRow::ahash),
                new Column("phash", String.class, ManifestRow::phash),
                new Column("dhash", String.class, ManifestRow::dhash),
                new Column("issues", String.class, Column::issues)));
        for (Measure measure : Measure.values()) {
            columns.add(new Column(
                    measure.key(), Double.class, row -> row.measures().get(measure)));
            if (measure == Measure.GRAY_RANGE) { // the last measure there was when these columns came
                columns.add(new Column("labels", String.class, row -> JoinedLabels.join(row.labels())));
                columns.add(new Column("related", String.class, row -> JoinedLabels.join(row.related())));
                columns.add(new Column(
                        "objects",
                        Integer.class,
                        row -> row.labelled() == null ? null : row.labelled().objects()));
                columns.add(new Column("label_issues", String.class, Column::labelIssues));
                columns.add(new Column(
                        "annotators",
                        String.class,
                        row -> row.labelled() == null
                                ? null
                                : JoinedLabels.join(row.labelled().annotators())));
            }
        }
        return List.copyOf(columns);
    }

    private static String labelIssues(ManifestRow row) {
        return row.labelled() == null || row.labelled().issues().isEmpty()
                ? null
                : row.labelled().issues().stream().map(LabelIssue::name).collect(Collectors.joining(ISSUE_SEPARATOR));
    }

    private static String issues(ManifestRow row) {
        return row.issues().isEmpty()
                ? null
                : row.issues().stream().map(Issue.Kind::name).collect(Collectors.joining(ISSUE_SEPARATOR));
    }
}
