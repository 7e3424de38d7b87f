package dev.winnow.formats.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.winnow.formats.archive.ArchiveUnpacker.Limits;
import dev.winnow.formats.archive.ArchiveUnpacker.Unpacked;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveUnpackerTest {
    @TempDir
    Path folder;

    private Path into;

    @BeforeEach
    void anEmptyFolder() throws IOException {
        into = Files.createDirectory(folder.resolve("into"));
    }

    @Test
    void aZipIsUnpackedWithoutWhatLeavesIt() throws IOException {
        Path zip = zip(
                "train/cat/a.png", "../../x.png", "/etc/x.png", "C:\\x.png", "train/CON.png", "ü 🐦.png", "a\0b.png");

        Unpacked unpacked = ArchiveUnpacker.unpack(zip, into, Limits.DEFAULTS);

        assertThat(files()).containsExactlyInAnyOrder("train/cat/a.png", "ü 🐦.png");
        assertThat(unpacked.files()).isEqualTo(2);
        assertThat(unpacked.problems()).hasSize(5).anyMatch(problem -> problem.startsWith("'../../x.png'"));
        assertThat(Files.exists(folder.resolve("x.png"))).isFalse();
    }

    @Test
    void aTarIsUnpackedWithoutLinksAndDevices() throws IOException {
        Path file = folder.resolve("a.tar");
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(Files.newOutputStream(file))) {
            put(tar, new TarArchiveEntry("images/a.png"), "a");
            TarArchiveEntry symlink = new TarArchiveEntry("link", TarConstants.LF_SYMLINK);
            symlink.setLinkName("/etc");
            put(tar, symlink, "");
            TarArchiveEntry hardlink = new TarArchiveEntry("hard", TarConstants.LF_LINK);
            hardlink.setLinkName("/etc/passwd");
            put(tar, hardlink, "");
            put(tar, new TarArchiveEntry("device", TarConstants.LF_CHR), "");
            put(tar, new TarArchiveEntry("link/b.png"), "b");
        }

        Unpacked unpacked = ArchiveUnpacker.unpack(file, into, Limits.DEFAULTS);

        assertThat(files()).containsExactlyInAnyOrder("images/a.png", "link/b.png");
        assertThat(unpacked.problems()).hasSize(3);
    }

    @Test
    void anArchiveBeyondALimitLeavesNothing() throws IOException {
        Path many =
                zip(Stream.iterate(0, i -> i + 1).limit(20).map(i -> i + ".png").toArray(String[]::new));
        Path bomb = folder.resolve("bomb.zip");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(bomb))) {
            zip.putNextEntry(new ZipEntry("zeros.png"));
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 30; i++) {
                zip.write(zeros);
            }
        }

        assertThatThrownBy(() -> ArchiveUnpacker.unpack(many, into, new Limits(10, 1_000_000, 100)))
                .isInstanceOf(ArchiveLimitException.class)
                .hasMessageStartingWith("ARCHIVE_LIMIT: the archive has more than 10 entries");
        assertThat(files()).isEmpty();
        assertThatThrownBy(() -> ArchiveUnpacker.unpack(bomb, into, Limits.DEFAULTS))
                .isInstanceOf(ArchiveLimitException.class);
        assertThat(files()).isEmpty();
    }

    @Test
    void whatIsNoArchiveIsSaidToBeNone() throws IOException {
        Path broken = Files.writeString(folder.resolve("broken.zip"), "no archive at all");

        assertThatThrownBy(() -> ArchiveUnpacker.unpack(broken, into, Limits.DEFAULTS))
                .isInstanceOf(IOException.class);
    }

    private static void put(TarArchiveOutputStream tar, TarArchiveEntry entry, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        entry.setSize(bytes.length);
        tar.putArchiveEntry(entry);
        tar.write(bytes);
        tar.closeArchiveEntry();
    }

    private Path zip(String... names) throws IOException {
        Path file = folder.resolve("a.zip");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (String name : names) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write(name.getBytes(StandardCharsets.UTF_8));
            }
        }
        return file;
    }

    private List<String> files() throws IOException {
        try (Stream<Path> all = Files.walk(into)) {
            return all.filter(Files::isRegularFile)
                    .map(path -> into.relativize(path).toString())
                    .toList();
        }
    }
}
