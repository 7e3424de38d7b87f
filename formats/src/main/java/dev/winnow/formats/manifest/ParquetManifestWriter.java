package dev.winnow.formats.manifest;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.StringType;
import org.apache.parquet.format.Util;

/**
 * A manifest as a Parquet file: a flat schema of optional columns, text as UTF-8 strings, numbers as INT32, INT64 and DOUBLE, one
 * data page (version 1, PLAIN, gzip) per column and row group. Rows are held until a row group is full.
 *
 * <p>The format is written as its specification (apache/parquet-format) describes it; the structures in Thrift are Parquet's own.
 */
public final class ParquetManifestWriter implements ManifestWriter {
    static final int ROWS_PER_GROUP = 20_000;
    private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);

    private final PositionedOutput out;
    private final int rowsPerGroup;
    private final List<ParquetColumn> columns =
            Column.ALL.stream().map(ParquetColumn::new).toList();
    private final List<RowGroup> groups = new ArrayList<>();
    private int rowsInGroup;
    private long rows;
    private boolean closed;

    /** @throws IOException when the stream does not take the file's first bytes */
    public ParquetManifestWriter(OutputStream out) throws IOException {
        this(out, ROWS_PER_GROUP);
    }

    ParquetManifestWriter(OutputStream out, int rowsPerGroup) throws IOException {
        this.out = new PositionedOutput(out);
        this.rowsPerGroup = rowsPerGroup;
        this.out.write(MAGIC);
    }

    @Override
    public void write(ManifestRow row) throws IOException {
        for (ParquetColumn column : columns) {
            column.add(row);
        }
        rows++;
        if (++rowsInGroup == rowsPerGroup) {
            endGroup();
        }
    }

    /** Writes the last row group and the footer, without which the file cannot be read. */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try (out) {
            endGroup();
            long start = out.position();
            Util.writeFileMetaData(new FileMetaData(1, schema(), rows, groups).setCreated_by("winnow"), out);
            int length = Math.toIntExact(out.position() - start);
            out.write(new byte[] {(byte) length, (byte) (length >> 8), (byte) (length >> 16), (byte) (length >> 24)});
            out.write(MAGIC);
        }
    }

    private void endGroup() throws IOException {
        if (rowsInGroup == 0) {
            return;
        }
        List<ColumnChunk> chunks = new ArrayList<>(columns.size());
        long uncompressed = 0;
        for (ParquetColumn column : columns) {
            ColumnChunk chunk = column.writeTo(out);
            chunks.add(chunk);
            uncompressed += chunk.getMeta_data().getTotal_uncompressed_size();
        }
        groups.add(new RowGroup(chunks, uncompressed, rowsInGroup).setOrdinal((short) groups.size()));
        rowsInGroup = 0;
    }

    private static List<SchemaElement> schema() {
        List<SchemaElement> schema = new ArrayList<>();
        schema.add(new SchemaElement("manifest").setNum_children(Column.ALL.size()));
        for (Column column : Column.ALL) {
            SchemaElement element = new SchemaElement(column.name())
                    .setRepetition_type(FieldRepetitionType.OPTIONAL)
                    .setType(ParquetColumn.physicalType(column.type()));
            if (column.type() == String.class) {
                element.setConverted_type(ConvertedType.UTF8).setLogicalType(LogicalType.STRING(new StringType()));
            }
            schema.add(element);
        }
        return schema;
    }

    /** Knows how many bytes went through it: Parquet's footer points at pages by their offsets. */
    static final class PositionedOutput extends OutputStream {
        private final OutputStream out;
        private long position;

        PositionedOutput(OutputStream out) {
            this.out = out;
        }

        long position() {
            return position;
        }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
            position++;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            position += length;
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }
}
