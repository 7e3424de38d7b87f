package dev.winnow.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.dataset.ContentHash;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class DeadLetterTest {
    private static final DeadLetter.Origin ORIGIN = new DeadLetter.Origin("images.uploaded", 3, 42);
    private static final int BROKER_LIMIT = 1_048_588;

    @Test
    void aSmallRecordIsKeptWholeBesideWhereItStoodAndWhy() {
        RecordHeaders headers = new RecordHeaders();
        headers.add("ce_id", bytes("uploaded:1"));

        DeadLetter letter = DeadLetter.of(ORIGIN, bytes("key"), bytes("value"), headers, "It is no JSON");

        assertThat(letter.key()).isEqualTo(bytes("key"));
        assertThat(letter.value()).isEqualTo(bytes("value"));
        assertThat(text(letter.headers(), "ce_id")).isEqualTo("uploaded:1");
        assertThat(text(letter.headers(), DeadLetter.REASON)).isEqualTo("It is no JSON");
        assertThat(text(letter.headers(), DeadLetter.TOPIC)).isEqualTo("images.uploaded");
        assertThat(text(letter.headers(), DeadLetter.PARTITION)).isEqualTo("3");
        assertThat(text(letter.headers(), DeadLetter.OFFSET)).isEqualTo("42");
    }

    @Test
    void aLargeValueIsNamedByItsHash() {
        byte[] large = random(900_000);

        DeadLetter letter = DeadLetter.of(ORIGIN, null, large, new RecordHeaders(), "reason");

        assertThat(letter.value()).isNull();
        assertThat(text(letter.headers(), DeadLetter.VALUE_SHA256))
                .isEqualTo(ContentHash.of(large).hex());
        assertThat(text(letter.headers(), DeadLetter.VALUE_BYTES)).isEqualTo("900000");
    }

    @Test
    void whatAReaderPutsBesideItIsNotKeptASecondTime() {
        RecordHeaders headers = new RecordHeaders();
        headers.add("deserialization-failure-data", random(400_000));
        headers.add(DeadLetter.REASON, bytes("an earlier reason"));

        DeadLetter letter = DeadLetter.of(ORIGIN, null, random(400_000), headers, "reason");

        assertThat(letter.headers().lastHeader("deserialization-failure-data")).isNull();
        assertThat(letter.headers().headers(DeadLetter.REASON)).hasSize(1);
        assertThat(size(letter)).isLessThan(401_000);
    }

    @Test
    void theSameRecordThatFailsAgainIsTheSameLetter() {
        RecordHeaders headers = new RecordHeaders();
        headers.add("ce_id", bytes("uploaded:1"));
        DeadLetter first = DeadLetter.of(ORIGIN, bytes("key"), random(900_000), headers, "the disk is full");
        DeadLetter again = DeadLetter.of(
                new DeadLetter.Origin("images.uploaded", 3, 57),
                bytes("key"),
                random(900_000),
                headers,
                "another reason");
        DeadLetter other = DeadLetter.of(ORIGIN, bytes("key"), random(900_001), headers, "the disk is full");

        assertThat(first.id("ingest.dead-letters"))
                .isEqualTo(again.id("ingest.dead-letters"))
                .isNotEqualTo(other.id("ingest.dead-letters"))
                .isNotEqualTo(first.id("quality.dead-letters"))
                .matches("[0-9a-f]{32}");
    }

    @Test
    void aLetterSaysWhereItsRecordStandsAndWhetherItHasAllOfIt() {
        RecordHeaders headers = new RecordHeaders();
        headers.add("ce_id", bytes("uploaded:1"));
        DeadLetter small = DeadLetter.of(ORIGIN, bytes("key"), bytes("value"), headers, "reason");
        DeadLetter large = DeadLetter.of(ORIGIN, bytes("key"), random(900_000), headers, "reason");

        assertThat(small.origin()).contains(ORIGIN);
        assertThat(small.isWhole()).isTrue();
        assertThat(small.ofRecord()).isEqualTo(headers);
        assertThat(large.isWhole()).isFalse();
        assertThat(large.valueBytes()).isEqualTo(900_000);
        assertThat(large.isAbout(bytes("key"), bytes("anything"))).isTrue();
        assertThat(large.isAbout(bytes("another key"), bytes("anything"))).isFalse();
        assertThat(large.isAbout(bytes("key"), null)).isFalse();
    }

    @Test
    void whatAnotherProgramWroteThereIsALetterOfNowhere() {
        RecordHeaders headers = new RecordHeaders();
        headers.add(DeadLetter.OFFSET, bytes("many"));
        headers.add(DeadLetter.VALUE_BYTES, bytes("-1"));
        DeadLetter letter = new DeadLetter(null, null, headers);

        assertThat(letter.origin()).isEmpty();
        assertThat(letter.reason()).isEqualTo("no reason is known");
        assertThat(letter.valueBytes()).isZero();
        assertThat(letter.id("ingest.dead-letters")).hasSize(32);
    }

    @Test
    void noRecordThatABrokerTakesIsTooLargeAsALetter() {
        Random random = new Random(7);
        for (int round = 0; round < 200; round++) {
            int left = BROKER_LIMIT;
            int key = random.nextInt(left);
            int value = random.nextInt(left - key);
            RecordHeaders headers = new RecordHeaders();
            headers.add("x", new byte[random.nextInt(left - key - value)]);

            DeadLetter letter = DeadLetter.of(
                    ORIGIN, new byte[key], new byte[value], headers, "reason".repeat(random.nextInt(2_000)));

            assertThat(size(letter)).isLessThan(BROKER_LIMIT - 100_000);
        }
    }

    private static long size(DeadLetter letter) {
        long size = length(letter.key()) + length(letter.value());
        for (Header header : letter.headers()) {
            size += header.key().length() + length(header.value());
        }
        return size;
    }

    private static long length(byte[] bytes) {
        return bytes == null ? 0 : bytes.length;
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(Headers headers, String name) {
        return new String(headers.lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
