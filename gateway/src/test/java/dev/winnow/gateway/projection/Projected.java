package dev.winnow.gateway.projection;

import dev.winnow.events.Event;
import dev.winnow.events.EventSerializer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Folds events into a read model without a broker. */
public final class Projected {
    private final Projector projector;

    public Projected(DataSource database) {
        this.projector = new Projector(database, new Standards());
    }

    /** @param batch how many are folded at a time */
    public void project(List<? extends Event> events, int batch) throws SQLException {
        for (int from = 0; from < events.size(); from += batch) {
            BatchFold fold = new BatchFold();
            for (Event event : events.subList(from, Math.min(events.size(), from + batch))) {
                String topic = event.topic().topicName();
                fold.add(new ConsumerRecord<>(
                        topic,
                        0,
                        0,
                        event.key().getBytes(StandardCharsets.UTF_8),
                        new EventSerializer().serialize(topic, event)));
            }
            projector.apply(fold.fold(), Map.of());
        }
    }
}
