package dev.winnow.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No package of a module depends on another one that depends on it, as the JDK's {@code jdeps} reads the classes. */
class PackageCyclesTest {
    private static final Pattern ARROW = Pattern.compile("   (dev\\.winnow\\S*) +-> (dev\\.winnow\\S*) .*");

    @Test
    void noModuleHasAPackageCycle() throws IOException {
        List<Path> modules = modules();
        assertThat(modules).hasSizeGreaterThan(15);
        for (Path classes : modules) {
            assertThat(cycle(packages(classes)))
                    .as("cycle of packages in %s", classes)
                    .isEmpty();
        }
    }

    @Test
    void aCycleIsFound() {
        assertThat(cycle(Map.of("a", Set.of("b"), "b", Set.of("c"), "c", Set.of("b"))))
                .containsExactly("b", "c", "b");
    }

    private static List<Path> modules() throws IOException {
        try (Stream<Path> folders = Files.list(Path.of(".."))) {
            return folders.map(folder -> folder.resolve("target/classes"))
                    .filter(classes -> Files.isDirectory(classes.resolve("dev/winnow")))
                    .sorted()
                    .toList();
        }
    }

    private static Map<String, Set<String>> packages(Path classes) {
        StringWriter out = new StringWriter();
        ToolProvider.findFirst("jdeps")
                .orElseThrow()
                .run(
                        new PrintWriter(out),
                        new PrintWriter(out),
                        "-verbose:package",
                        "-filter:none",
                        classes.toString());
        Map<String, Set<String>> packages = new TreeMap<>();
        out.toString().lines().map(ARROW::matcher).filter(Matcher::matches).forEach(arrow -> {
            if (!arrow.group(1).equals(arrow.group(2))) {
                packages.computeIfAbsent(arrow.group(1), none -> new TreeSet<>())
                        .add(arrow.group(2));
            }
        });
        return packages;
    }

    /** A way from a package back to itself, or nothing. */
    private static List<String> cycle(Map<String, Set<String>> arrows) {
        Set<String> done = new TreeSet<>();
        for (String start : new TreeSet<>(arrows.keySet())) {
            List<String> found = cycle(arrows, start, new LinkedHashSet<>(), done);
            if (!found.isEmpty()) {
                return found;
            }
        }
        return List.of();
    }

    private static List<String> cycle(
            Map<String, Set<String>> arrows, String at, LinkedHashSet<String> way, Set<String> done) {
        if (!way.add(at)) {
            List<String> round = new ArrayList<>(way);
            round.subList(0, round.indexOf(at)).clear();
            round.add(at);
            return round;
        }
        if (done.add(at)) {
            for (String next : arrows.getOrDefault(at, Set.of())) {
                List<String> found = cycle(arrows, next, way, done);
                if (!found.isEmpty()) {
                    return found;
                }
            }
        }
        way.remove(at);
        return List.of();
    }
}
