package dev.winnow.endtoend.commandline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.embedded.FolderLock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What cannot be done is one clear sentence and exit code 2, before anything is started or written. */
class WrongInputTest {
    @TempDir
    Path folder;

    @Test
    void aFolderThatIsNotThere() throws Exception {
        assertRefused("There is no folder nowhere", "run", "nowhere");
    }

    @Test
    void aFileInsteadOfAFolder() throws Exception {
        Files.writeString(folder.resolve("file.jpg"), "x");
        assertRefused("file.jpg is no folder", "run", "file.jpg");
    }

    @Test
    void aFolderWithoutFiles() throws Exception {
        Files.createDirectories(folder.resolve("empty/deeper"));
        assertRefused("There is no file to take in below empty", "run", "empty");
    }

    @Test
    void aSpecWithATypo() throws Exception {
        Files.writeString(images().resolveSibling("spec.yaml"), "splitt: {train: 0.9}\n");
        assertRefused("did you mean 'split'", "run", "images", "--spec", "spec.yaml");
    }

    @Test
    void aDatasetNameThatIsNone() throws Exception {
        images();
        assertRefused("A dataset's name is 1 to 64 of a-z", "run", "images", "--dataset", "My Photos");
    }

    @Test
    void aPortThatIsTaken() throws Exception {
        images();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            assertRefused("choose another with --port", "run", "images", "--port", taken.getLocalPort());
        }
    }

    @Test
    void aStateFolderThatIsInUse() throws Exception {
        images();
        Path state = Files.createDirectories(folder.resolve("state"));
        try (FolderLock held = FolderLock.take(state.resolve("lock"))) {
            assertThat(held).isNotNull();
            assertRefused(
                    "is in use by another run of Winnow (process "
                            + ProcessHandle.current().pid() + ")",
                    "run",
                    "images",
                    "--port",
                    0,
                    "--data",
                    "state");
        }
    }

    @Test
    void aStateFolderThatHoldsOtherThings() throws Exception {
        images();
        assertRefused("holds other files", "run", "images", "--port", 0, "--data", "images");
    }

    @Test
    void aStateFolderOfAnotherVersion() throws Exception {
        images();
        Files.writeString(
                Files.createDirectories(folder.resolve("state")).resolve("winnow-state"), "winnow state 99\n");
        assertRefused("says 'winnow state 99'", "run", "images", "--port", 0, "--data", "state");
    }

    @Test
    void aManifestOfAnUnknownKind() throws Exception {
        images();
        assertRefused("ends neither in .csv nor in .parquet", "run", "images", "--manifest", "out.xlsx");
    }

    @Test
    void aSummaryIntoAFolderThatIsNotThere() throws Exception {
        images();
        assertRefused(
                "--json nowhere/summary.json cannot be written", "run", "images", "--json", "nowhere/summary.json");
    }

    @Test
    void anOptionThatIsNotKnown() throws Exception {
        assertRefused("Unknown option", "serve", "--prot", 8081);
    }

    @Test
    void aGatewayThatIsNotRunningEndsWithOne() throws Exception {
        try (Winnow winnow = Winnow.start(folder, "status", "--to", "http://127.0.0.1:1")) {
            assertThat(winnow.exitCode()).isEqualTo(1);
            assertThat(winnow.output()).contains("Cannot talk to the gateway at http://127.0.0.1:1");
        }
    }

    private Path images() throws IOException {
        Path images = Files.createDirectories(folder.resolve("images"));
        Files.write(images.resolve("a.jpg"), new byte[] {1});
        return images;
    }

    private void assertRefused(String sentence, Object... arguments) throws Exception {
        try (Winnow winnow = Winnow.start(folder, arguments)) {
            assertThat(winnow.exitCode()).as(winnow.output()).isEqualTo(2);
            assertThat(winnow.output())
                    .startsWith("winnow: ")
                    .contains(sentence)
                    .doesNotContain("\tat ");
        }
    }
}
