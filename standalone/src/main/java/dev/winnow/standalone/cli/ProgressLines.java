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

/** What the pipeline is doing, while it does it: on a terminal one line per stage that lives, elsewhere a line now and then. */
final class ProgressLines implements AutoCloseable {
    private static final String WRAP_OFF = "\u001b[?7l";
    private static final String WRAP_ON = "\u001b[?7h";
    private static final String CLEAR_ROW = "\u001b[2K";

    private final PrintStream out;
    private final GatewayClient gateway;
    private final boolean live;
    private final AtomicLong imported = new AtomicLong();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "progress");
        thread.setDaemon(true);
        return thread;
    });
    private int painted;
    private String last = "";

    private ProgressLines(PrintStream out, GatewayClient gateway, boolean live) {
        this.out = out;
        this.gateway = gateway;
        this.live = live;
    }

    static ProgressLines on(PrintStream out, GatewayClient gateway, String dataset) {
        boolean live =
                System.console() != null && System.getenv("TERM") != null && !"dumb".equals(System.getenv("TERM"));
        ProgressLines lines = new ProgressLines(out, gateway, live);
        long period = live ? 300 : 2_000;
        lines.clock.scheduleAtFixedRate(lines::tick, period, period, TimeUnit.MILLISECONDS);
        return lines;
    }

    /** Takes note of one more file taken in. */
    void imported(long files) {
        imported.set(files);
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
        JsonNode flow;
        try {
            flow = gateway.flow().path("stages");
        } catch (Failure e) {
            return; // the work itself will say what is wrong
        }
        if (live) {
            List<String> lines = table(flow);
            lines.add(0, String.format(Locale.ROOT, "  imported %9d files", imported.get()));
            String text = repainting(lines, painted);
            painted = lines.size();
            out.print(text);
            out.flush();
            return;
        }
        StringBuilder line = new StringBuilder("  imported ").append(imported.get());
        for (JsonNode stage : flow) {
            line.append(", ")
                    .append(stage.path("stage").asText())
                    .append(' ')
                    .append(stage.path("processed").asLong());
        }
        if (!line.toString().equals(last)) {
            last = line.toString();
            out.println(last);
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
