package dev.winnow.deployment;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The {@code kustomize} or {@code kubectl} of this machine. */
record Kustomize(List<String> command) {

    /** Empty where neither is on the PATH. */
    static Optional<Kustomize> onThePath() {
        return Stream.of(List.of("kustomize", "build"), List.of("kubectl", "kustomize"))
                .filter(command -> isOnThePath(command.get(0)))
                .map(Kustomize::new)
                .findFirst();
    }

    /** What the overlay comes to, as YAML documents. */
    String build(String overlay) {
        List<String> line = new ArrayList<>(command);
        line.add(Checkout.path("k8s/overlays/" + overlay).toString());
        try {
            Path errors = Files.createTempFile("kustomize", ".log");
            try {
                Process process =
                        new ProcessBuilder(line).redirectError(errors.toFile()).start();
                String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                if (process.waitFor() != 0) {
                    throw new IllegalStateException(String.join(" ", line) + ": " + Files.readString(errors));
                }
                return output;
            } finally {
                Files.delete(errors);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot run " + line, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while running " + line, e);
        }
    }

    private static boolean isOnThePath(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
