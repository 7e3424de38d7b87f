package dev.winnow.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileProbeTest {
    @TempDir
    Path folder;

    @Test
    void aWholeFileCanBeRead() throws Exception {
        Path file = Files.write(folder.resolve("a.jpg"), new byte[100_000]);

        assertThat(FileProbe.whyUnreadable(file)).isEmpty();
    }

    @Test
    void aFileThatIsGoneCannot() {
        assertThat(FileProbe.whyUnreadable(folder.resolve("gone.jpg"))).hasValue("there is no such file");
    }

    @Test
    void aFileThatTheDeviceDoesNotGiveCannot() {
        Path memory = Path.of("/proc/self/mem"); // its first page is never mapped
        assumeTrue(Files.isReadable(memory), "no /proc/self/mem: not Linux");

        assertThat(FileProbe.whyUnreadable(memory)).isPresent();
    }
}
