package dev.winnow.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Whose CPU time it was: this process' threads, grouped by their names. Where the kernel lists tasks ({@code /proc}), threads
 * that Java does not show, such as the compiler's and the collector's, are grouped too. What belongs to no group, threads that
 * ended between two snapshots included, is left to {@link #REST}.
 */
public final class CpuByThread {
    /** Name of what no group claims. */
    public static final String REST = "rest";

    private static final Path TASKS = Path.of("/proc/self/task");

    private final List<Group> groups;
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

    /** @param groups in the order in which they are asked; the first that knows a thread has it */
    public CpuByThread(List<Group> groups) {
        this.groups = List.copyOf(groups);
    }

    /**
     * Threads that count as one.
     *
     * @param hidden whether these are threads that Java does not show; the kernel cuts their names to 15 characters
     * @param names found anywhere in a thread's name
     */
    public record Group(String name, boolean hidden, Pattern names) {

        public static Group of(String name, String names) {
            return new Group(name, false, Pattern.compile(names));
        }

        public static Group hidden(String name, String names) {
            return new Group(name, true, Pattern.compile(names));
        }

        private boolean has(Key thread) {
            return hidden == thread.hidden() && names.matcher(thread.name()).find();
        }
    }

    /** The CPU time of every thread at one moment. */
    public static final class Snapshot {
        private final Map<Key, Long> nanos;
        private final long processNanos;

        private Snapshot(Map<Key, Long> nanos, long processNanos) {
            this.nanos = nanos;
            this.processNanos = processNanos;
        }
    }

    private record Key(boolean hidden, long id, String name) {}

    public Snapshot now() {
        Map<Key, Long> nanos = new HashMap<>();
        for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (thread != null) {
                long used = threads.getThreadCpuTime(thread.getThreadId());
                if (used >= 0) {
                    nanos.put(new Key(false, thread.getThreadId(), thread.getThreadName()), used);
                }
            }
        }
        addTasks(nanos);
        return new Snapshot(nanos, processNanos());
    }

    /** CPU seconds of each group between two snapshots, in the groups' order, and of {@link #REST} last. They sum to the process'. */
    public Map<String, Double> between(Snapshot before, Snapshot after) {
        Map<String, Double> seconds = new LinkedHashMap<>();
        groups.forEach(group -> seconds.put(group.name(), 0.0));
        double known = 0;
        for (Map.Entry<Key, Long> thread : after.nanos.entrySet()) {
            long used = thread.getValue() - before.nanos.getOrDefault(thread.getKey(), 0L);
            for (Group group : groups) {
                if (group.has(thread.getKey())) {
                    seconds.merge(group.name(), used / 1e9, Double::sum);
                    known += used / 1e9;
                    break;
                }
            }
        }
        seconds.put(REST, Math.max(0, (after.processNanos - before.processNanos) / 1e9 - known));
        return seconds;
    }

    /** CPU seconds of this process so far. */
    public static double processSeconds() {
        return processNanos() / (double) TimeUnit.SECONDS.toNanos(1);
    }

    private static long processNanos() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean os
                ? os.getProcessCpuTime()
                : 0;
    }

    private static void addTasks(Map<Key, Long> nanos) {
        if (!Files.isDirectory(TASKS)) {
            return;
        }
        try (Stream<Path> tasks = Files.list(TASKS)) {
            for (Path task : (Iterable<Path>) tasks::iterator) {
                addTask(nanos, task);
            }
        } catch (IOException e) {
            throw new IllegalStateException("Cannot read the threads of this process in " + TASKS, e);
        }
    }

    private static void addTask(Map<Key, Long> nanos, Path task) throws IOException {
        try {
            String name = Files.readString(task.resolve("comm")).strip();
            // Linux, Documentation/scheduler/sched-stats.rst: the first number is the time spent on a processor, in
            // nanoseconds
            String used = Files.readString(task.resolve("schedstat")).split(" ")[0];
            nanos.put(new Key(true, Long.parseLong(task.getFileName().toString()), name), Long.parseLong(used));
        } catch (NoSuchFileException e) {
            return; // the thread has ended, or this kernel keeps no such account
        }
    }
}
