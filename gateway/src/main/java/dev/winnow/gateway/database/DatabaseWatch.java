package dev.winnow.gateway.database;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.AgroalDataSource.FlushMode;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Asks the database every second, on a connection of its own, whether it answers. Where it does not within two seconds, all of the
 * pool's connections are closed: whoever waits on one fails at once, instead of holding a thread for as long as the database hangs.
 * A query that takes long keeps nobody from answering, and is left alone.
 */
@ApplicationScoped
public class DatabaseWatch {
    private static final Logger LOG = Logger.getLogger(DatabaseWatch.class);
    private static final long PAUSE_MILLIS = 1_000;
    private static final String PATIENCE_SECONDS = "2";

    private final AgroalDataSource pool;
    private final String url;
    private final Properties access = new Properties();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile State state = State.ANSWERS;
    private Connection probe;
    private Thread thread;

    /** What the database does. */
    public enum State {
        ANSWERS,
        /** It answers, and takes no writes: what is read may be old. */
        READ_ONLY,
        AWAY
    }

    public DatabaseWatch(
            AgroalDataSource pool,
            @ConfigProperty(name = "quarkus.datasource.jdbc.url") String url,
            @ConfigProperty(name = "quarkus.datasource.username") String username,
            @ConfigProperty(name = "quarkus.datasource.password", defaultValue = "") String password,
            MeterRegistry meters) {
        this.pool = pool;
        this.url = url;
        access.setProperty("user", username);
        access.setProperty("password", password);
        access.setProperty("ApplicationName", "winnow-database-watch");
        access.setProperty("connectTimeout", PATIENCE_SECONDS);
        access.setProperty("loginTimeout", PATIENCE_SECONDS);
        access.setProperty("socketTimeout", PATIENCE_SECONDS);
        Gauge.builder("winnow_dependency_up", this, watch -> watch.state == State.ANSWERS ? 1 : 0)
                .description("1 where the dependency answers and takes writes, 0 where it does not")
                .tag("dependency", "database")
                .register(meters);
    }

    /** As of the last second or two. */
    public State state() {
        return state;
    }

    void start(@Observes @Priority(90) StartupEvent event) {
        thread = new Thread(this::run, "database-watch");
        thread.setDaemon(true);
        thread.start();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        closed.countDown();
        if (thread != null) {
            thread.join(3_000);
        }
    }

    private void run() {
        try {
            do {
                look();
            } while (!closed.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            closeProbe();
        }
    }

    private void look() {
        State before = state;
        try {
            state = ask();
            if (state != before) {
                LOG.warnf("the database %s", state == State.READ_ONLY ? "takes no writes" : "is back");
            }
        } catch (SQLException e) {
            state = State.AWAY;
            closeProbe();
            if (before != State.AWAY) {
                LOG.errorf("the database does not answer; requests are answered 503 reason=%s", e.getMessage());
            }
            pool.flush(FlushMode.ALL);
        }
    }

    private State ask() throws SQLException {
        if (probe == null) {
            probe = DriverManager.getConnection(url, access);
        }
        try (Statement statement = probe.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT current_setting('transaction_read_only') = 'on' OR pg_is_in_recovery()")) {
            row.next();
            return row.getBoolean(1) ? State.READ_ONLY : State.ANSWERS;
        }
    }

    private void closeProbe() {
        try {
            if (probe != null) {
                probe.close();
            }
        } catch (SQLException e) {
            LOG.debug("a connection to the database could not be closed", e);
        }
        probe = null;
    }
}
