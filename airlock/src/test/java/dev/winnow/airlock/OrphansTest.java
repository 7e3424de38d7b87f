package dev.winnow.airlock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.spec.Limits;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A parent that is killed and cannot tidy up. */
@EnabledOnOs(OS.LINUX)
class OrphansTest {

    /** The parent: has one child hanging in a decode and one idle, and names both. */
    public static final class Parent {
        public static void main(String[] arguments) throws Exception {
            Airlock airlock = new Airlock(new AirlockSettings(2, 256L << 20, 20_000, Misbehaving.class));
            byte[] order = Misbehaving.order(arguments[0]);
            Thread hung = new Thread(() -> {
                try {
                    airlock.vet(ContentHash.of(order), order, "x.png", Limits.defaults());
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            hung.start();
            byte[] file = Drawn.png(8, 8);
            airlock.vet(ContentHash.of(file), file, "x.png", Limits.defaults()); // the other child is up and works
            for (ProcessHandle child : airlock.processes()) {
                System.out.println(child.pid());
            }
            System.out.println("ready");
            hung.join();
        }
    }

    @Test
    void noChildOutlivesAKilledParent() throws Exception {
        for (String order : List.of("hang", "spin")) {
            Process parent = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                            Parent.class.getName(),
                            order)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            List<ProcessHandle> children;
            try (BufferedReader said = parent.inputReader()) {
                children = Stream.iterate(said.readLine(), line -> !line.equals("ready"), line -> next(said))
                        .map(line -> ProcessHandle.of(Long.parseLong(line)).orElseThrow())
                        .toList();

                parent.destroyForcibly().waitFor();
            }

            assertThat(children).hasSize(2);
            for (ProcessHandle child : children) {
                // fails by its time limit if the child lives on
                child.onExit().get(60, TimeUnit.SECONDS);
                assertThat(child.isAlive()).isFalse();
            }
        }
    }

    @Test
    void whatAKilledParentLeftIsRemovedByTheNext(@TempDir Path temporary) throws Exception {
        Process parent = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.io.tmpdir=" + temporary,
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Parent.class.getName(),
                        "hang")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader said = parent.inputReader()) {
            while (!"ready".equals(next(said))) {}
        }
        parent.destroyForcibly().waitFor();
        assertThat(temporary).isDirectoryContaining("glob:**winnow-airlock-*");
        Path left;
        try (Stream<Path> there = Files.list(temporary)) {
            left = there.filter(path -> path.getFileName().toString().startsWith("winnow-airlock-"))
                    .findFirst()
                    .orElseThrow();
        }

        try (PrivateFolder next = PrivateFolder.createIn(temporary);
                PrivateFolder another = PrivateFolder.createIn(temporary)) {
            assertThat(left).doesNotExist();
            assertThat(next.resolve(".")).exists();
            assertThat(another.resolve(".")).exists();
        }
    }

    private static String next(BufferedReader reader) {
        try {
            String line = reader.readLine();
            return line == null ? "ready" : line;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
