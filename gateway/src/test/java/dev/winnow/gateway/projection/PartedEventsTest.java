package dev.winnow.gateway.projection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.dataset.Duplication.Standed;
import dev.winnow.dataset.Item;
import dev.winnow.dataset.Revision;
import dev.winnow.dataset.Standing;
import dev.winnow.events.ClustersRevised;
import dev.winnow.events.Event;
import dev.winnow.events.EventParts;
import dev.winnow.events.EventSerializer;
import dev.winnow.events.SplitsFrozen;
import dev.winnow.events.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

/** Events that stand on their topic in parts, as the read model takes them in. */
class PartedEventsTest {
    private static final String TOPIC = Topic.IMAGES_DEDUPLICATED.topicName();
    private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);
    private static final int ITEMS = 20_000;

    @Test
    void anEventInPartsIsWrittenWithItsLastPartAndOffsetsWaitForIt() {
        List<ConsumerRecord<byte[], byte[]>> parts = records(10, EventParts.of(revised("v1", ITEMS)));
        ConsumerRecord<byte[], byte[]> other =
                records(10 + parts.size(), List.of(revised("small", 1))).get(0);
        Backlog backlog = new Backlog();
        backlog.begin(PARTITION, 10);

        Optional<Backlog.Due> first = backlog.read(parts.subList(0, parts.size() - 1), 0);
        Backlog.Due last =
                backlog.read(List.of(parts.get(parts.size() - 1), other), 0).orElseThrow();

        assertThat(parts).hasSizeGreaterThan(4);
        assertThat(first).as("nothing is written of a part").isEmpty();
        assertThat(last.fold().fold().unreadable()).isEmpty();
        assertThat(last.fold().fold().amendments().standings()).hasSize(ITEMS);
        assertThat(last.progress())
                .containsEntry(PARTITION, new Projector.Progress(10, other.offset() + 1, parts.size() + 1));
    }

    @Test
    void whatIsWrittenMeanwhileMovesOffsetsUpToTheFirstPartAndNoFurther() {
        List<Event> events = new ArrayList<>(List.of(revised("before", 1)));
        events.addAll(EventParts.of(revised("v1", ITEMS)).subList(0, 2));
        events.add(revised("between", 1));
        Backlog backlog = new Backlog();

        Backlog.Due due = backlog.read(records(0, events), 0).orElseThrow();

        assertThat(due.progress()).containsEntry(PARTITION, new Projector.Progress(0, 1, 1));
    }

    @Test
    void partsWhoseLastNeverComesAreGivenUpWhenAnotherEventBegins() {
        List<Event> parts = EventParts.of(revised("v1", ITEMS));
        List<Event> events = new ArrayList<>(parts.subList(0, 2));
        events.addAll(EventParts.of(revised("v2", ITEMS)));
        Backlog backlog = new Backlog();

        Backlog.Due due = backlog.read(records(0, events), 0).orElseThrow();

        assertThat(due.fold().fold().unreadable())
                .extracting(BatchFold.Unreadable::reason)
                .containsExactly("The event's last part is missing", "The event's last part is missing");
        assertThat(due.fold().fold().amendments().standings()).hasSize(ITEMS);
        assertThat(due.progress()).containsEntry(PARTITION, new Projector.Progress(0, events.size(), events.size()));
    }

    @Test
    void partsWhoseLastNeverComesHoldNothingUpForGood() {
        List<Event> events = new ArrayList<>(EventParts.of(revised("v1", ITEMS)).subList(0, 1));
        events.addAll(IntStream.rangeClosed(0, PartedEvents.PATIENCE)
                .mapToObj(n -> revised("after" + n, 1))
                .toList());
        Backlog backlog = new Backlog();

        Backlog.Due due = backlog.read(records(0, events), 0).orElseThrow();

        assertThat(due.fold().fold().unreadable()).hasSize(1);
        assertThat(due.progress()).containsEntry(PARTITION, new Projector.Progress(0, events.size(), events.size()));
    }

    @Test
    void aPartWithoutTheOneBeforeItIsADeadLetter() {
        List<Event> parts = EventParts.of(revised("v1", ITEMS));
        Backlog backlog = new Backlog();

        Backlog.Due due =
                backlog.read(records(0, List.of(parts.get(0), parts.get(2))), 0).orElseThrow();

        assertThat(due.fold().fold().unreadable())
                .singleElement()
                .satisfies(unreadable -> assertThat(unreadable.reason()).contains("Part 3 of " + parts.size()));
    }

    private static ClustersRevised revised(String release, int items) {
        List<Standed> standings = IntStream.range(0, items)
                .mapToObj(n -> new Standed(new Item("birds", n + ".png").id(), Standing.DUPLICATE))
                .toList();
        return ClustersRevised.of(
                new SplitsFrozen("birds", release, "anna", Instant.EPOCH),
                new Revision(List.of(), List.of(), List.of(), standings, 7),
                Instant.EPOCH);
    }

    private static List<ConsumerRecord<byte[], byte[]>> records(long from, List<? extends Event> events) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (Event event : events) {
            RecordHeaders headers = new RecordHeaders();
            byte[] value = new EventSerializer().serialize(TOPIC, headers, event);
            byte[] key = event.key().getBytes(StandardCharsets.UTF_8);
            records.add(new ConsumerRecord<>(
                    TOPIC,
                    0,
                    from + records.size(),
                    0,
                    TimestampType.CREATE_TIME,
                    key.length,
                    value.length,
                    key,
                    value,
                    headers,
                    Optional.empty()));
        }
        return records;
    }
}
