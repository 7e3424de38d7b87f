package dev.winnow.formats.manifest;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * A manifest as CSV: RFC 4180, UTF-8 without a byte order mark, a header line, an empty cell where a value is null, numbers with
 * a decimal point. Text is {@linkplain FormulaGuard guarded} against being run as a formula; {@link CsvManifestReader} undoes that.
 */
public final class CsvManifestWriter implements ManifestWriter {
    private final CSVPrinter csv;

    /** @throws IOException when the stream does not take the header line */
    public CsvManifestWriter(OutputStream out) throws IOException {
        this.csv = new CSVPrinter(
                new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8)), CSVFormat.RFC4180);
        csv.printRecord(Column.ALL.stream().map(Column::name));
    }

    @Override
    public void write(ManifestRow row) throws IOException {
        for (Column column : Column.ALL) {
            Object value = column.value().apply(row);
            csv.print(value instanceof String text ? FormulaGuard.guard(text) : value);
        }
        csv.println();
    }

    @Override
    public void close() throws IOException {
        csv.close(true);
    }
}
