package dev.winnow.standalone;

import dev.winnow.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/**
 * The end of this process by Ctrl-C, SIGTERM or SIGHUP.
 *
 * <ol>
 *   <li>While everything starts, nothing is worth an orderly end: the database server and what set it up are ended, and the process
 *       is gone. All that a start makes is made in staging folders.
 *   <li>Once the dashboard is served, services, database and broker end in order, but for no longer than {@link #patience}. Then
 *       the rest is cut off as by a kill, from which the next start recovers.
 * </ol>
 *
 * <p>Closed when everything has ended by itself.
 */
final class Ending implements AutoCloseable {
    /** An orderly end saves the next start the rebuilding of what the stages keep. In a minute they have built little. */
    private static final Duration SHORT_RUN = Duration.ofMinutes(1);

    private static final Duration PATIENCE_AFTER_A_SHORT_RUN = Duration.ofSeconds(2);
    private static final Duration PATIENCE_AFTER_A_LONG_RUN = Duration.ofSeconds(9);

    /** Until the database server has written what it holds in memory; it is killed then. */
    private static final Duration DATABASE_PATIENCE = Duration.ofMillis(700);

    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook = new Thread(this::end, "winnow-stop");
    private volatile EmbeddedPostgres database;
    private volatile boolean begun;
    private volatile boolean serving;
    private volatile long servingSince;

    Ending() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Names what must not be left behind; it may still be starting. */
    void closes(EmbeddedPostgres server) {
        database = server;
    }

    /** From here on an end is orderly. */
    void servesNow() {
        servingSince = System.nanoTime();
        serving = true;
    }

    /** Whether this process is being ended from outside: what fails now fails for that reason. */
    boolean hasBegun() {
        return begun;
    }

    private Duration patience() {
        return System.nanoTime() - servingSince < SHORT_RUN.toNanos()
                ? PATIENCE_AFTER_A_SHORT_RUN
                : PATIENCE_AFTER_A_LONG_RUN;
    }

    /**
     * 128 and the number of the signal, as the JVM ends by itself and shells say. The JVM names the thread that waits for its hooks
     * after the signal.
     */
    static int exitCode() {
        Set<String> threads = Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .collect(Collectors.toSet());
        if (threads.contains("SIGTERM handler")) {
            return 143;
        }
        return threads.contains("SIGHUP handler") ? 129 : 130;
    }

    private void end() {
        begun = true;
        PrintStream terminal = System.err;
        try {
            if (serving && ended.await(patience().toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
            silence();
            if (database != null) {
                database.close(DATABASE_PATIENCE);
            }
        } catch (IOException e) {
            terminal.println("winnow: the database server could not be ended: " + Reasons.of(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(exitCode()); // other hooks would wait for the end of a start
    }

    /**
     * What fails from here on fails because its database or broker is taken away: a migration under way, a pool, a consumer. Nobody can act
     * on that. Handlers that a start makes only now write to a stream that keeps nothing.
     */
    private static void silence() {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
        System.setOut(nowhere);
        System.setErr(nowhere);
        for (Handler handler : Logger.getLogger("").getHandlers()) {
            handler.setLevel(Level.OFF);
        }
    }

    @Override
    public void close() {
        ended.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the process is going down already, and the hook with it
        }
    }
}
