package dev.winnow.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * How PostgreSQL's programs are run and ended.
 *
 * <ol>
 *   <li>PostgreSQL refuses to run as root, so root runs it in a user namespace in which nobody is root.
 *   <li>The server gets a session of its own where the system has {@code setsid}: Ctrl-C on the terminal then reaches this JVM
 *       alone, which ends the server after its clients.
 * </ol>
 */
final class Programs {
    static final boolean LINUX = System.getProperty("os.name").startsWith("Linux");

    private Programs() {}

    /** A program that ends by itself. */
    static ProcessBuilder program(List<String> command) throws IOException {
        return new ProcessBuilder(
                Stream.concat(asNobody().stream(), command.stream()).toList());
    }

    /** A program that goes on until it is ended. */
    static ProcessBuilder server(List<String> command) throws IOException {
        List<String> words = new ArrayList<>(asNobody());
        if (LINUX && Stream.of("/usr/bin/setsid", "/bin/setsid").anyMatch(path -> Files.isExecutable(Path.of(path)))) {
            words.add("setsid");
        }
        words.addAll(command);
        return new ProcessBuilder(words);
    }

    private static List<String> asNobody() throws IOException {
        boolean root =
                LINUX && Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        return root ? List.of("unshare", "-U") : List.of();
    }

    /**
     * All processes whose program lies below a folder, which is that of nobody else. A state folder has its programs to itself, so
     * these are its own, whatever files of process ids say.
     */
    static List<ProcessHandle> runningFrom(Path folder) throws IOException {
        String prefix = folder.toRealPath() + "/";
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().command().orElse("").startsWith(prefix))
                .toList();
    }

    /**
     * Ends all processes whose program lies below a folder: a server by its fast shutdown, and by force after a time. Of {@code initdb}
     * only itself is killed: the server that it drives then ends at the end of its input, and leaves no shared memory behind.
     *
     * @param longest how long they may take to end by themselves
     */
    static void endAll(Path folder, Duration longest) throws IOException {
        List<ProcessHandle> left = runningFrom(folder);
        for (ProcessHandle process : left) {
            boolean isChild = process.parent().filter(left::contains).isPresent();
            boolean isServer = process.info().command().orElse("").matches(".*/postgres( \\(deleted\\))?");
            if (!isChild && isServer) {
                interrupt(process);
            } else if (!isChild) {
                process.destroyForcibly();
            }
        }
        awaitEnd(folder, longest);
    }

    /** Waits until no process is left whose program lies below a folder, and kills those that take longer. */
    static void awaitEnd(Path folder, Duration longest) throws IOException {
        if (!awaitNone(folder, longest)) {
            runningFrom(folder).forEach(ProcessHandle::destroyForcibly);
            awaitNone(folder, Duration.ofSeconds(5));
        }
    }

    private static boolean awaitNone(Path folder, Duration longest) throws IOException {
        long deadline = System.nanoTime() + longest.toNanos();
        while (!runningFrom(folder).isEmpty()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            pause();
        }
        return true;
    }

    /** Asks a server for its fast shutdown: it disconnects its clients, and does not wait for them as on SIGTERM. */
    static void interrupt(ProcessHandle server) throws IOException {
        Process kill = new ProcessBuilder("/bin/sh", "-c", "kill -INT \"$1\"", "kill", Long.toString(server.pid()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            kill.waitFor(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while ending the database server " + server.pid(), e);
        }
    }

    /** A moment between two looks at something that has no notification. */
    static void pause() throws IOException {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while waiting for the database server", e);
        }
    }
}
