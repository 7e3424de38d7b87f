package dev.winnow.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExternalCommandTest {

    @TempDir
    Path temp;

    private Path images;
    private Path out;

    @BeforeEach
    void makeFolders() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "commands are run by sh, which is not here");
        images = Files.createDirectory(temp.resolve("it's images"));
        out = Files.createDirectory(temp.resolve("out"));
    }

    @Test
    void theLastLineOfOutputIsTheOutcome() throws Exception {
        ExternalCommand command = command("echo warming up; echo 12.5 3; echo; # {images}");

        assertThat(command.run(images, out)).isEqualTo(new ExternalCommand.Outcome(12.5, 3));
    }

    @Test
    void placeholdersBecomeFoldersWhateverTheyAreCalled() throws Exception {
        Files.createFile(images.resolve("a.jpg"));

        command("ls {images} > {out}/list; echo 1 1").run(images, out);

        assertThat(out.resolve("list")).hasContent("a.jpg");
    }

    @Test
    void aFailureIsToldWithWhatTheCommandSaid() {
        assertThatIllegalStateException()
                .isThrownBy(() -> command("echo no module named x >&2; exit 3; # {images}")
                        .run(images, out))
                .withMessageContainingAll("exit code 3", "no module named x");
    }

    @Test
    void anUnreadableLastLineIsTold() {
        assertThatIllegalStateException()
                .isThrownBy(() -> command("echo done; # {images}").run(images, out))
                .withMessageEndingWith("and is: done");
    }

    @Test
    void aCommandWithoutPlaceForTheImagesIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> command("true")).withMessageContaining("{images}");
    }

    /** Reads two numbers: images per second and CPU seconds. */
    private static ExternalCommand command(String line) {
        return new ExternalCommand(line, text -> {
            String[] numbers = text.split(" ");
            return new ExternalCommand.Outcome(Double.parseDouble(numbers[0]), Double.parseDouble(numbers[1]));
        });
    }
}
