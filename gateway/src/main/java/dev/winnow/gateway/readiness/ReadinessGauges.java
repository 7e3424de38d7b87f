package dev.winnow.gateway.readiness;

import dev.winnow.dataset.release.Readiness;
import dev.winnow.dataset.release.Verdict;
import dev.winnow.gateway.summary.Summaries;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * {@code winnow_gateway_readiness{verdict}}: how many datasets have each verdict. Judged when it is asked for, once a minute at most. All
 * gateways on one database say the same.
 */
@ApplicationScoped
public class ReadinessGauges {
    private static final Logger LOG = Logger.getLogger(ReadinessGauges.class);
    private static final long FRESH_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Summaries summaries;
    private final ReadinessDesk desk;
    private final MeterRegistry meters;
    private Map<Verdict, Integer> last;
    private long countedAt;

    public ReadinessGauges(Summaries summaries, ReadinessDesk desk, MeterRegistry meters) {
        this.summaries = summaries;
        this.desk = desk;
        this.meters = meters;
    }

    void start(@Observes StartupEvent event) {
        for (Verdict verdict : Verdict.values()) {
            Gauge.builder("winnow_gateway_readiness", this, gauges -> gauges.of(verdict))
                    .description("Datasets by whether they are fit to train on")
                    .tag("verdict", verdict.name())
                    .register(meters);
        }
    }

    private synchronized double of(Verdict verdict) {
        if (last == null || System.nanoTime() - countedAt > FRESH_NANOS) {
            countedAt = System.nanoTime();
            try {
                last = count();
            } catch (SQLException e) {
                LOG.debugf("readiness cannot be judged reason=%s", e.getMessage());
            }
        }
        return last == null ? Double.NaN : last.getOrDefault(verdict, 0);
    }

    private Map<Verdict, Integer> count() throws SQLException {
        Map<Verdict, Integer> count = new EnumMap<>(Verdict.class);
        for (Summaries.DatasetLine line : summaries.datasets()) {
            Optional<Readiness> readiness = desk.readiness(line.dataset());
            readiness.ifPresent(known -> count.merge(known.verdict(), 1, Integer::sum));
        }
        return count;
    }
}
