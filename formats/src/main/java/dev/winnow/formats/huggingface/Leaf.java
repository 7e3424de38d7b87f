package dev.winnow.formats.huggingface;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Type;
import org.apache.parquet.format.Util;

/**
 * The values of one leaf of Parquet's schema in one row group, with their repetition and definition levels. Nothing is compressed: pictures
 * are already, and bytes must be those of every machine. Not safe for use by several threads.
 */
final class Leaf {
    private final List<String> path;
    private final Type type;
    private final Levels repetition;
    private final Levels definition;
    private final ByteArrayOutputStream values = new ByteArrayOutputStream();
    private int count;

    /**
     * @param mostRepeated how many lists the leaf is in
     * @param mostDefined how many lists and optional groups, itself included
     */
    Leaf(Type type, int mostRepeated, int mostDefined, String... path) {
        this.type = type;
        this.path = List.of(path);
        this.repetition = new Levels(mostRepeated);
        this.definition = new Levels(mostDefined);
    }

    /** Levels in runs: a varint of length × 2, then the level. */
    private static final class Levels {
        private final int most;
        private final ByteArrayOutputStream runs = new ByteArrayOutputStream();
        private int level;
        private int length;

        Levels(int most) {
            this.most = most;
        }

        void add(int next) {
            if (next != level) {
                end();
                level = next;
            }
            length++;
        }

        private void end() {
            if (length > 0) {
                int header = length << 1;
                while (header >= 0x80) {
                    runs.write(header & 0x7f | 0x80);
                    header >>>= 7;
                }
                runs.write(header);
                runs.write(level);
                length = 0;
            }
        }

        void writeTo(ByteArrayOutputStream page) throws IOException {
            end();
            if (most > 0) {
                number(page, runs.size(), Integer.BYTES);
                runs.writeTo(page);
            }
            runs.reset();
        }
    }

    private void levels(int repeated, int defined) {
        repetition.add(repeated);
        definition.add(defined);
        count++;
    }

    /** No value: null, or an empty list. */
    void nothing(int repeated, int defined) {
        levels(repeated, defined);
    }

    void number(long value, int repeated) {
        levels(repeated, definition.most);
        number(values, value, Long.BYTES);
    }

    void real(double value, int repeated) {
        levels(repeated, definition.most);
        number(values, Double.doubleToLongBits(value), Long.BYTES);
    }

    void bytes(byte[] value) {
        levels(0, definition.most);
        number(values, value.length, Integer.BYTES);
        values.writeBytes(value);
    }

    void text(String value) {
        bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Writes the page and begins the next row group's.
     *
     * @param position of the stream in the file
     */
    ColumnChunk writeTo(OutputStream out, long position) throws IOException {
        ByteArrayOutputStream page = new ByteArrayOutputStream(values.size() + 64);
        repetition.writeTo(page);
        definition.writeTo(page);
        values.writeTo(page);
        byte[] content = page.toByteArray();
        CRC32 crc = new CRC32();
        crc.update(content);
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        Util.writePageHeader(
                new PageHeader(PageType.DATA_PAGE, content.length, content.length)
                        .setCrc((int) crc.getValue())
                        .setData_page_header(new DataPageHeader(count, Encoding.PLAIN, Encoding.RLE, Encoding.RLE)),
                header);
        header.writeTo(out);
        out.write(content);
        long size = header.size() + (long) content.length;
        ColumnMetaData meta = new ColumnMetaData(
                type,
                List.of(Encoding.PLAIN, Encoding.RLE),
                path,
                CompressionCodec.UNCOMPRESSED,
                count,
                size,
                size,
                position);
        values.reset();
        count = 0;
        return new ColumnChunk(0).setMeta_data(meta);
    }

    private static void number(ByteArrayOutputStream out, long value, int bytes) {
        for (int i = 0; i < bytes; i++) {
            out.write((int) (value >> (8 * i)));
        }
    }
}
