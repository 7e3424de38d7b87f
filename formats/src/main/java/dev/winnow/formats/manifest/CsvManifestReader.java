package dev.winnow.formats.manifest;

import dev.winnow.dataset.Issue;
import dev.winnow.dataset.Measure;
import dev.winnow.dataset.annotation.LabelIssue;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Reads what {@link CsvManifestWriter} wrote, row by row. Columns are found by name: unknown ones are ignored and missing ones
 * read as null, so that manifests of other versions stay readable. Not safe for use by several threads.
 */
public final class CsvManifestReader implements AutoCloseable {
    private static final CSVFormat FORMAT =
            CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();

    private final CSVParser csv;
    private final Iterator<CSVRecord> records;

    /** @throws IOException also where the first line is not a manifest's header */
    public CsvManifestReader(InputStream in) throws IOException {
        try {
            this.csv = FORMAT.parse(new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)));
        } catch (IllegalArgumentException e) {
            throw new IOException("The manifest's first line is no header: " + e.getMessage(), e);
        }
        for (String name : List.of("item", "dataset", "source")) {
            if (!csv.getHeaderMap().containsKey(name)) {
                throw new IOException("The manifest has no column '" + name + "', only " + csv.getHeaderNames());
            }
        }
        this.records = csv.iterator();
    }

    /**
     * The next row, or nothing after the last.
     *
     * @throws IOException when the stream fails, or a line has another number of cells or a value that its column cannot hold
     */
    public Optional<ManifestRow> next() throws IOException {
        CSVRecord cells;
        try {
            if (!records.hasNext()) {
                return Optional.empty();
            }
            cells = records.next();
        } catch (UncheckedIOException e) {
            throw e.getCause() instanceof CSVException
                    ? new IOException(
                            "Line " + csv.getCurrentLineNumber() + " of the manifest is no CSV: "
                                    + e.getCause().getMessage(),
                            e)
                    : e.getCause();
        }
        if (!cells.isConsistent()) {
            throw new IOException("Line " + csv.getCurrentLineNumber() + " of the manifest has " + cells.size()
                    + " cells, its header " + csv.getHeaderNames().size());
        }
        return Optional.of(row(cells));
    }

    private ManifestRow row(CSVRecord cells) throws IOException {
        Map<Measure, Double> measures = new EnumMap<>(Measure.class);
        for (Measure measure : Measure.values()) {
            Double value = number(cells, measure.key(), Double::valueOf);
            if (value != null) {
                measures.put(measure, value);
            }
        }
        return new ManifestRow(
                needed(cells, "item"),
                needed(cells, "dataset"),
                needed(cells, "source"),
                text(cells, "content"),
                text(cells, "state"),
                text(cells, "reason"),
                number(cells, "bytes", Long::valueOf),
                text(cells, "format"),
                number(cells, "width", Integer::valueOf),
                number(cells, "height", Integer::valueOf),
                text(cells, "color_mode"),
                labels(cells),
                text(cells, "group"),
                text(cells, "split"),
                number(cells, "fold", Integer::valueOf),
                text(cells, "cluster"),
                text(cells, "representative"),
                text(cells, "ahash"),
                text(cells, "phash"),
                text(cells, "dhash"),
                issues(cells),
                measures,
                related(cells),
                labelled(cells));
    }

    private String needed(CSVRecord cells, String name) throws IOException {
        String text = text(cells, name);
        if (text == null) {
            throw new IOException("Line " + csv.getCurrentLineNumber() + " of the manifest has no " + name);
        }
        return text;
    }

    private static String text(CSVRecord cells, String name) {
        return cells.isMapped(name) && !cells.get(name).isEmpty() ? FormulaGuard.unguard(cells.get(name)) : null;
    }

    private <T> T number(CSVRecord cells, String name, Function<String, T> parse) throws IOException {
        String cell = cells.isMapped(name) ? cells.get(name) : "";
        try {
            return cell.isEmpty() ? null : parse.apply(cell);
        } catch (NumberFormatException e) {
            throw wrong(name, cell, "a number", e);
        }
    }

    /** Of the one label where the manifest is of a version that wrote one. */
    private static List<String> labels(CSVRecord cells) {
        String joined = text(cells, "labels");
        if (joined != null) {
            return JoinedLabels.split(joined);
        }
        String label = text(cells, "label");
        return label == null ? List.of() : List.of(label);
    }

    private static List<String> related(CSVRecord cells) {
        String joined = text(cells, "related");
        return joined == null ? List.of() : JoinedLabels.split(joined);
    }

    private ManifestRow.Labelled labelled(CSVRecord cells) throws IOException {
        Integer objects = number(cells, "objects", Integer::valueOf);
        if (objects == null) {
            return null;
        }
        String annotators = text(cells, "annotators");
        String cell = text(cells, "label_issues");
        try {
            return new ManifestRow.Labelled(
                    objects,
                    cell == null
                            ? List.of()
                            : Arrays.stream(cell.split(Column.ISSUE_SEPARATOR))
                                    .map(LabelIssue::valueOf)
                                    .toList(),
                    annotators == null ? List.of() : JoinedLabels.split(annotators));
        } catch (IllegalArgumentException e) {
            throw wrong("label_issues", cell, "issues of labels known here, with ; between them", e);
        }
    }

    private List<Issue.Kind> issues(CSVRecord cells) throws IOException {
        String cell = text(cells, "issues");
        try {
            return cell == null
                    ? List.of()
                    : Arrays.stream(cell.split(Column.ISSUE_SEPARATOR))
                            .map(Issue.Kind::valueOf)
                            .toList();
        } catch (IllegalArgumentException e) {
            throw wrong("issues", cell, "issues known here, with ; between them", e);
        }
    }

    private IOException wrong(String name, String cell, String expected, Exception cause) {
        return new IOException(
                "Line " + csv.getCurrentLineNumber() + " of the manifest has '" + cell + "' as " + name + ", expected "
                        + expected,
                cause);
    }

    @Override
    public void close() throws IOException {
        csv.close();
    }
}
