package dev.winnow.gateway.projection;

import dev.winnow.events.DeadLetter;
import dev.winnow.events.EventPart;
import dev.winnow.events.EventParts;
import dev.winnow.events.RecordsAtRest;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.record.TimestampType;

/**
 * Projects a record that was given up once more, where it stands: the read model does not depend on the order in which records are read. For
 * use by any number of threads.
 */
@ApplicationScoped
public class Rereading {
    /** The service whose records these are. */
    public static final String SERVICE = "gateway";

    private final Projector projector;

    private final RecordsAtRest records;

    public Rereading(Projector projector, RecordsAtRest records) {
        this.projector = projector;
        this.records = records;
    }

    /** Returns why the record cannot be read, or nothing once it is projected. */
    public Optional<String> project(RecordsAtRest.Original original) throws SQLException {
        BatchFold fold = new BatchFold();
        ConsumerRecord<byte[], byte[]> record = record(original);
        if (!PartedEvents.isPart(record)) {
            fold.add(record);
        } else if (!addWhole(fold, record)) {
            return Optional.of("It is a part of an event, and the other parts do not stand beside it");
        }
        BatchFold.Folded batch = fold.fold(projector.deletions());
        if (!batch.unreadable().isEmpty()) {
            return Optional.of(batch.unreadable().get(0).reason());
        }
        try {
            projector.apply(batch, Map.of());
            return Optional.empty();
        } catch (SQLException e) {
            if (!Projection.refusesData(e)) {
                throw e;
            }
            return Optional.of("The database refuses it: " + e.getMessage());
        }
    }

    /** Adds the event that a part belongs to. Its parts stand one after the other. */
    private boolean addWhole(BatchFold fold, ConsumerRecord<byte[], byte[]> record) {
        EventPart part;
        try {
            part = EventParts.read(record.value());
        } catch (SerializationException e) {
            return false;
        }
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        PartedEvents parts = new PartedEvents();
        boolean whole = false;
        for (int number = 1; number <= part.of(); number++) {
            long offset = record.offset() - part.number() + number;
            Optional<ConsumerRecord<byte[], byte[]>> other =
                    records.read(new DeadLetter.Origin(record.topic(), record.partition(), offset));
            if (other.isEmpty() || !PartedEvents.isPart(other.get())) {
                return false;
            }
            for (PartedEvents.Read read : parts.add(other.get(), partition)) {
                read.whole().ifPresent(fold::add);
                whole |= read.whole().isPresent();
            }
        }
        return whole;
    }

    private static ConsumerRecord<byte[], byte[]> record(RecordsAtRest.Original original) {
        return new ConsumerRecord<>(
                original.place().topic(),
                original.place().partition(),
                original.place().offset(),
                ConsumerRecord.NO_TIMESTAMP,
                TimestampType.NO_TIMESTAMP_TYPE,
                original.key() == null ? -1 : original.key().length,
                original.value() == null ? -1 : original.value().length,
                original.key(),
                original.value(),
                original.headers(),
                Optional.empty());
    }
}
