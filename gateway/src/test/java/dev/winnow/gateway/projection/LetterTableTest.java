package dev.winnow.gateway.projection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.events.DeadLetter;
import dev.winnow.events.DeadLetterClosed;
import dev.winnow.events.DeadLetterClosed.Closing;
import dev.winnow.events.EventSerializer;
import dev.winnow.gateway.letters.Letters;
import dev.winnow.gateway.letters.Letters.State;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Letters and decisions stand on topics that are read in any order, once or several times. */
@ExtendWith(Databases.class)
class LetterTableTest {
    private static final String TOPIC = "quality.dead-letters";

    private static DataSource database;
    private static Letters letters;

    @BeforeAll
    static void makeDatabase() {
        database = Databases.fresh();
        letters = new Letters(database);
    }

    @Test
    void aLetterIsOpenWhereItFailedAfterTheLastDecisionInWhateverOrderThatIsRead() throws Exception {
        Random random = new Random(3);
        for (int round = 0; round < 24; round++) {
            byte[] value = ("round " + round).getBytes(StandardCharsets.UTF_8);
            String letter = letter(value, 10, 3).key();
            List<Entry> entries = new ArrayList<>(List.of(
                    letter(value, 10, 3), // given up
                    letter(value, 10, 4), // written once more after a crash
                    closed(letter, Closing.RESENT, 3),
                    letter(value, 22, 9), // failed again
                    closed(letter, Closing.DROPPED, 9)));
            Collections.shuffle(entries, random);
            project(entries);
            assertThat(letters.letter(letter).orElseThrow())
                    .as("%s", entries)
                    .extracting(Letters.Letter::state, Letters.Letter::attempts, Letters.Letter::offset)
                    .containsExactly(State.DROPPED, 2, 22L);

            project(List.of(letter(value, 30, 11), letter(value, 10, 3)));
            assertThat(letters.letter(letter).orElseThrow())
                    .extracting(Letters.Letter::state, Letters.Letter::attempts, Letters.Letter::reason)
                    .containsExactly(State.OPEN, 3, "failed at 30");
        }
        assertThat(letters.open()).containsEntry("quality", 24L);
    }

    @Test
    void whatIsNoLetterIsOneOfNowhere() throws Exception {
        RecordHeaders headers = new RecordHeaders();
        headers.add(DeadLetter.REASON, "a reason\0with a NUL".getBytes(StandardCharsets.UTF_8));
        DeadLetter strange = new DeadLetter(null, new byte[] {0, 1}, headers);
        project(List.of(new Entry(strange.id("split.dead-letters"), "split.dead-letters", 0, strange)));

        Letters.Letter found = letters.letter(strange.id("split.dead-letters")).orElseThrow();

        assertThat(found.state()).isEqualTo(State.OPEN);
        assertThat(found.topic()).isNull();
        assertThat(found.dataset()).isNull();
        assertThat(found.reason()).isEqualTo("a reason\uFFFDwith a NUL");
    }

    /** A record on a topic: a letter, or a decision about one. */
    private record Entry(String key, String topic, long offset, Object content) {
        private ConsumerRecord<byte[], byte[]> record() {
            if (content instanceof DeadLetter letter) {
                return record(letter.key(), letter.value(), letter.headers());
            }
            DeadLetterClosed closed = (DeadLetterClosed) content;
            RecordHeaders headers = new RecordHeaders();
            byte[] value = new EventSerializer().serialize(topic, headers, closed);
            return record(key.getBytes(StandardCharsets.UTF_8), value, headers);
        }

        private ConsumerRecord<byte[], byte[]> record(byte[] recordKey, byte[] value, Headers headers) {
            return new ConsumerRecord<>(
                    topic,
                    0,
                    offset,
                    1_000 * offset,
                    TimestampType.CREATE_TIME,
                    0,
                    0,
                    recordKey,
                    value,
                    headers,
                    Optional.empty());
        }
    }

    private static Entry letter(byte[] value, long origin, long offset) {
        DeadLetter letter = DeadLetter.of(
                new DeadLetter.Origin("images.ingested", 1, origin),
                "key".getBytes(StandardCharsets.UTF_8),
                value,
                new RecordHeaders(),
                "failed at " + origin);
        return new Entry(letter.id(TOPIC), TOPIC, offset, letter);
    }

    private static Entry closed(String letter, Closing closing, long upTo) {
        return new Entry(
                letter,
                "dead-letters.closed",
                upTo,
                new DeadLetterClosed(letter, closing, upTo, null, null, Instant.EPOCH));
    }

    /** One by one, as polls may hand them out. */
    private static void project(List<Entry> entries) throws SQLException {
        Projector projector = new Projector(database);
        for (Entry entry : entries) {
            BatchFold fold = new BatchFold();
            fold.add(entry.record());
            projector.apply(fold.fold(), Map.of());
        }
    }
}
