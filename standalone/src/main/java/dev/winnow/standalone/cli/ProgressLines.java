package dev.winnow.standalone.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.winnow.standalone.Failure;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** What the pipeline is doing, while it does it: on a terminal one line per stage that lives, elsewhere a line now and then. */
final class ProgressLines implements AutoCloseable {
    private static final String WRAP_OFF = "\u001b[?7l";
    private static final String WRAP_ON = "\u001b[?7h";
    private static final String CLEAR_ROW = "\u001b[2K";

    private final PrintStream out;
    private final GatewayClient gateway;
    private final String dataset;
    private final long files;
    private final LongSupplier underWay;
    private final boolean live;
    private final AtomicLong imported = new AtomicLong();
    private final long begun = System.nanoTime();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "progress");
        thread.setDaemon(true);
        return thread;
    });
    /** Images that came to their end, and since when they are so many. Under this lock, as what was painted. */
    private long through;

    private long throughAt = begun;
    private int painted;
    private String last = "";

    private ProgressLines(
            PrintStream out, GatewayClient gateway, String dataset, long files, LongSupplier underWay, boolean live) {
        this.out = out;
        this.gateway = gateway;
        this.dataset = dataset;
        this.files = files;
        this.underWay = underWay;
        this.live = live;
    }

    /**
     * @param files how many are to be looked at
     * @param underWay images that were taken in and have not come to their end
     */
    static ProgressLines on(PrintStream out, GatewayClient gateway, String dataset, long files, LongSupplier underWay) {
        boolean live =
                System.console() != null && System.getenv("TERM") != null && !"dumb".equals(System.getenv("TERM"));
        ProgressLines lines = new ProgressLines(out, gateway, dataset, files, underWay, live);
        long period = live ? 300 : 2_000;
        lines.clock.scheduleAtFixedRate(lines::tick, period, period, TimeUnit.MILLISECONDS);
        return lines;
    }

    /** Takes note of one more file taken in. */
    void imported(long files) {
        imported.set(files);
    }

    /** How far an import has come. */
    record Standing(long files, long imported, long through, long rejected, double seconds) {
        /**
         * Counts images and not events, so that no number exceeds that of the files. The time left goes by the pace so far, and is missing where
         * nothing is through yet.
         */
        String line() {
            StringBuilder line = new StringBuilder(String.format(
                    Locale.ROOT, "  imported %d of %d, %d through, %d rejected", imported, files, through, rejected));
            double pace = through / Math.max(seconds, 0.001);
            if (through > 0) {
                line.append(String.format(Locale.ROOT, ", %.0f images a second", pace));
            }
            long left = Math.max(0, files - through);
            if (through > 0 && left > 0) {
                line.append(", ")
                        .append(duration(Math.round(Math.ceil(left / pace))))
                        .append(" left");
            }
            return line.toString();
        }

        private static String duration(long seconds) {
            return seconds < 120 ? seconds + " s" : seconds < 7_200 ? seconds / 60 + " min" : seconds / 3_600 + " h";
        }
    }

    /** One line per stage: its name, what went through, the rate and what waits. */
    static List<String> table(JsonNode stages) {
        List<String> lines = new ArrayList<>();
        for (JsonNode stage : stages) {
            lines.add(String.format(
                    Locale.ROOT,
                    "  %-8s %9d through %8.0f a second %9d waiting",
                    stage.path("stage").asText(),
                    stage.path("processed").asLong(),
                    stage.path("perSecond").asDouble(),
                    stage.path("lag").asLong()));
        }
        return lines;
    }

    /**
     * What a terminal is sent to show lines in place of others. The terminal cuts lines that are longer than it is wide, instead of
     * wrapping them: the next repainting counts on one row for each.
     *
     * @param before lines that were painted last, right above the cursor
     */
    static String repainting(List<String> lines, int before) {
        StringBuilder text = new StringBuilder(WRAP_OFF);
        if (before > 0) {
            text.append("\u001b[").append(before).append('F');
        }
        lines.forEach(line -> text.append(CLEAR_ROW).append(line).append('\n'));
        return text.append(WRAP_ON).toString();
    }

    private synchronized void tick() {
        String line;
        List<String> stages;
        try {
            JsonNode images = gateway.summary(dataset).path("images");
            long rejected = images.path("rejected").asLong()
                    + images.path("quarantined").asLong();
            long taken = imported.get();
            long now = Math.max(through, taken - underWay.getAsLong());
            throughAt = now > through ? System.nanoTime() : throughAt;
            through = now;
            line = new Standing(files, taken, through, rejected, (throughAt - begun) / 1e9).line();
            stages = live ? table(gateway.flow().path("stages")) : List.of();
        } catch (Failure e) {
            return; // the work itself will say what is wrong
        }
        if (live) {
            List<String> lines = new ArrayList<>(stages);
            lines.add(0, line);
            String text = repainting(lines, painted);
            painted = lines.size();
            out.print(text);
            out.flush();
        } else if (!line.equals(last)) {
            last = line;
            out.println(line);
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
        try {
            clock.awaitTermination(2, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        tick();
    }
}
