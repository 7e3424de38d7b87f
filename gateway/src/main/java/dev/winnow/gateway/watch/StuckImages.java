package dev.winnow.gateway.watch;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * {@code winnow_gateway_stuck_images}: images that were uploaded more than {@value #MINUTES} minutes ago and have no final state. A
 * record among the dead letters, a stage that stands still and one that is far behind all show here. Counted when it is asked for,
 * once a minute at most.
 */
@ApplicationScoped
public class StuckImages {
    static final int MINUTES = 10;

    private static final Logger LOG = Logger.getLogger(StuckImages.class);
    private static final long FRESH_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final DataSource database;
    private final MeterRegistry meters;
    private double last = Double.NaN;
    private long countedAt;

    public StuckImages(DataSource database, MeterRegistry meters) {
        this.database = database;
        this.meters = meters;
    }

    void start(@Observes StartupEvent event) {
        Gauge.builder("winnow_gateway_stuck_images", this, StuckImages::value)
                .description("Images uploaded more than " + MINUTES + " minutes ago that have no final state")
                .register(meters);
    }

    private synchronized double value() {
        if (Double.isNaN(last) || System.nanoTime() - countedAt > FRESH_NANOS) {
            try {
                last = count();
            } catch (SQLException e) {
                LOG.debugf("stuck images cannot be counted reason=%s", e.getMessage());
            }
            countedAt = System.nanoTime();
        }
        return last;
    }

    /** The tally says at once where there are none, which is usual; only then are rows gone through. */
    long count() throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement("""
                        SELECT CASE WHEN EXISTS (SELECT FROM tally WHERE kind = 'state' AND key = 'in-flight' AND n > 0)
                               THEN (SELECT count(*) FROM image WHERE state = 'in-flight'
                                     AND uploaded_at < now() - make_interval(mins => ?))
                               ELSE 0 END""")) {
            query.setInt(1, MINUTES);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }
}
