package dev.winnow.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.winnow.embedded.FolderLock;
import dev.winnow.formats.folder.FolderWalk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFolderTest {
    @TempDir
    Path folder;

    @Test
    void aNewOneBelongsToItsOwnerAloneAndIsKnownForWhatItIs() throws IOException {
        Path root = folder.resolve("deeper/state");

        try (StateFolder state = StateFolder.take(root)) {
            assertThat(state.root()).isEqualTo(root);
            assertThat(permissions(root)).isEqualTo("rwx------");
            assertThat(FolderWalk.isStateFolder(root)).isTrue();
        }
    }

    @Test
    void anExistingOneIsClosedToOthers() throws IOException {
        StateFolder.take(folder.resolve("state")).close();
        Files.setPosixFilePermissions(folder.resolve("state"), PosixFilePermissions.fromString("rwxrwxrwx"));

        try (StateFolder state = StateFolder.take(folder.resolve("state"))) {
            assertThat(permissions(state.root())).isEqualTo("rwx------");
        }
    }

    @Test
    void aSecondOneIsRefusedAndNamesTheProcessThatHasIt() throws IOException {
        try (StateFolder state = StateFolder.take(folder.resolve("state"))) {
            for (int attempt = 0; attempt < 2; attempt++) {
                assertThatThrownBy(() -> StateFolder.take(state.root()))
                        .isInstanceOfSatisfying(
                                Failure.class, e -> assertThat(e.exitCode()).isEqualTo(Failure.ASKED_WRONG))
                        .hasMessageContaining("in use by another run of Winnow (process "
                                + ProcessHandle.current().pid() + ")");
            }
        }
    }

    @Test
    void aFolderInWhichAStartWasInterruptedIsTaken() throws IOException {
        Path root = Files.createDirectories(folder.resolve("state"));
        FolderLock.take(root.resolve("lock")).close();

        try (StateFolder state = StateFolder.take(root)) {
            assertThat(FolderWalk.isStateFolder(state.root())).isTrue();
        }
    }

    @Test
    void anEmptyMarkerIsThatOfAnInterruptedStart() throws IOException {
        Path root = Files.createDirectories(folder.resolve("state"));
        Files.createFile(root.resolve(FolderWalk.STATE_MARKER));

        StateFolder.take(root).close();

        assertThat(root.resolve(FolderWalk.STATE_MARKER)).hasContent("winnow state 1");
    }

    @Test
    void aFolderWithOtherFilesIsRefusedAndLeftAsItIs() throws IOException {
        Files.writeString(folder.resolve("photo.jpg"), "x");

        assertThatThrownBy(() -> StateFolder.take(folder)).hasMessageContaining("holds other files");

        assertThat(folder.resolve("lock")).doesNotExist();
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
