package dev.winnow.endtoend.commandline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The command as a user runs it: a process of its own, whose output and exit code are looked at. Closing it ends it. */
final class Winnow implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 240;

    private final Process process;
    private final Path folder;
    private final Path output;

    private Winnow(Process process, Path folder, Path output) {
        this.process = process;
        this.folder = folder;
        this.output = output;
    }

    static Winnow start(Path folder, Object... arguments) throws IOException {
        Path root = Path.of(System.getProperty("winnow.root"));
        Path app = root.resolve("standalone/target/quarkus-app/quarkus-run.jar");
        assertThat(app).as("the packaged application; 'mvn package' makes it").exists();
        Path output = Files.createTempFile(folder, "output", ".txt");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx768m",
                "-XX:TieredStopAtLevel=1", // it ends before the second compiler has paid off
                "-XX:+UseSerialGC",
                "-Djava.awt.headless=true",
                "-jar",
                app.toString()));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("LC_ALL", "C.UTF-8");
        return new Winnow(builder.start(), folder, output);
    }

    /** Waits for the end. */
    int exitCode() throws InterruptedException, IOException {
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .as("ended; it said:%n%s", output())
                .isTrue();
        return process.exitValue();
    }

    /** Waits for a line that fits, and returns the first group of it, or the line. */
    String awaitLine(String regex) throws InterruptedException, IOException {
        Pattern pattern = Pattern.compile(regex, Pattern.MULTILINE);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (System.nanoTime() < deadline) {
            Matcher matcher = pattern.matcher(output());
            if (matcher.find()) {
                return matcher.groupCount() > 0 ? matcher.group(1) : matcher.group();
            }
            assertThat(process.isAlive() || pattern.matcher(output()).find())
                    .as("alive until it says '%s'; it said:%n%s", regex, output())
                    .isTrue();
            process.waitFor(50, TimeUnit.MILLISECONDS);
        }
        throw new AssertionError("It did not say '" + regex + "' but:\n" + output());
    }

    String output() throws IOException {
        return Files.readString(output, StandardCharsets.UTF_8);
    }

    /** SIGTERM, as an orderly end. */
    void terminate() {
        process.destroy();
    }

    /** Any signal, as a terminal or a service manager sends it. */
    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("/bin/sh", "-c", "kill -" + name + " " + process.pid())
                .start()
                .waitFor();
    }

    /** Whether it ended by itself within a time. */
    boolean endsWithin(Duration longest) throws InterruptedException {
        return process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** SIGKILL, for this process alone: the database server it started is left over. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** The database server of the run on the state folder {@code state}, which it outlives where that is killed. */
    Optional<ProcessHandle> databaseServer() throws IOException {
        Path pidFile = folder.resolve("state/database/data/postmaster.pid");
        if (!Files.exists(pidFile)) {
            return Optional.empty();
        }
        return ProcessHandle.of(
                Long.parseLong(Files.readAllLines(pidFile).get(0).strip()));
    }

    @Override
    public void close() throws InterruptedException, IOException {
        process.destroyForcibly();
        process.waitFor();
        databaseServer().ifPresent(ProcessHandle::destroyForcibly);
    }
}
