package dev.winnow.formats.manifest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Type;
import org.apache.parquet.format.Util;

/** Gathers a column's values of one row group and writes them as a page. */
final class ParquetColumn {
    private final Column column;

    /** Runs of "there" and "null" in Parquet's RLE/bit-packing hybrid, runs only: a varint of length × 2, then the level. */
    private final ByteArrayOutputStream levels = new ByteArrayOutputStream();

    private final ByteArrayOutputStream values = new ByteArrayOutputStream();
    private int count;
    private int runLevel;
    private int runLength;

    ParquetColumn(Column column) {
        this.column = column;
    }

    static Type physicalType(Class<?> type) {
        if (type == String.class) {
            return Type.BYTE_ARRAY;
        }
        if (type == Integer.class) {
            return Type.INT32;
        }
        if (type == Long.class) {
            return Type.INT64;
        }
        if (type == Double.class) {
            return Type.DOUBLE;
        }
        throw new IllegalArgumentException("no Parquet type for " + type);
    }

    void add(ManifestRow row) {
        Object value = column.value().apply(row);
        addLevel(value == null ? 0 : 1);
        count++;
        if (value instanceof String text) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            littleEndian(values, utf8.length, Integer.BYTES);
            values.writeBytes(utf8);
        } else if (value instanceof Integer number) {
            littleEndian(values, number, Integer.BYTES);
        } else if (value instanceof Long number) {
            littleEndian(values, number, Long.BYTES);
        } else if (value instanceof Double number) {
            littleEndian(values, Double.doubleToLongBits(number), Long.BYTES);
        }
    }

    /** Writes the page and starts the next row group's. */
    ColumnChunk writeTo(ParquetManifestWriter.PositionedOutput out) throws IOException {
        endRun();
        ByteArrayOutputStream page = new ByteArrayOutputStream(Integer.BYTES + levels.size() + values.size());
        littleEndian(page, levels.size(), Integer.BYTES);
        levels.writeTo(page);
        values.writeTo(page);
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
            page.writeTo(gzip);
        }
        CRC32 crc = new CRC32();
        crc.update(zipped.toByteArray());
        long start = out.position();
        PageHeader header = new PageHeader(PageType.DATA_PAGE, page.size(), zipped.size())
                .setCrc((int) crc.getValue())
                .setData_page_header(new DataPageHeader(count, Encoding.PLAIN, Encoding.RLE, Encoding.RLE));
        Util.writePageHeader(header, out);
        long headerBytes = out.position() - start;
        zipped.writeTo(out);
        ColumnMetaData meta = new ColumnMetaData(
                physicalType(column.type()),
                List.of(Encoding.PLAIN, Encoding.RLE),
                List.of(column.name()),
                CompressionCodec.GZIP,
                count,
                headerBytes + page.size(),
                headerBytes + zipped.size(),
                start);
        levels.reset();
        values.reset();
        count = 0;
        return new ColumnChunk(0).setMeta_data(meta);
    }

    private void addLevel(int level) {
        if (level != runLevel) {
            endRun();
            runLevel = level;
        }
        runLength++;
    }

    private void endRun() {
        if (runLength > 0) {
            int header = runLength << 1;
            while (header >= 0x80) {
                levels.write(header & 0x7f | 0x80);
                header >>>= 7;
            }
            levels.write(header);
            levels.write(runLevel);
            runLength = 0;
        }
    }

    private static void littleEndian(ByteArrayOutputStream out, long value, int bytes) {
        for (int i = 0; i < bytes; i++) {
            out.write((int) (value >> (8 * i)));
        }
    }
}
