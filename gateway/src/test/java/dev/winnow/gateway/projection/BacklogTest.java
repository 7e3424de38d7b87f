package dev.winnow.gateway.projection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.dataset.Assignment;
import dev.winnow.dataset.Rejection;
import dev.winnow.events.EventDeserializer;
import dev.winnow.events.EventSerializer;
import dev.winnow.events.ImageAssigned;
import dev.winnow.events.ImageEvent;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(Databases.class)
class BacklogTest {
    private static final EventDeserializer EVENTS = new EventDeserializer();
    private static final long A_MOMENT = Backlog.LONGEST.toNanos() / 4;

    @ParameterizedTest
    @ValueSource(longs = {61, 62, 63})
    void whatIsKeptBackAndReadAgainAfterCrashesGivesTheSameRows(long seed) throws SQLException {
        DrawnTopics topics = DrawnTopics.judgedAgain("drawn", seed, 250);
        DataSource inOrder = Databases.fresh();
        Projector projector = new Projector(inOrder);
        Backlog all = begun(projector);
        write(projector, all, topics.inOrder(), 0);
        write(projector, all, List.of(), 0); // few came, so the rest is due
        String expected = Databases.checksum(inOrder);

        Random random = new Random(seed);
        DataSource database = Databases.fresh();
        Projector crashing = new Projector(database);
        for (int lives = 8; lives > 0; lives--) {
            Backlog backlog = begun(crashing);
            List<ConsumerRecord<byte[], byte[]>> left =
                    new ArrayList<>(notBefore(crashing.offsets(), topics.inOrder()));
            int polls = lives == 1 ? Integer.MAX_VALUE : 1 + random.nextInt(6);
            long now = 0;
            while (polls-- > 0 && !left.isEmpty()) {
                List<ConsumerRecord<byte[], byte[]>> poll =
                        left.subList(0, Math.min(left.size(), 1 + random.nextInt(3 * Backlog.MUCH)));
                write(crashing, backlog, poll, now += A_MOMENT);
                poll.clear();
            }
            if (lives == 1) {
                write(crashing, backlog, List.of(), now);
            }
        }

        assertThat(Databases.checksum(database)).isEqualTo(expected);
    }

    @Test
    void whereLittleComesEveryStepIsWrittenAtOnce() {
        Backlog backlog = new Backlog();
        List<ConsumerRecord<byte[], byte[]>> few = uploads(Backlog.MUCH - 1);

        Backlog.Due due = backlog.read(few, 0).orElseThrow();

        assertThat(due.fold().fold().rows()).hasSize(few.size());
        assertThat(moved(due)).isEqualTo(few.size());
    }

    @Test
    void whereMuchComesAnImageOnItsWayIsWrittenAtItsEndAndOffsetsWaitForIt() {
        DrawnTopics topics = new DrawnTopics("drawn", 64, Backlog.MUCH, false);
        List<ConsumerRecord<byte[], byte[]>> before = of(topics, "images.uploaded", "images.ingested");
        List<ConsumerRecord<byte[], byte[]>> after = of(
                topics,
                "images.rejected",
                "images.assessed",
                "images.deduplicated",
                "images.assigned",
                "images.prepared");
        Backlog backlog = new Backlog();

        Optional<Backlog.Due> nothing = backlog.read(before, 0);
        Backlog.Due ends = backlog.read(after, A_MOMENT).orElseThrow();

        assertThat(nothing).isEmpty();
        assertThat(ends.fold().fold().rows().stream().map(ImageRow::item))
                .containsExactlyInAnyOrderElementsOf(items(topics, true));
        Set<String> stillOnTheirWay = items(topics, false);
        Map<TopicPartition, Long> firstKept = new HashMap<>();
        before.stream()
                .filter(record -> stillOnTheirWay.contains(
                        Step.of(record).orElseThrow().key().item().id()))
                .forEach(record -> firstKept.merge(partition(record), record.offset(), Math::min));
        assertThat(firstKept).isNotEmpty();
        firstKept.forEach((partition, offset) ->
                assertThat(ends.progress().get(partition)).isEqualTo(new Projector.Progress(0, offset, offset)));
    }

    @Test
    void theLastStepOfAnUploadIsKnownWithoutReadingItWhole() {
        Set<Stage> seen = EnumSet.noneOf(Stage.class);
        for (ConsumerRecord<byte[], byte[]> record :
                DrawnTopics.judgedAgain("drawn", 68, 300).inOrder()) {
            Step.of(record).ifPresent(step -> {
                ImageEvent event = (ImageEvent) EVENTS.deserialize(record.topic(), record.value());
                ImageRow row = ImageRow.of(step.key(), step.stage(), record, event);
                assertThat(step.isLast())
                        .as(record.topic())
                        .isEqualTo(row.state().isFinal());
                seen.add(step.stage());
            });
        }
        assertThat(seen).containsExactly(Stage.values());
    }

    @Test
    void anImageThatIsInNoSplitHasComeToItsEnd() {
        ConsumerRecord<byte[], byte[]> drawn =
                of(new DrawnTopics("drawn", 69, 9, false), "images.assigned").get(0);
        ImageAssigned assigned = (ImageAssigned) EVENTS.deserialize(drawn.topic(), drawn.value());
        ImageAssigned outside = new ImageAssigned(
                assigned.image(),
                new Assignment(
                        null,
                        "unit",
                        null,
                        null,
                        Assignment.Reason.OUTSIDE,
                        List.of(),
                        List.of(),
                        new Rejection(Rejection.Reason.DUPLICATE, "drawn so")),
                assigned.at());

        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>(
                drawn.topic(),
                0,
                0,
                drawn.key(),
                new EventSerializer().serialize(drawn.topic(), new RecordHeaders(), outside));

        assertThat(Step.of(drawn).orElseThrow().isLast()).isFalse();
        assertThat(new Step(Stage.ASSIGNED, UploadKey.of(outside.upload()), record).isLast())
                .isTrue();
    }

    @Test
    void anImageThatDoesNotComeToItsEndIsShownAfterAMoment() {
        List<ConsumerRecord<byte[], byte[]>> one = uploads(1);
        Backlog backlog = new Backlog();
        List<ConsumerRecord<byte[], byte[]>> much = new ArrayList<>(one);
        much.addAll(of(new DrawnTopics("others", 65, 2 * Backlog.MUCH, false), "images.prepared"));

        Backlog.Due first = backlog.read(much, 0).orElseThrow();
        Backlog.Due later = backlog.read(
                        of(new DrawnTopics("more", 66, 2 * Backlog.MUCH, false), "images.prepared"),
                        Backlog.LONGEST.toNanos())
                .orElseThrow();

        assertThat(first.fold().fold().rows()).noneMatch(row -> row.stage() == Stage.UPLOADED);
        assertThat(first.progress().get(partition(one.get(0))))
                .isEqualTo(new Projector.Progress(
                        0, one.get(0).offset(), one.get(0).offset()));
        assertThat(later.fold().fold().rows()).anyMatch(row -> row.stage() == Stage.UPLOADED);
        assertThat(later.progress().get(partition(one.get(0))).to())
                .isEqualTo(one.get(0).offset() + 1);
    }

    private static List<ConsumerRecord<byte[], byte[]>> uploads(int count) {
        return of(new DrawnTopics("drawn", 67, count, false), "images.uploaded");
    }

    private static List<ConsumerRecord<byte[], byte[]>> of(DrawnTopics topics, String... names) {
        return topics.inOrder().stream()
                .filter(record -> List.of(names).contains(record.topic()))
                .toList();
    }

    private static Set<String> items(DrawnTopics topics, boolean ended) {
        Set<String> items = new HashSet<>();
        topics.members().forEach((item, member) -> {
            if (member.state.isFinal() == ended) {
                items.add(item);
            }
        });
        return items;
    }

    /** How many records the offsets move over. */
    private static long moved(Backlog.Due due) {
        return due.progress().values().stream()
                .mapToLong(Projector.Progress::records)
                .sum();
    }

    private static Backlog begun(Projector projector) throws SQLException {
        Backlog backlog = new Backlog();
        projector.offsets().forEach(backlog::begin);
        return backlog;
    }

    private static List<ConsumerRecord<byte[], byte[]>> notBefore(
            Map<TopicPartition, Long> offsets, List<ConsumerRecord<byte[], byte[]>> records) {
        return records.stream()
                .filter(record -> record.offset() >= offsets.getOrDefault(partition(record), 0L))
                .toList();
    }

    private static void write(Projector projector, Backlog backlog, List<ConsumerRecord<byte[], byte[]>> poll, long now)
            throws SQLException {
        Optional<Backlog.Due> due = backlog.read(poll, now);
        if (due.isPresent()) {
            assertThat(projector.apply(due.get().fold().fold(), due.get().progress()))
                    .isTrue();
            backlog.written(due.get().progress());
        }
    }

    private static TopicPartition partition(ConsumerRecord<byte[], byte[]> record) {
        return new TopicPartition(record.topic(), record.partition());
    }
}
