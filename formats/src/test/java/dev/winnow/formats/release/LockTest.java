package dev.winnow.formats.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LockTest {
    @TempDir
    Path folder;

    private void export() throws IOException {
        DrawnRelease drawn = new DrawnRelease();
        try (FolderSink sink = new FolderSink(folder)) {
            Export.write(
                    Exporters.of(ExportFormat.YOLO).orElseThrow(),
                    drawn.release,
                    taker -> {
                        for (ReleaseItem item : drawn.items) {
                            taker.take(item);
                        }
                    },
                    sink,
                    Map.of());
        }
    }

    @Test
    void aWholeExportIsAsItsLockStates() throws IOException {
        export();

        List<LockCheck.Difference> differences = new ArrayList<>();
        LockCheck.Report report = LockCheck.check(folder, differences::add);

        assertThat(differences).isEmpty();
        assertThat(report.files()).isEqualTo(13);
        assertThat(Files.readAllLines(folder.resolve("winnow.lock")))
                .hasSize(14)
                .first()
                .isEqualTo(
                        "# Release \"pets v1\" as yolo. Check a copy: ./winnow verify DIR, or sha256sum -c winnow.lock");
    }

    @Test
    void changedMissingAndAddedFilesAreFound() throws IOException {
        export();
        Files.writeString(folder.resolve("data.yaml"), "names: {}");
        Files.writeString(folder.resolve("more.txt"), "");
        Path gone = Files.list(folder.resolve("images/test")).findFirst().orElseThrow();
        Files.delete(gone);

        List<LockCheck.Difference> differences = new ArrayList<>();
        LockCheck.check(folder, differences::add);

        assertThat(differences)
                .containsExactlyInAnyOrder(
                        new LockCheck.Difference("data.yaml", LockCheck.Trouble.CHANGED),
                        new LockCheck.Difference("images/test/" + gone.getFileName(), LockCheck.Trouble.MISSING),
                        new LockCheck.Difference("more.txt", LockCheck.Trouble.ADDED));
    }

    @Test
    void anExportThatFailsHasNoLock() throws IOException {
        DrawnRelease drawn = new DrawnRelease();

        try (FolderSink sink = new FolderSink(folder)) {
            assertThatThrownBy(() -> Export.write(
                            Exporters.of(ExportFormat.COCO).orElseThrow(),
                            drawn.release,
                            taker -> {
                                taker.take(drawn.items.get(0));
                                throw new IOException("the store is away");
                            },
                            sink,
                            Map.of()))
                    .hasMessage("the store is away");
        }

        assertThat(folder.resolve("winnow.lock")).doesNotExist();
    }

    @Test
    void aLockThatNamesAFileOutsideIsRefused() throws IOException {
        Files.writeString(folder.resolve("winnow.lock"), "0".repeat(64) + "  ../x\n");

        assertThatThrownBy(() -> LockCheck.check(folder, difference -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("in line 1 no hash and path");
    }
}
