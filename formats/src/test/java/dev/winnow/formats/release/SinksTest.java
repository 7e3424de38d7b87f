package dev.winnow.formats.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.winnow.dataset.ContentHash;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SinksTest {
    private static final String LONG = "d/".repeat(80) + "é.txt";

    @TempDir
    Path folder;

    private static void fill(FileSink sink) throws IOException {
        try (sink) {
            sink.file("a/b.txt", "one".getBytes(StandardCharsets.UTF_8));
            sink.file(LONG, "two".getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void archivesHoldTheFilesWithFixedTimesAndOwners() throws IOException {
        ByteArrayOutputStream tar = new ByteArrayOutputStream();
        fill(new TarSink(tar));
        ByteArrayOutputStream zip = new ByteArrayOutputStream();
        fill(new ZipSink(zip));

        Map<String, String> inTar = new TreeMap<>();
        try (TarArchiveInputStream in =
                new TarArchiveInputStream(new ByteArrayInputStream(tar.toByteArray()), "UTF-8")) {
            for (TarArchiveEntry entry; (entry = in.getNextEntry()) != null; ) {
                inTar.put(entry.getName(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
                assertThat(entry.getLastModifiedDate().getTime()).isZero();
                assertThat(entry.getLongUserId()).isZero();
                assertThat(entry.getUserName()).isEmpty();
            }
        }
        Map<String, String> inZip = new TreeMap<>();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip.toByteArray()))) {
            for (ZipEntry entry; (entry = in.getNextEntry()) != null; ) {
                inZip.put(entry.getName(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
                assertThat(entry.getTimeLocal()).isEqualTo("1980-01-01T00:00");
            }
        }
        assertThat(inTar).isEqualTo(Map.of("a/b.txt", "one", LONG, "two"));
        assertThat(inZip).isEqualTo(inTar);
    }

    @Test
    void theBytesOfArchivesArePinned() throws IOException {
        ByteArrayOutputStream tar = new ByteArrayOutputStream();
        fill(new TarSink(tar));
        ByteArrayOutputStream zip = new ByteArrayOutputStream();
        fill(new ZipSink(zip));

        assertThat(ContentHash.of(tar.toByteArray()).hex())
                .isEqualTo("500c056b6a9877560fee9673609c27d56fde7abaeb6011d38df5d368251fecf4");
        assertThat(ContentHash.of(zip.toByteArray()).hex())
                .isEqualTo("a280ff077dfd898a5c8c7e1d72da170469823638490d5c7d198ad048256ffa66");
    }

    @Test
    void contentOfAnotherLengthIsAnError() throws IOException {
        for (FileSink sink : new FileSink[] {
            new FolderSink(folder), new TarSink(new ByteArrayOutputStream()), new ZipSink(new ByteArrayOutputStream())
        }) {
            InputStream content = new ByteArrayInputStream(new byte[3]);
            assertThatThrownBy(() -> sink.file("short.bin", 5, content))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("short.bin has 3 bytes where its release states 5");
        }
    }

    @Test
    void aPathThatLeavesTheExportIsRefused() throws IOException {
        FileSink sink = new FolderSink(folder.resolve("out"));

        assertThatThrownBy(() -> sink.file("../x", new byte[1])).isInstanceOf(IllegalArgumentException.class);
        assertThat(Files.exists(folder.resolve("x"))).isFalse();
    }
}
