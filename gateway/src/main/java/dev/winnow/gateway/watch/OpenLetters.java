package dev.winnow.gateway.watch;

import dev.winnow.events.Topic;
import dev.winnow.gateway.letters.Letters;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * {@code winnow_gateway_dead_letters{origin}}: letters of each service that nobody has resent or dropped. Counted when it is asked for,
 * every ten seconds at most. All gateways on one database say the same.
 */
@ApplicationScoped
public class OpenLetters {
    private static final Logger LOG = Logger.getLogger(OpenLetters.class);
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Letters letters;
    private final MeterRegistry meters;
    private Map<String, Long> last;
    private long countedAt;

    public OpenLetters(Letters letters, MeterRegistry meters) {
        this.letters = letters;
        this.meters = meters;
    }

    void start(@Observes StartupEvent event) {
        Arrays.stream(Topic.values())
                .filter(topic -> topic.kind() == Topic.Kind.DEAD_LETTERS)
                .map(topic -> topic.topicName().substring(0, topic.topicName().indexOf('.')))
                .forEach(service -> Gauge.builder("winnow_gateway_dead_letters", this, open -> open.of(service))
                        .description("Dead letters that nobody has resent or dropped")
                        .tag("origin", service)
                        .register(meters));
    }

    private synchronized double of(String service) {
        long now = System.nanoTime();
        if (last == null || now - countedAt > FRESH_NANOS) {
            try {
                last = letters.open();
                countedAt = now;
            } catch (SQLException e) {
                LOG.debugf("dead letters cannot be counted reason=%s", e.getMessage());
            }
        }
        return last == null ? Double.NaN : last.getOrDefault(service, 0L);
    }
}
