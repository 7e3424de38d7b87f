package dev.winnow.endtoend.commandline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The first start, ended at moments all over its ten seconds, each signal early and late. {@code -Dinterrupts=30} tries as many in
 * place of six.
 */
class InterruptedStartTest {
    private static final int SPREAD = 6;
    private static final int LATEST_MILLIS = 10_000;

    /** Three seconds on a machine that does nothing else. */
    private static final Duration LONGEST_END = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    @Test
    void anEndAtAnyMomentLeavesNoProcessAndAFolderThatStarts() throws Exception {
        int wanted = Integer.getInteger("interrupts", SPREAD);
        SplittableRandom random = new SplittableRandom(20_261_128);
        List<String> signals = new ArrayList<>(List.of("INT", "TERM", "HUP"));
        signals.removeAll(ignored());
        for (int i = 0; i < wanted; i++) {
            // one of each sixth of the time in turn, so that few are spread as well as many
            int millis = (i % SPREAD) * LATEST_MILLIS / SPREAD + random.nextInt(LATEST_MILLIS / SPREAD);
            String signal = signals.get(i % signals.size());
            endAndStartAgain(Files.createDirectory(folder.resolve("moment" + i)), millis, signal);
        }
    }

    /** Signals that whoever started this test ignores, as shells do for jobs in the background: its children ignore them too. */
    private static List<String> ignored() throws Exception {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return List.of();
        }
        long mask = Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .mapToLong(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
                .findFirst()
                .orElse(0);
        List<String> ignored = new ArrayList<>();
        if ((mask & 1) != 0) {
            ignored.add("HUP");
        }
        if ((mask & 2) != 0) {
            ignored.add("INT");
        }
        return ignored;
    }

    private static void endAndStartAgain(Path at, int millis, String signal) throws Exception {
        String moment = signal + " after " + millis + " ms";
        try (Winnow first = Winnow.start(at, "serve", "--port", 0, "--data", "state")) {
            assertThat(first.endsWithin(Duration.ofMillis(millis))).as(moment).isFalse();
            first.signal(signal);
            assertThat(first.endsWithin(LONGEST_END)).as("ended by " + moment).isTrue();
            assertThat(first.output()).as(moment).doesNotContain("disk is full").doesNotContain("\tat ");
            awaitNoProcess(at, moment);
        }
        try (Winnow second = Winnow.start(at, "serve", "--port", 0, "--data", "state")) {
            second.awaitLine("^Winnow is ready at (\\S+)");
            second.terminate();
            second.exitCode();
        }
        awaitNoProcess(at, moment + " and a start after it");
    }

    /** The process has ended; the kernel may show what it ended for a moment longer. */
    private static void awaitNoProcess(Path at, String moment) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
        while (true) {
            List<String> left = ProcessHandle.allProcesses()
                    .map(process -> process.info().commandLine().orElse(""))
                    .filter(line -> line.contains(at.toString() + "/state"))
                    .toList();
            if (left.isEmpty()) {
                return;
            }
            assertThat(System.nanoTime()).as("%s leaves %s", moment, left).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }
}
