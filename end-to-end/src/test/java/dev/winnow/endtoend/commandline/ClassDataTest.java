package dev.winnow.endtoend.commandline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When the launcher of an unpacked archive makes class data and uses them: a stand-in for Java says what it was asked for. */
class ClassDataTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private Path jar;
    private Path classData;

    @BeforeEach
    void unpack() throws IOException {
        Path root = Path.of(System.getProperty("winnow.root"));
        Files.createDirectories(folder.resolve("winnow/bin"));
        Files.copy(root.resolve("winnow"), folder.resolve("winnow/bin/winnow"));
        jar = Files.createDirectories(folder.resolve("winnow/app/app")).resolve("standalone.jar");
        write(jar, "one");
        write(folder.resolve("winnow/app/quarkus-run.jar"), "run");
        classData = folder.resolve("cache/winnow");
        java("17.0.1");
    }

    @Test
    void theSecondRunUsesWhatWasMadeAfterTheFirst() throws Exception {
        assertThat(run("serve")).contains("DumpLoadedClassList").doesNotContain("SharedArchiveFile");
        Path archive = madeArchive();

        assertThat(run("serve")).contains("-XX:SharedArchiveFile=" + archive).doesNotContain("DumpLoadedClassList");
        assertThat(run("status")).contains("-XX:SharedArchiveFile=" + archive);
    }

    @Test
    void classDataOfOtherJarsOrOfAnotherJavaAreNotUsed() throws Exception {
        run("serve");
        madeArchive();

        write(jar, "two"); // of the same size and time
        assertThat(run("status")).doesNotContain("SharedArchiveFile");
        write(jar, "one");
        assertThat(run("status")).contains("SharedArchiveFile");
        java("17.0.2");
        assertThat(run("status")).doesNotContain("SharedArchiveFile");
    }

    @Test
    void aRunThatLoadedLittleAndOneThatAsksForNoneMakeNone() throws Exception {
        assertThat(run("serve", "--wrong")).contains("DumpLoadedClassList");
        Awaitility.await().atMost(PATIENCE).until(() -> files().isEmpty());

        assertThat(run("--help")).doesNotContain("DumpLoadedClassList").doesNotContain("SharedArchiveFile");
        assertThat(files()).isEmpty();
    }

    @Test
    void oneRunAtATimeMakesThem() throws Exception {
        run("serve");
        Path archive = madeArchive();
        Files.delete(archive);
        Path lock = Files.createDirectory(Path.of(archive + ".lock"));

        assertThat(run("serve")).doesNotContain("DumpLoadedClassList");

        Files.setLastModifiedTime(lock, FileTime.from(Instant.now().minus(Duration.ofHours(1)))); // its run was killed
        assertThat(run("serve")).contains("DumpLoadedClassList");
        madeArchive();
    }

    @Test
    void withoutClassDataTheStartIsAPlainOne() throws Exception {
        Process launcher = launcher("serve").start();
        launcher.waitFor();
        madeArchive();
        ProcessBuilder off = launcher("serve");
        off.environment().put("WINNOW_CLASS_DATA", "off");

        assertThat(said(off))
                .contains("-jar")
                .doesNotContain("SharedArchiveFile")
                .doesNotContain("DumpLoadedClassList");
    }

    private Path madeArchive() throws IOException {
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> files().size() == 1 && files().get(0).toString().endsWith(".jsa"));
        return files().get(0);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> there = Files.list(classData)) {
            return there.toList();
        }
    }

    /** Writes with a time of its own, as unpacking does. */
    private static void write(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_767_225_600_000L));
    }

    private void java(String version) throws IOException {
        Path home = Files.createDirectories(folder.resolve("java"));
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
        Path program = Files.createDirectories(home.resolve("bin")).resolve("java");
        Files.writeString(program, """
                #!/bin/sh
                for argument in "$@"; do
                    case "$argument" in
                        -XX:DumpLoadedClassList=*) list=${argument#*=} ;;
                        -XX:SharedArchiveFile=*) archive=${argument#*=} ;;
                        -Xshare:dump) dump=yes ;;
                        --wrong) wrong=yes ;;
                    esac
                done
                [ -z "$list" ] || [ -n "$wrong" ] || yes java/lang/Object | head -n 20000 >"$list"
                [ -z "$list" ] || [ -z "$wrong" ] || echo java/lang/Object >"$list"
                [ -z "$dump" ] || echo data >"$archive"
                echo "$@"
                """);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    }

    private String run(String... arguments) throws Exception {
        return said(launcher(arguments));
    }

    private static String said(ProcessBuilder launcher) throws Exception {
        Process process = launcher.start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }

    private ProcessBuilder launcher(String... arguments) {
        ProcessBuilder builder = new ProcessBuilder(Stream.concat(
                                Stream.of(
                                        "bash",
                                        folder.resolve("winnow/bin/winnow").toString()),
                                Stream.of(arguments))
                        .toList())
                .redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", folder.resolve("java").toString());
        builder.environment().put("XDG_CACHE_HOME", folder.resolve("cache").toString());
        builder.environment().remove("WINNOW_CLASS_DATA");
        return builder;
    }
}
