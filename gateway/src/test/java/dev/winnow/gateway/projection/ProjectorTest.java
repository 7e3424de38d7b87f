package dev.winnow.gateway.projection;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(Databases.class)
class ProjectorTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void topicsReadInAnyOrderAndAnyBatchesGiveTheSameRows(long seed) throws SQLException {
        DrawnTopics topics = DrawnTopics.judgedAgain("drawn", seed, 120);
        DataSource inOrder = Databases.fresh();
        new Reader(inOrder, topics).read(topics.inOrder(), 7);
        String expected = Databases.checksum(inOrder);
        for (int shuffle = 0; shuffle < 2; shuffle++) {
            Random random = new Random(seed * 31 + shuffle);
            DataSource shuffled = Databases.fresh();
            new Reader(shuffled, topics).read(interleaved(topics, random), 1 + random.nextInt(60));
            assertThat(Databases.checksum(shuffled)).isEqualTo(expected);
        }
        DataSource oneTopicAfterTheOther = Databases.fresh();
        List<ConsumerRecord<byte[], byte[]>> backwards = new ArrayList<>();
        List<List<ConsumerRecord<byte[], byte[]>>> partitions =
                new ArrayList<>(topics.partitions().values());
        java.util.Collections.reverse(partitions);
        partitions.forEach(backwards::addAll);
        new Reader(oneTopicAfterTheOther, topics).read(backwards, 50);
        assertThat(Databases.checksum(oneTopicAfterTheOther)).isEqualTo(expected);
    }

    @Test
    void everyItemEndsWhereItsEventsSay() throws SQLException {
        DrawnTopics topics = DrawnTopics.judgedAgain("drawn", 11, 300);
        DataSource database = Databases.fresh();
        new Reader(database, topics).read(interleaved(topics, new Random(5)), 40);
        Map<String, String> found = new HashMap<>();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT item, state, cluster, split, flagged FROM image")) {
            while (rows.next()) {
                found.put(
                        rows.getString(1),
                        rows.getString(2) + " " + rows.getString(3) + " " + rows.getString(4) + " "
                                + rows.getBoolean(5));
            }
        }
        Map<String, String> expected = new HashMap<>();
        topics.members()
                .forEach((item, member) -> expected.put(
                        item, member.state.key() + " " + member.cluster + " " + member.split + " " + member.flagged));
        assertThat(found).isEqualTo(expected);
    }

    @Test
    void talliesAreWhatCountingWouldSay() throws SQLException {
        DrawnTopics topics = DrawnTopics.judgedAgain("drawn", 12, 300);
        DataSource database = Databases.fresh();
        new Reader(database, topics).read(interleaved(topics, new Random(6)), 9);
        for (String[] pair : new String[][] {
            {
                "SELECT string_agg(key || n, ',' ORDER BY key) FROM tally WHERE kind = 'state' AND n > 0",
                "SELECT string_agg(state || n, ',' ORDER BY state) FROM (SELECT state, count(*) AS n FROM image GROUP BY 1) t"
            },
            {
                "SELECT string_agg(key || split || n, ',' ORDER BY key, split) FROM tally WHERE kind = 'label' AND n > 0",
                "SELECT string_agg(label || split || n, ',' ORDER BY label, split) FROM (SELECT l COLLATE \"C\" AS label,"
                        + " split COLLATE \"C\" AS split, count(*) AS n FROM image,"
                        + " unnest(CASE labels WHEN '{}' THEN ARRAY[''] ELSE labels END) AS l"
                        + " WHERE state = 'accepted' GROUP BY 1, 2) t"
            },
            {
                "SELECT string_agg(key || n, ',' ORDER BY key) FROM tally WHERE kind = 'waiting' AND n > 0",
                "SELECT string_agg(label || n, ',' ORDER BY label) FROM (SELECT l COLLATE \"C\" AS label, count(*) AS n"
                        + " FROM image, unnest(CASE labels WHEN '{}' THEN ARRAY[''] ELSE labels END) AS l"
                        + " WHERE state = 'in-flight' GROUP BY 1) t"
            },
            {
                "SELECT string_agg(kind || key || n, ',' ORDER BY kind, key) FROM tally"
                        + " WHERE kind IN ('split', 'several-labels', 'copy', 'layout') AND n > 0",
                "SELECT string_agg(kind || key || n, ',' ORDER BY kind, key) FROM (SELECT kind, key COLLATE \"C\" AS key,"
                        + " count(*) AS n FROM image, LATERAL (VALUES"
                        + " ('split', CASE state WHEN 'accepted' THEN split END),"
                        + " ('several-labels', CASE WHEN state = 'accepted' AND cardinality(labels) > 1 THEN '' END),"
                        + " ('layout', CASE WHEN state <> 'removed' THEN layout END),"
                        + " ('copy', CASE WHEN cluster IS NULL THEN NULL WHEN exact_of IS NOT NULL THEN 'exact'"
                        + " WHEN exact_pixels_of IS NOT NULL THEN 'pixels' ELSE 'other' END)) AS counted (kind, key)"
                        + " WHERE key IS NOT NULL GROUP BY 1, 2) t"
            },
            {
                "SELECT string_agg(key || n, ',' ORDER BY key) FROM tally WHERE kind = 'issue' AND n > 0",
                "SELECT string_agg(issue || n, ',' ORDER BY issue) FROM (SELECT issue, count(*) AS n FROM image,"
                        + " unnest(issues) AS issue WHERE state = 'accepted' GROUP BY 1) t"
            },
            {
                "SELECT string_agg(name || ':' || items || train || val || test, ',' ORDER BY name) FROM cluster"
                        + " WHERE items > 0",
                "SELECT string_agg(cluster || ':' || n || train || val || test, ',' ORDER BY cluster) FROM (SELECT"
                        + " cluster, count(*) AS n, count(*) FILTER (WHERE state = 'accepted' AND split = 'train') AS"
                        + " train, count(*) FILTER (WHERE state = 'accepted' AND split = 'val') AS val, count(*) FILTER"
                        + " (WHERE state = 'accepted' AND split = 'test') AS test FROM image WHERE cluster IS NOT NULL"
                        + " GROUP BY 1) t"
            }
        }) {
            assertThat(Databases.one(database, pair[0])).isEqualTo(Databases.one(database, pair[1]));
        }
    }

    @Test
    void aReadModelOfTheFirstVersionIsProjectedAnew() throws SQLException {
        DrawnTopics topics = new DrawnTopics("drawn", 16, 20, true);
        DataSource fresh = Databases.fresh();
        new Reader(fresh, topics).read(topics.inOrder(), 20);
        String expected = Databases.checksum(fresh);
        DataSource database = Databases.ofVersion("1");
        String item = topics.members().keySet().iterator().next();
        Databases.run(
                database,
                "INSERT INTO image (item, dataset, source, content, spec_version, uploaded_at, stage, happened_at, state,"
                        + " flagged, bytes, format, width, height, label, split, ahash, issues, prepared, augmented,"
                        + " laplacian_variance, brightness, contrast, entropy, clipped_shadows, clipped_highlights) VALUES ('"
                        + item
                        + "', 'drawn', 'class1/0.jpg', 'c0', 1, '2020-01-01', 6, '2020-01-01', 'accepted', true, 10,"
                        + " 'JPEG', 4, 3, 'class1', 'val', '00', ARRAY['BAD_EXIF', 'DARK'], 1, 2,"
                        + " 1.5, 0.25, 0.125, 7, 0.5, 0)");
        Databases.run(
                database,
                "INSERT INTO consumed (topic, partition, next_offset, records) VALUES ('images.prepared', 0, 7, 7)");

        Databases.migrate(database);

        assertThat(Databases.one(database, "SELECT count(*) FROM consumed")).isEqualTo("0");
        new Reader(database, topics).read(topics.inOrder(), 20);
        assertThat(Databases.checksum(database)).isEqualTo(expected);
    }

    @Test
    void aBatchThatWasAppliedBeforeIsNotAppliedAgain() throws SQLException {
        DrawnTopics topics = new DrawnTopics("drawn", 13, 50, true);
        DataSource database = Databases.fresh();
        Reader reader = new Reader(database, topics);
        reader.read(topics.inOrder(), 20);
        String before = Databases.checksum(database);
        Reader zombie = new Reader(database, topics);
        assertThat(zombie.apply(topics.inOrder().subList(0, 30))).isFalse();
        assertThat(Databases.checksum(database)).isEqualTo(before);
    }

    @Test
    void recordsReadAgainChangeNothingButTheOffsets() throws SQLException {
        DrawnTopics topics = DrawnTopics.judgedAgain("drawn", 14, 80);
        DataSource database = Databases.fresh();
        new Reader(database, topics).read(topics.inOrder(), 20);
        String before = Databases.checksum(database);
        Databases.run(database, "DELETE FROM consumed");
        new Reader(database, topics).read(interleaved(topics, new Random(9)), 11);
        assertThat(Databases.checksum(database)).isEqualTo(before);
    }

    @Test
    void anEventIsReadWholeOnlyWhereNoFurtherOneOfItsUploadCameAlong() {
        DrawnTopics topics = new DrawnTopics("drawn", 15, 1, false);
        BatchFold fold = new BatchFold();
        for (ConsumerRecord<byte[], byte[]> record : topics.inOrder()) {
            byte[] value = record.value();
            boolean last =
                    record.topic().equals("images.prepared") || record.topic().startsWith("datasets");
            fold.add(last ? record : headOnly(record, value));
        }
        assertThat(fold.fold().unreadable()).isEmpty();
    }

    /** The record with nothing readable after the upload it nests. */
    private static ConsumerRecord<byte[], byte[]> headOnly(ConsumerRecord<byte[], byte[]> record, byte[] value) {
        String text = new String(value, java.nio.charset.StandardCharsets.UTF_8);
        int end = text.indexOf('}', text.indexOf("\"at\"")) + 1;
        return new ConsumerRecord<>(
                record.topic(),
                record.partition(),
                record.offset(),
                record.key(),
                (text.substring(0, end) + " broken").getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    @Test
    void textThatTheDatabaseCannotHoldIsKeptAsFarAsItCan() {
        assertThat(Stored.text("a\u0000b\ud800c😀")).isEqualTo("a\ufffdb\ufffdc😀");
        assertThat(Stored.text("plain")).isEqualTo("plain");
        assertThat(Stored.text(null)).isNull();
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

    /** Does what the projection does with polled records. */
    private static final class Reader {
        private final Projector projector;
        private final Map<TopicPartition, Long> positions = new HashMap<>();

        Reader(DataSource database, DrawnTopics topics) {
            this.projector = new Projector(database);
            topics.partitions().keySet().forEach(partition -> positions.put(partition, 0L));
        }

        void read(List<ConsumerRecord<byte[], byte[]>> records, int batch) throws SQLException {
            for (int from = 0; from < records.size(); from += batch) {
                assertThat(apply(records.subList(from, Math.min(records.size(), from + batch))))
                        .isTrue();
            }
        }

        boolean apply(List<ConsumerRecord<byte[], byte[]>> records) throws SQLException {
            BatchFold fold = new BatchFold();
            Map<TopicPartition, Projector.Progress> progress = new LinkedHashMap<>();
            for (ConsumerRecord<byte[], byte[]> record : records) {
                fold.add(record);
                TopicPartition partition = new TopicPartition(record.topic(), record.partition());
                progress.merge(
                        partition,
                        new Projector.Progress(positions.get(partition), record.offset() + 1, 1),
                        (a, b) -> new Projector.Progress(a.from(), b.to(), a.records() + 1));
            }
            boolean applied = projector.apply(fold.fold(), progress);
            if (applied) {
                progress.forEach((partition, step) -> positions.put(partition, step.to()));
            }
            return applied;
        }
    }
}
