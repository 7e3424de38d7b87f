package dev.winnow.endtoend.commandline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the launcher shows and leaves while it builds: a stand-in for Maven prints what Maven prints of two modules. */
class LauncherTest {
    private static final long PATIENCE_SECONDS = 60;

    @TempDir
    Path checkout;

    @BeforeEach
    void checkOut() throws IOException {
        Path root = Path.of(System.getProperty("winnow.root"));
        Files.copy(root.resolve("winnow"), checkout.resolve("winnow"));
        Files.createFile(checkout.resolve("pom.xml"));
        Files.createDirectories(checkout.resolve("dataset/src/main"));
        Files.createFile(checkout.resolve("dataset/pom.xml"));
        Files.createDirectory(checkout.resolve("bin"));
    }

    @Test
    void aBuildSaysWhichModuleItIsAt() throws Exception {
        maven("echo '[INFO] Building dataset 0.1.0-SNAPSHOT            [1/2]'; sleep 1.5; exit 1");

        Process launcher = launch();

        assertThat(ended(launcher)).contains("dataset, 1 of 2").contains("winnow: could not be built");
        assertThat(launcher.exitValue()).isEqualTo(2);
    }

    @Test
    void aFailedBuildShowsMavensErrors() throws Exception {
        maven("echo '[ERROR] No compiler is provided'; exit 1");

        assertThat(ended(launch())).contains("[ERROR] No compiler is provided");
    }

    @Test
    void anInterruptedBuildEndsWithItsMavenAndIsDoneAgain() throws Exception {
        Path jar = checkout.resolve("standalone/target/quarkus-app/quarkus-run.jar");
        maven("mkdir -p " + jar.getParent() + "; echo half > " + jar + "; touch " + checkout.resolve("building-now")
                + "; exec sleep 300");
        Process first = launch();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!Files.exists(checkout.resolve("building-now"))) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            first.waitFor(20, TimeUnit.MILLISECONDS);
        }
        ProcessHandle maven = first.descendants()
                .filter(process -> process.info().commandLine().orElse("").contains("sleep 300"))
                .findAny()
                .orElseThrow();

        first.destroy();

        ended(first);
        maven.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(first.exitValue()).isEqualTo(130);
        maven("exit 1");
        assertThat(ended(launch())).contains("Building Winnow");
    }

    private void maven(String script) throws IOException {
        Path file = checkout.resolve("bin/mvn");
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    private Process launch() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        "bash", checkout.resolve("winnow").toString(), "--help")
                .redirectErrorStream(true)
                .redirectOutput(checkout.resolve("said.txt").toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().merge("PATH", checkout.resolve("bin").toString(), (path, bin) -> bin + ":" + path);
        return builder.start();
    }

    private String ended(Process launcher) throws Exception {
        assertThat(launcher.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        return Files.readString(checkout.resolve("said.txt"));
    }
}
