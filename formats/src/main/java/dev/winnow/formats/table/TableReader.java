package dev.winnow.formats.table;

import dev.winnow.dataset.annotation.Annotation;
import dev.winnow.dataset.annotation.AnnotationSet;
import dev.winnow.dataset.annotation.Convention;
import dev.winnow.dataset.annotation.DeclaredSize;
import dev.winnow.dataset.annotation.Flags;
import dev.winnow.dataset.annotation.ImageLabels;
import dev.winnow.dataset.annotation.LabelIssue;
import dev.winnow.dataset.annotation.Origin;
import dev.winnow.dataset.annotation.Outcome;
import dev.winnow.dataset.annotation.Provenance;
import dev.winnow.dataset.annotation.Provenance.Standing;
import dev.winnow.dataset.annotation.Shape;
import dev.winnow.formats.labels.AnnotationRecord;
import dev.winnow.formats.labels.Found;
import dev.winnow.formats.labels.LabelFiles;
import dev.winnow.formats.labels.LabelFormat;
import dev.winnow.formats.labels.LabelReader;
import dev.winnow.formats.labels.LabelRequest;
import dev.winnow.formats.labels.LabelSink;
import dev.winnow.formats.labels.PictureLinks;
import dev.winnow.formats.labels.Pictures;
import dev.winnow.formats.labels.Spool;
import dev.winnow.formats.text.Decimal;
import dev.winnow.formats.text.TextLines;
import dev.winnow.formats.text.UnreadableFileException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Reads CSV: a row for each box, or for each class of an image. Rows of one image may stand anywhere. Values are separated by commas, by
 * semicolons, with decimal commas then, or by tabs.
 */
public final class TableReader implements LabelReader {
    private static final int IMAGE = 1;
    private static final int ANNOTATION = 2;

    @Override
    public LabelFormat format() {
        return LabelFormat.CSV;
    }

    @Override
    public void read(LabelRequest request, LabelSink sink) throws IOException {
        LabelFiles.of(request, sink)
                .each(source -> source.toLowerCase(Locale.ROOT).matches(".*\\.[ct]sv"), (file, name) -> {
                    try {
                        read(file, name, request.pictures(), sink);
                    } catch (CharacterCodingException e) {
                        throw noText(e);
                    } catch (UncheckedIOException | IllegalStateException | IllegalArgumentException e) {
                        throw broken(e);
                    }
                });
    }

    private static UnreadableFileException noText(CharacterCodingException e) {
        return new UnreadableFileException(
                LabelIssue.NOT_THE_EXPECTED_KIND, "The file is no UTF-8 text: save it as UTF-8.", e);
    }

    private static IOException broken(RuntimeException e) {
        Throwable cause = e instanceof UncheckedIOException ? e.getCause() : e;
        if (cause instanceof CharacterCodingException coding) {
            return noText(coding);
        }
        boolean format = !(e instanceof UncheckedIOException)
                || String.valueOf(cause.getMessage()).contains("quote")
                || cause instanceof org.apache.commons.csv.CSVException;
        return format
                ? new UnreadableFileException(
                        LabelIssue.NOT_THE_EXPECTED_KIND, "Not readable as CSV: " + cause.getMessage() + ".", e)
                : (IOException) cause;
    }

    private static void read(Path file, String name, Pictures pictures, LabelSink sink) throws IOException {
        char delimiter = delimiter(file);
        CSVFormat format = CSVFormat.RFC4180
                .builder()
                .setDelimiter(delimiter)
                .setIgnoreEmptyLines(true)
                .get();
        AnnotationRecord record = new AnnotationRecord(name);
        try (Reader text = new BoundedReader(TextLines.reader(file));
                CSVParser csv = format.parse(text);
                Spool byImage = new Spool()) {
            Iterator<CSVRecord> rows = csv.iterator();
            if (!rows.hasNext()) {
                throw new UnreadableFileException(
                        LabelIssue.CSV_MISSING_COLUMN,
                        "The file is empty: expected a header with 'filename' and 'class'.");
            }
            TableColumns columns = TableColumns.of(rows.next().toList());
            if (delimiter == ';') {
                sink.found(Found.of(
                        LabelIssue.CSV_DIALECT,
                        Outcome.KEPT,
                        Origin.of(name),
                        "Read with ; between values and decimal commas."));
            }
            while (rows.hasNext()) {
                CSVRecord row = rows.next();
                row(
                        columns,
                        row.values(),
                        new Origin(name, "line " + (row.getRecordNumber())),
                        delimiter == ';',
                        record,
                        byImage);
            }
            PictureLinks links = new PictureLinks(pictures);
            byImage.each((image, records) -> handOver(name, columns, image, records, record, links, sink));
        }
    }

    private static char delimiter(Path file) throws IOException {
        try (TextLines lines = TextLines.of(file)) {
            String header = lines.next();
            if (header == null) {
                return ',';
            }
            long commas = header.chars().filter(c -> c == ',').count();
            long semicolons = header.chars().filter(c -> c == ';').count();
            long tabs = header.chars().filter(c -> c == '\t').count();
            return semicolons > commas && semicolons >= tabs ? ';' : tabs > commas ? '\t' : ',';
        }
    }

    private static void row(
            TableColumns columns, String[] row, Origin origin, boolean commas, AnnotationRecord record, Spool byImage)
            throws IOException {
        String image = columns.cell(row, "image");
        String category = columns.places().get("class") < row.length
                ? row[columns.places().get("class")]
                : "";
        int[] box = columns.box();
        int given = 0;
        for (int place : box) {
            given += place < row.length && !row[place].isBlank() ? 1 : 0;
        }
        record.begin(IMAGE)
                .text(origin.at())
                .number(side(columns.cell(row, "image_width")))
                .number(side(columns.cell(row, "image_height")));
        byImage.add(image, record.bytes(), record.length());
        if (category.isBlank() && given == 0) {
            return; // looked at, and nothing there
        }
        List<Shape> shapes = new ArrayList<>(1);
        if (box.length == 0) {
            shapes.add(new Shape.WholeImage());
        } else if (given > 0) {
            shapes.add(box(columns, row, commas));
        }
        String score = columns.cell(row, "score");
        OptionalDouble value = Decimal.parse(commas ? score.replace(',', '.') : score);
        record.begin(ANNOTATION)
                .annotation(new Annotation(
                        category,
                        shapes,
                        Flags.of(
                                isTrue(columns.cell(row, "crowd")),
                                isTrue(columns.cell(row, "difficult")),
                                isTrue(columns.cell(row, "occluded")),
                                isTrue(columns.cell(row, "truncated"))),
                        value,
                        new Provenance(
                                origin,
                                "",
                                columns.cell(row, "annotator"),
                                value.isPresent() ? Standing.PREDICTED : Standing.SUBMITTED,
                                Optional.empty()),
                        attributes(columns, row),
                        List.of()));
        byImage.add(image, record.bytes(), record.length());
    }

    private static Map<String, String> attributes(TableColumns columns, String[] row) {
        Map<String, String> attributes = new HashMap<>();
        columns.named().forEach((place, name) -> {
            if (place < row.length && !row[place].isBlank() && !name.isEmpty()) {
                attributes.put(name, row[place].strip());
            }
        });
        return attributes;
    }

    private static boolean isTrue(String cell) {
        return cell.equals("1") || cell.equalsIgnoreCase("true");
    }

    private static long side(String cell) {
        double number = Decimal.parse(cell).orElse(0);
        return number > 0 && number < Integer.MAX_VALUE ? (long) number : 0;
    }

    private static Shape box(TableColumns columns, String[] row, boolean commas) {
        int[] places = columns.box();
        double[] v = new double[4];
        for (int i = 0; i < 4; i++) {
            String cell = places[i] < row.length ? row[places[i]].strip() : "";
            OptionalDouble number = Decimal.parse(commas ? cell.replace(',', '.') : cell);
            if (number.isEmpty()) {
                return new Shape.Unreadable(
                        LabelIssue.BOX_MALFORMED,
                        "A coordinate of the box is '" + (cell.length() > 40 ? cell.substring(0, 40) + "…" : cell)
                                + "', a number is expected; dropped.",
                        String.join(",", row));
            }
            v[i] = number.getAsDouble();
        }
        return columns.boxes() == TableColumns.Boxes.SIZE
                ? new Shape.Box(v[0], v[1], v[2], v[3])
                : Shape.Box.between(v[0], v[1], v[2], v[3]);
    }

    private static void handOver(
            String name,
            TableColumns columns,
            String image,
            Spool.Records records,
            AnnotationRecord record,
            PictureLinks links,
            LabelSink sink) {
        List<Annotation> annotations = new ArrayList<>();
        String at = null;
        long width = 0;
        long height = 0;
        for (ByteBuffer next = records.next(); next != null; next = records.next()) {
            if (next.get() == IMAGE) {
                String line = AnnotationRecord.text(next);
                at = at == null ? line : at;
                width = Math.max(width, next.getLong());
                height = Math.max(height, next.getLong());
            } else {
                annotations.add(record.annotation(next));
            }
        }
        Origin origin = new Origin(name, String.valueOf(at));
        if (image.isEmpty()) {
            sink.found(Found.of(LabelIssue.MISSING_IMAGE, Outcome.REFUSED, origin, "The row names no picture."));
            return;
        }
        PictureLinks.Link link = links.link(origin, image);
        if (link.escapes()) {
            link.findings().forEach(sink::found);
            return;
        }
        boolean sized =
                columns.places().containsKey("image_width") && columns.places().containsKey("image_height");
        Convention convention = switch (columns.boxes()) {
            case OPEN_IMAGES ->
                new Convention(Convention.Unit.NORMALISED, Convention.BoxNotation.CORNERS, Convention.Space.UPRIGHT);
            case SIZE -> Convention.PIXELS;
            case CORNERS, NONE -> Convention.PIXEL_CORNERS;
        };
        sink.image(new ImageLabels(
                link.image(),
                origin,
                sized ? Optional.of(DeclaredSize.stated(width, height)) : Optional.empty(),
                convention,
                "",
                annotations.isEmpty() ? AnnotationSet.DECLARED_EMPTY : AnnotationSet.of(annotations),
                link.findings()));
    }

    /** Bounds the length of one row: a quote that is never closed would take the rest of the file in. */
    private static final class BoundedReader extends BufferedReader {
        private static final int MOST = 16 << 20;
        private int sinceLineEnd;

        BoundedReader(Reader reader) {
            super(reader);
        }

        @Override
        public int read() throws IOException {
            int c = super.read();
            count(c);
            return c;
        }

        @Override
        public int read(char[] buffer, int offset, int length) throws IOException {
            int read = super.read(buffer, offset, length);
            for (int i = offset; i < offset + read; i++) {
                count(buffer[i]);
            }
            return read;
        }

        private void count(int c) throws IOException {
            sinceLineEnd = c == '\n' ? 0 : sinceLineEnd + 1;
            if (sinceLineEnd > MOST) {
                throw new UnreadableFileException(
                        LabelIssue.NOT_THE_EXPECTED_KIND, "A line has more than " + MOST + " characters.");
            }
        }
    }
}
