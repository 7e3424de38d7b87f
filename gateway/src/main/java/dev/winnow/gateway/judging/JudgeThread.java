package dev.winnow.gateway.judging;

import dev.winnow.gateway.flow.LagMeter;
import dev.winnow.gateway.kafka.Announcer.NotAnnouncedException;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * Has datasets judged again soon after they change, on a thread of its own. Waits while the read model is far behind the topics:
 * what it knows of an image may be old then.
 */
@ApplicationScoped
public class JudgeThread {
    private static final Logger LOG = Logger.getLogger(JudgeThread.class);
    private static final long PAUSE_MILLIS = 250;
    private static final long PAUSE_AFTER_FAILURE_MILLIS = 5_000;

    private final DataSource database;
    private final Judge judge;
    private final LagMeter lag;
    private final CountDownLatch closed = new CountDownLatch(1);

    /** By dataset, the change up to which there is nothing left to do. */
    private final Map<String, Long> done = new HashMap<>();

    /** By dataset, the last change that was looked at until nothing was left to do here. */
    private final Map<String, Long> seen = new ConcurrentHashMap<>();

    private Thread thread;

    public JudgeThread(DataSource database, Judge judge, LagMeter lag) {
        this.database = database;
        this.judge = judge;
        this.lag = lag;
    }

    void start(@Observes @Priority(120) StartupEvent event) {
        thread = new Thread(this::run, "judge");
        thread.setDaemon(true);
        thread.start();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        closed.countDown();
        if (thread != null) {
            thread.join(5_000);
        }
    }

    /**
     * Whether all images of a dataset that have come to their end are judged by the spec in force and by fences that fit them, as far as
     * this gateway judges. May be called by any thread.
     */
    public boolean isThrough(String dataset) throws SQLException {
        Long change = changes().get(dataset);
        return change == null || change.equals(seen.get(dataset));
    }

    private void run() {
        long pause = PAUSE_MILLIS;
        try {
            while (!closed.await(pause, TimeUnit.MILLISECONDS)) {
                try {
                    if (lag.isNear()) {
                        round();
                    }
                    pause = PAUSE_MILLIS;
                } catch (SQLException | NotAnnouncedException e) {
                    LOG.warnf("judging again waits reason=%s", e.getMessage());
                    pause = PAUSE_AFTER_FAILURE_MILLIS;
                } catch (RuntimeException e) {
                    LOG.error("judging again failed; it is tried again", e);
                    pause = PAUSE_AFTER_FAILURE_MILLIS;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void round() throws SQLException {
        for (Map.Entry<String, Long> dataset : changes().entrySet()) {
            if (dataset.getValue().equals(done.get(dataset.getKey()))) {
                continue;
            }
            Judge.Progress progress = Judge.Progress.MORE;
            while (progress == Judge.Progress.MORE && closed.getCount() > 0) {
                progress = judge.work(dataset.getKey());
            }
            if (progress == Judge.Progress.DONE) {
                done.put(dataset.getKey(), dataset.getValue());
            }
            if (progress == Judge.Progress.DONE || progress == Judge.Progress.NOT_MINE) {
                seen.put(dataset.getKey(), dataset.getValue());
            }
        }
    }

    private Map<String, Long> changes() throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement query =
                        connection.prepareStatement("SELECT name, change FROM dataset ORDER BY name");
                ResultSet rows = query.executeQuery()) {
            Map<String, Long> changes = new LinkedHashMap<>();
            while (rows.next()) {
                changes.put(rows.getString(1), rows.getLong(2));
            }
            return changes;
        }
    }
}
