package dev.winnow.gateway.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.Item;
import dev.winnow.dataset.annotation.AnnotationSet;
import dev.winnow.dataset.annotation.LabelSource;
import dev.winnow.events.AnnotationsChecked;
import dev.winnow.events.AnnotationsSubmitted;
import dev.winnow.events.DatasetDeleted;
import dev.winnow.events.Event;
import dev.winnow.events.EventSerializer;
import dev.winnow.events.LabelDocument;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A dataset is deleted that was read before, is read afterwards, or is read in between. */
@ExtendWith(Databases.class)
class DeletedDatasetsTest {
    private static final Instant LATER = Instant.parse("2026-09-01T00:00:00Z");

    private static final LabelSource FROM = new LabelSource("http", "");

    /** Beyond all that is drawn. */
    private static final long POSITION = 1_000_000;

    private static final List<String> TABLES = List.of(
            "image",
            "dossier",
            "amendment",
            "cluster",
            "rejudgement",
            "moved",
            "repreparation",
            "removal",
            "link",
            "related",
            "judgement",
            "frozen",
            "settled",
            "curation",
            "former_content",
            "fence",
            "judged",
            "dead_letter",
            "label_submission",
            "item_label",
            "label_content");

    @Test
    void inWhateverOrderTopicsAreReadNothingOfADeletedDatasetStays() throws SQLException {
        DrawnTopics doomed = DrawnTopics.judgedAgain("doomed", 21, 50);
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>(doomed.inOrder());
        records.add(deletion("doomed", 9));
        DataSource inOrder = Databases.fresh();
        read(inOrder, records, 11);
        String contents = contents(inOrder);
        assertThat(contents.split(",")).hasSizeGreaterThan(40);
        requireNothing(inOrder);

        Random random = new Random(4);
        for (int shuffle = 0; shuffle < 2; shuffle++) {
            List<ConsumerRecord<byte[], byte[]>> shuffled = interleaved(doomed, random);
            shuffled.add(random.nextInt(shuffled.size()), deletion("doomed", 9));
            DataSource database = Databases.fresh();
            read(database, shuffled, 8 + random.nextInt(40));

            requireNothing(database);
            assertThat(contents(database)).isEqualTo(contents);
            read(database, doomed.inOrder(), 30); // all of it once more
            requireNothing(database);
        }
    }

    @Test
    void anotherDatasetIsAsIfThereHadNeverBeenTheDeletedOne() throws SQLException {
        DrawnTopics doomed = DrawnTopics.judgedAgain("doomed", 22, 40);
        DrawnTopics kept = DrawnTopics.judgedAgain("kept", 23, 40);
        DataSource alone = Databases.fresh();
        read(alone, kept.inOrder(), 20);
        DataSource both = Databases.fresh();
        read(both, doomed.inOrder(), 20);
        read(both, kept.inOrder(), 20);

        read(both, List.of(deletion("doomed", 9)), 1);

        Databases.run(both, "DELETE FROM dataset WHERE name = 'doomed'");
        Databases.run(both, "DELETE FROM dataset_spec WHERE dataset = 'doomed'");
        assertThat(Databases.checksum(both)).isEqualTo(Databases.checksum(alone));
        assertThat(Databases.one(both, "SELECT sum(n) FROM tally WHERE dataset = 'kept' AND kind = 'state'"))
                .isEqualTo(Databases.one(both, "SELECT count(*) FROM image WHERE dataset = 'kept'"));
    }

    @Test
    void aProcessThatEndsAnywhereInTheMiddleGoesOnWithTheRest() throws SQLException {
        DrawnTopics doomed = DrawnTopics.judgedAgain("doomed", 24, 20);
        List<ConsumerRecord<byte[], byte[]>> deletion = List.of(deletion("doomed", 9));
        for (int connections = 0; connections < 5; connections++) {
            DataSource database = Databases.fresh();
            read(database, doomed.inOrder(), 30);
            DataSource failing = failingAfter(database, connections);

            assertThatThrownBy(() -> read(failing, deletion, 1)).isInstanceOf(SQLException.class);
            read(database, deletion, 1);

            requireNothing(database);
        }
    }

    @Test
    void whatIsUploadedUnderALaterSpecIsADatasetOfItsOwn() throws SQLException {
        DrawnTopics before = DrawnTopics.judgedAgain("doomed", 25, 40);
        DataSource database = Databases.fresh();
        read(database, before.inOrder(), 30);

        read(database, List.of(deletion("doomed", 1)), 1);

        long left = Long.parseLong(Databases.one(database, "SELECT count(*) FROM image"));
        assertThat(left).isPositive();
        assertThat(Databases.one(database, "SELECT min(spec_version) FROM image"))
                .isEqualTo("2");
        assertThat(Databases.one(database, "SELECT sum(n) FROM tally WHERE kind = 'state'"))
                .isEqualTo(Long.toString(left));
        try (var connection = database.getConnection()) {
            assertThat(Deletions.closing(connection, "doomed"))
                    .as("declared anew")
                    .isEqualTo(Optional.empty());
        }
    }

    @Test
    void labelsGoWithTheirDatasetAndThoseOfALaterSpecStay() throws SQLException {
        List<ConsumerRecord<byte[], byte[]>> events = List.of(
                labels("a.png", 1, 1, 1),
                labels("never-uploaded.png", 2, 1, 2),
                checked("a.png", 1, 1, 3),
                labels("a.png", 1, 3, 4),
                checked("a.png", (2L << 32) + 1, 3, 5));
        ConsumerRecord<byte[], byte[]> deletion = deletion("doomed", 2);
        for (int at = 0; at <= events.size(); at++) {
            List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>(events);
            records.add(at, deletion);
            DataSource database = Databases.fresh();
            read(database, records, 1);

            assertThat(Databases.one(
                            database, "SELECT string_agg(item || spec_version || checked, ',') FROM label_submission"))
                    .as("deleted after %s", at)
                    .isEqualTo(new Item("doomed", "a.png").id() + "31");
            assertThat(Databases.one(database, "SELECT string_agg(step || ' ' || spec_version, ',') FROM item_label"))
                    .isEqualTo(((2L << 32) + 1) + " 3");
            assertThat(Databases.one(database, "SELECT string_agg(content, ',' ORDER BY content) FROM unreferenced"))
                    .isEqualTo(stored(1).content().hex() + ","
                            + stored(2).content().hex());
        }
    }

    private static ConsumerRecord<byte[], byte[]> labels(String source, int content, int specVersion, long offset) {
        return record(
                new AnnotationsSubmitted(
                        "doomed",
                        source,
                        FROM,
                        1,
                        specVersion,
                        specVersion == 1 ? stored(content) : stored(3),
                        "anna",
                        LATER),
                offset);
    }

    private static ConsumerRecord<byte[], byte[]> checked(String source, long step, int specVersion, long offset) {
        AnnotationsChecked.Result result = new AnnotationsChecked.Result(
                AnnotationSet.State.LABELLED,
                specVersion == 1 ? stored(1) : stored(3),
                new TreeMap<>(Map.of("wren", 1)),
                List.of(),
                List.of(),
                Map.of(),
                List.of());
        return record(
                new AnnotationsChecked(
                        "doomed",
                        source,
                        step,
                        new AnnotationsChecked.Basis(ContentHash.of(new byte[] {9}), 60, 40, specVersion),
                        result,
                        List.of(new AnnotationsChecked.CheckedSource(FROM, 1, false, true)),
                        LATER),
                offset);
    }

    private static LabelDocument.Stored stored(int content) {
        return new LabelDocument.Stored(ContentHash.of(new byte[] {(byte) content}), 9, 1);
    }

    private static void requireNothing(DataSource database) throws SQLException {
        for (String table : TABLES) {
            assertThat(Databases.one(database, "SELECT count(*) FROM " + table))
                    .as(table)
                    .isEqualTo("0");
        }
        assertThat(Databases.one(database, "SELECT count(*) FROM tally WHERE n <> 0"))
                .isEqualTo("0");
        try (var connection = database.getConnection()) {
            assertThat(Deletions.closing(connection, "doomed"))
                    .hasValueSatisfying(deletion -> assertThat(deletion.by()).isEqualTo("anna"));
        }
    }

    private static String contents(DataSource database) throws SQLException {
        return Databases.one(database, "SELECT string_agg(content, ',' ORDER BY content) FROM unreferenced");
    }

    private static ConsumerRecord<byte[], byte[]> deletion(String dataset, int upTo) {
        return record(new DatasetDeleted(dataset, upTo, "anna", LATER), POSITION);
    }

    private static ConsumerRecord<byte[], byte[]> record(Event event, long offset) {
        RecordHeaders headers = new RecordHeaders();
        byte[] value = new EventSerializer().serialize(event.topic().topicName(), headers, event);
        return new ConsumerRecord<>(
                event.topic().topicName(),
                0,
                offset,
                0,
                TimestampType.CREATE_TIME,
                0,
                0,
                event.key().getBytes(StandardCharsets.UTF_8),
                value,
                headers,
                Optional.empty());
    }

    private static List<ConsumerRecord<byte[], byte[]>> interleaved(DrawnTopics topics, Random random) {
        List<List<ConsumerRecord<byte[], byte[]>>> partitions = new ArrayList<>();
        topics.partitions().values().forEach(records -> partitions.add(new ArrayList<>(records)));
        List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
        while (!partitions.isEmpty()) {
            List<ConsumerRecord<byte[], byte[]>> next = partitions.get(random.nextInt(partitions.size()));
            for (int burst = 1 + random.nextInt(12); burst > 0 && !next.isEmpty(); burst--) {
                all.add(next.remove(0));
            }
            partitions.removeIf(List::isEmpty);
        }
        return all;
    }

    private static void read(DataSource database, List<ConsumerRecord<byte[], byte[]>> records, int batch)
            throws SQLException {
        new Projected(database).read(records, batch);
    }

    /** A database that cannot be reached any more after so many connections. */
    private static DataSource failingAfter(DataSource database, int connections) {
        int[] left = {connections};
        return (DataSource) Proxy.newProxyInstance(
                DeletedDatasetsTest.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("getConnection") && left[0]-- == 0) {
                        throw new SQLException("killed");
                    }
                    try {
                        return method.invoke(database, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
