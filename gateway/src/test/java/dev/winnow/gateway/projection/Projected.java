package dev.winnow.gateway.projection;

import dev.winnow.events.Event;
import dev.winnow.events.EventSerializer;
import dev.winnow.gateway.specs.Specs;
import dev.winnow.gateway.summary.ProcessFigures;
import dev.winnow.gateway.summary.Summaries;
import jakarta.enterprise.inject.Instance;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** Folds events into a read model without a broker. */
public final class Projected {
    private final Projector projector;

    public Projected(DataSource database) {
        this.projector = new Projector(database);
    }

    /** Summaries of a read model that no process keeps figures beside. */
    @SuppressWarnings("unchecked") // a proxy is of every type
    static Summaries summaries(DataSource database) {
        Instance<ProcessFigures> none = (Instance<ProcessFigures>) Proxy.newProxyInstance(
                Projected.class.getClassLoader(),
                new Class<?>[] {Instance.class},
                (proxy, method, arguments) -> Stream.empty());
        return new Summaries(database, new Specs(database, null), none);
    }

    /**
     * Folds records as they stand.
     *
     * @param batch how many are folded at a time
     */
    public void read(List<ConsumerRecord<byte[], byte[]>> records, int batch) throws SQLException {
        for (int from = 0; from < records.size(); from += batch) {
            BatchFold fold = new BatchFold();
            records.subList(from, Math.min(records.size(), from + batch)).forEach(fold::add);
            projector.apply(fold.fold(), Map.of());
        }
    }

    /** @param batch how many are folded at a time */
    public void project(List<? extends Event> events, int batch) throws SQLException {
        for (int from = 0; from < events.size(); from += batch) {
            BatchFold fold = new BatchFold();
            for (Event event : events.subList(from, Math.min(events.size(), from + batch))) {
                String topic = event.topic().topicName();
                RecordHeaders headers = new RecordHeaders();
                byte[] value = new EventSerializer().serialize(topic, headers, event);
                fold.add(new ConsumerRecord<>(
                        topic,
                        0,
                        0,
                        ConsumerRecord.NO_TIMESTAMP,
                        TimestampType.NO_TIMESTAMP_TYPE,
                        0,
                        0,
                        event.key().getBytes(StandardCharsets.UTF_8),
                        value,
                        headers,
                        Optional.empty()));
            }
            projector.apply(fold.fold(), Map.of());
        }
    }
}
