package dev.winnow.standalone;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** CPU seconds of this process and of the database server it started, the server's ended children included. */
final class CpuAccount {
    private static final double TICKS_PER_SECOND = 100; // USER_HZ, the same on every Linux

    private final Supplier<Optional<ProcessHandle>> database;

    /** @param database the server that runs at the moment: one that was killed is followed by another */
    CpuAccount(Supplier<Optional<ProcessHandle>> database) {
        this.database = database;
    }

    /** CPU seconds used so far. */
    double seconds() {
        double own = ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean os
                ? os.getProcessCpuTime() / (double) TimeUnit.SECONDS.toNanos(1)
                : 0;
        return own
                + database.get().stream()
                        .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
                        .mapToDouble(CpuAccount::secondsOf)
                        .sum();
    }

    private static double secondsOf(ProcessHandle process) {
        Path stat = Path.of("/proc", Long.toString(process.pid()), "stat");
        try {
            // pid (name) state …: fields 14 to 17 are user and system time, of itself and of children waited for
            String text = Files.readString(stat);
            String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ");
            long ticks = 0;
            for (int i = 11; i <= 14; i++) {
                ticks += Long.parseLong(fields[i]);
            }
            return ticks / TICKS_PER_SECOND;
        } catch (IOException e) {
            return process.info()
                    .totalCpuDuration()
                    .map(d -> d.toMillis() / 1e3)
                    .orElse(0.0);
        }
    }
}
