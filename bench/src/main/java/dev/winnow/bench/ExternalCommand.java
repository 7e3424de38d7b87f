package dev.winnow.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/**
 * Another program that does the same work, measured by itself: a shell command whose last line of output says how fast it was.
 * In the command {@code {images}} stands for the folder of images and {@code {out}} for an empty folder to write to.
 */
public final class ExternalCommand {
    private static final int LINES_TOLD = 10;

    private final String command;
    private final Function<String, Outcome> reader;

    /** @param reader makes an outcome of the last line; throws {@link IllegalArgumentException} where it is none */
    public ExternalCommand(String command, Function<String, Outcome> reader) {
        if (!command.contains("{images}")) {
            throw new IllegalArgumentException(
                    "The command '" + command + "' has no {images}: say where the folder of images goes");
        }
        this.command = command;
        this.reader = reader;
    }

    /**
     * What the program said of itself.
     *
     * @param cpuSeconds of all its processes
     */
    public record Outcome(double imagesPerSecond, double cpuSeconds) {}

    public String command() {
        return command;
    }

    /**
     * Runs the command and waits for its end.
     *
     * @throws IllegalStateException if it fails or its last line is no outcome; the message holds the end of what it printed
     */
    public Outcome run(Path images, Path out) throws IOException, InterruptedException {
        String line = command.replace("{images}", quoted(images)).replace("{out}", quoted(out));
        Path errors = Files.createTempFile("winnow-bench", ".err");
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", line).redirectError(errors.toFile());
        // The allocator settings that a launcher made for this process are not the other program's.
        builder.environment().keySet().removeIf(name -> name.startsWith("MALLOC_"));
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            String last = lastLine(process);
            int exitCode = process.waitFor();
            if (exitCode != 0) {
                throw new IllegalStateException(
                        "'" + line + "' ended with exit code " + exitCode + ":\n" + end(errors));
            }
            try {
                return reader.apply(last);
            } catch (IllegalArgumentException e) {
                throw new IllegalStateException(
                        "The last line of '" + line + "' should be JSON with images_per_s and cpu_seconds, and is: "
                                + last,
                        e);
            }
        } finally {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
            Files.deleteIfExists(errors);
        }
    }

    private static String lastLine(Process process) {
        try (BufferedReader output = process.inputReader()) {
            return output.lines().filter(line -> !line.isBlank()).reduce("", (before, line) -> line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String end(Path errors) throws IOException {
        List<String> lines = Files.readAllLines(errors);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES_TOLD), lines.size()));
    }

    /** One word for the shell, whatever is in it. */
    private static String quoted(Path path) {
        return "'" + path.toAbsolutePath().toString().replace("'", "'\\''") + "'";
    }
}
