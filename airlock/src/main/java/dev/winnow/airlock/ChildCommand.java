package dev.winnow.airlock;

import dev.winnow.imaging.DecoderFootprint;
import dev.winnow.imaging.OpenCv;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The command line of a child: the same Java, the jars that decoding needs and no other, an empty environment, a folder of its
 * own, and limits set by a shell before the JVM starts.
 */
class ChildCommand {
    private static final long MIB = 1 << 20;

    /**
     * Address space that a JVM and OpenCV's libraries take beyond what they use. The limit on the address space only backs the
     * one on memory in use, which {@link Guard} watches.
     */
    private static final long ADDRESS_SLACK = 512 * MIB;

    /**
     * In the units of {@code ulimit}: no core, 64 MiB a file, data; the first to go where the machine runs out of memory. Answers
     * go out by descriptor 3, so that nothing a library prints can get between them.
     */
    private static final String LIMITS = "ulimit -c 0; ulimit -f 131072; ulimit -d \"$1\"; shift;"
            + " echo 1000 2>/dev/null >/proc/self/oom_score_adj; exec 3>&1 1>&2; exec \"$@\"";

    /** From this process's environment, where it has them. */
    private static final List<String> PASSED_ON = List.of("OPENCV_IO_MAX_IMAGE_PIXELS", "OPENCV_LOG_LEVEL");

    private final List<String> command = new ArrayList<>();
    private final Map<String, String> environment;

    ChildCommand(AirlockSettings settings, Isolation isolation) {
        DecoderFootprint footprint = DecoderFootprint.ofThisProcess(List.of(DecoderProcess.class, settings.decoder()));
        command.addAll(List.of("/bin/sh", "-c", LIMITS, "airlock"));
        command.add(Long.toString((settings.memoryBytes() + ADDRESS_SLACK) / 1024));
        command.addAll(isolation.prefix());
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "-XX:+UseSerialGC",
                "-Xms32m",
                "-Xmx" + settings.memoryBytes() / 2 / MIB + "m",
                "-XX:ReservedCodeCacheSize=48m",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:-UsePerfData",
                "-XX:+DisableAttachMechanism",
                "-XX:-CreateCoredumpOnCrash",
                "-XX:ErrorFile=/dev/null",
                "-Djava.awt.headless=true",
                "-Djava.io.tmpdir=.",
                "-D" + OpenCv.LIBRARY_PROPERTY + "=" + footprint.library(),
                "-cp",
                joined(footprint.classPath()),
                DecoderProcess.class.getName(),
                settings.decoder().getName()));
        environment = PASSED_ON.stream()
                .filter(System.getenv()::containsKey)
                .collect(Collectors.toMap(name -> name, System::getenv));
        environment.put("LC_ALL", "C.UTF-8");
        environment.put("PATH", "/usr/bin:/bin");
        environment.put("LD_LIBRARY_PATH", joined(footprint.libraryPath()));
        // OpenBLAS would keep 32 MiB a processor, and no picture is decoded by it.
        environment.put("OPENBLAS_NUM_THREADS", "1");
        environment.put("MALLOC_ARENA_MAX", "2");
        // Pictures up to 20 megapixels stay in the heap of malloc instead of being mapped and returned each time.
        environment.put("MALLOC_MMAP_THRESHOLD_", Long.toString(64 * MIB));
        environment.put("MALLOC_TRIM_THRESHOLD_", Long.toString(128 * MIB));
        environment.put("MALLOC_TOP_PAD_", Long.toString(16 * MIB));
    }

    /** @param folder the child's working directory; what it says stands in {@code errors} there */
    Process start(Path folder) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.redirectError(folder.resolve("errors").toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static String joined(List<Path> paths) {
        return paths.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }
}
