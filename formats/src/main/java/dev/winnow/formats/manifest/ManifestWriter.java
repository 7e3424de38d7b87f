package dev.winnow.formats.manifest;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;

/**
 * Writes a manifest row by row, in memory that does not grow with their number. Not safe for use by several threads. Only a
 * closed writer has written a whole file; closing also closes the stream below.
 */
public interface ManifestWriter extends AutoCloseable {

    /** @throws IOException when the stream fails; the file is then incomplete */
    void write(ManifestRow row) throws IOException;

    @Override
    void close() throws IOException;

    /** The kinds of file a manifest is written as. */
    enum Format {
        CSV("text/csv; charset=utf-8"),
        PARQUET("application/vnd.apache.parquet");

        private final String mediaType;

        Format(String mediaType) {
            this.mediaType = mediaType;
        }

        public String mediaType() {
            return mediaType;
        }

        /** The format that a file's name asks for. */
        public static Format ofFile(String name) {
            for (Format format : values()) {
                if (name.toLowerCase(Locale.ROOT).endsWith('.' + format.name().toLowerCase(Locale.ROOT))) {
                    return format;
                }
            }
            throw new IllegalArgumentException(
                    "A manifest is a .csv or a .parquet file, which '" + name + "' is not: name it so");
        }

        /**
         * A writer that owns the stream.
         *
         * @throws IOException when the stream does not take the header
         */
        public ManifestWriter writer(OutputStream out) throws IOException {
            return switch (this) {
                case CSV -> new CsvManifestWriter(out);
                case PARQUET -> new ParquetManifestWriter(out);
            };
        }
    }
}
