package dev.winnow.formats.release;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import org.apache.commons.compress.archivers.zip.Zip64Mode;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;

/**
 * Writes an export as a zip archive. Nothing is deflated: pictures are compressed already, and the bytes of a deflater differ between
 * machines. Times are 1980-01-01, the first that the format knows. The checksum goes before a file's bytes, so that a file is held in
 * memory first, or in a temporary file where it is large.
 */
public final class ZipSink implements FileSink {
    private static final int MOST_IN_MEMORY = 64 << 20;

    /** Of MS-DOS, without a zone: 1980-01-01 00:00. */
    private static final LocalDateTime FIRST = LocalDateTime.of(1980, 1, 1, 0, 0);

    private final ZipArchiveOutputStream zip;

    /** @param out is closed with the sink */
    public ZipSink(OutputStream out) {
        zip = new ZipArchiveOutputStream(out);
        zip.setMethod(ZipArchiveOutputStream.STORED);
        zip.setUseZip64(Zip64Mode.AsNeeded);
    }

    @Override
    public void file(String path, long bytes, InputStream content) throws IOException {
        if (bytes <= MOST_IN_MEMORY) {
            byte[] all = content.readNBytes((int) bytes + 1);
            StatedLength.require(path, bytes, all.length);
            CRC32 crc = new CRC32();
            crc.update(all);
            write(path, bytes, crc.getValue(), new ByteArrayInputStream(all));
            return;
        }
        Path held = Files.createTempFile("winnow-zip", ".part");
        try {
            CRC32 crc = new CRC32();
            try (OutputStream out = new CheckedOutputStream(Files.newOutputStream(held), crc)) {
                StatedLength.require(path, bytes, content.transferTo(out));
            }
            try (InputStream in = Files.newInputStream(held)) {
                write(path, bytes, crc.getValue(), in);
            }
        } finally {
            Files.deleteIfExists(held);
        }
    }

    private void write(String path, long bytes, long crc, InputStream content) throws IOException {
        ZipArchiveEntry entry = new ZipArchiveEntry(path);
        entry.setMethod(ZipArchiveOutputStream.STORED);
        entry.setSize(bytes);
        entry.setCompressedSize(bytes);
        entry.setCrc(crc);
        entry.setTimeLocal(FIRST);
        zip.putArchiveEntry(entry);
        content.transferTo(zip);
        zip.closeArchiveEntry();
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
