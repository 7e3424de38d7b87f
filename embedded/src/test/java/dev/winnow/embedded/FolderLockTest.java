package dev.winnow.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderLockTest {
    @TempDir
    Path folder;

    /** Started as a process: takes the lock of the file it is given and says whether it got it. */
    static final class Taker {
        public static void main(String... args) throws Exception {
            try (FolderLock lock = FolderLock.take(Path.of(args[0]))) {
                System.out.println("taken " + (lock != null));
            } catch (FolderLock.HeldException e) {
                System.out.println("held by " + e.owner().orElse(0));
            }
        }
    }

    @Test
    void anotherProcessIsRefusedAndLearnsWhoHoldsTheLock() throws Exception {
        Path file = folder.resolve("lock");
        try (FolderLock lock = FolderLock.take(file)) {
            assertThat(lock).isNotNull();
            assertThat(another(file))
                    .isEqualTo("held by " + ProcessHandle.current().pid());
        }
        assertThat(another(file)).isEqualTo("taken true");
    }

    @Test
    void aSecondAttemptInTheSameProcessIsRefusedAndLosesNothing() throws Exception {
        Path file = folder.resolve("lock");
        try (FolderLock lock = FolderLock.take(file)) {
            assertThat(lock).isNotNull();
            assertThatThrownBy(() -> FolderLock.take(file))
                    .isInstanceOfSatisfying(
                            FolderLock.HeldException.class,
                            e -> assertThat(e.owner())
                                    .hasValue(ProcessHandle.current().pid()));

            assertThat(another(file)).startsWith("held by");
        }
    }

    @Test
    void aLockThatWasReleasedCanBeTakenAgain() throws Exception {
        FolderLock.take(folder.resolve("lock")).close();

        try (FolderLock again = FolderLock.take(folder.resolve("lock"))) {
            assertThat(another(folder.resolve("lock"))).startsWith("held by");
            assertThat(again).isNotNull();
        }
    }

    private static String another(Path file) throws Exception {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Taker.class.getName(),
                        file.toString()))
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes()).strip();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return said;
    }
}
