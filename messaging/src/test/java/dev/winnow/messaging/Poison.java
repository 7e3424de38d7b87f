package dev.winnow.messaging;

import dev.winnow.events.Topic;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Records that no stage can read, up to what a broker takes. */
public final class Poison {
    /** A little below the broker's megabyte, which counts the batch around the record too. */
    private static final int AS_LARGE_AS_CAN_BE = 1_040_000;

    private Poison() {}

    /** Twelve kinds, each under a key that names it. */
    public static List<ProducerRecord<byte[], byte[]>> all(Topic topic) {
        Random random = new Random(13);
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        records.add(record(topic, "random", bytes(random, 64)));
        records.add(record(topic, "tombstone", null));
        records.add(record(topic, "empty", new byte[0]));
        records.add(record(topic, "empty-object", utf8("{}")));
        records.add(record(topic, "array", utf8("[1, 2, 3]")));
        records.add(record(topic, "truncated", utf8("{\"dataset\": \"birds\", \"source\": \"wre")));
        records.add(record(topic, "not-utf-8", new byte[] {'"', (byte) 0xC3, (byte) 0x28, '"'}));
        records.add(record(topic, "deep", utf8("[".repeat(200_000))));
        records.add(record(
                topic, "huge-number", utf8("{\"specVersion\": 1e999999999, \"bytes\": " + "9".repeat(5_000) + "}")));
        records.add(record(topic, "large", bytes(random, 400_000)));
        records.add(record(topic, "as-large-as-can-be", bytes(random, AS_LARGE_AS_CAN_BE)));
        ProducerRecord<byte[], byte[]> headers = record(topic, "large-headers", utf8("{"));
        headers.headers().add("ce_type", utf8("dev.winnow.NobodyKnowsThis.v9"));
        headers.headers().add("x-filler", bytes(random, 900_000));
        records.add(headers);
        return records;
    }

    private static ProducerRecord<byte[], byte[]> record(Topic topic, String key, byte[] value) {
        return new ProducerRecord<>(topic.topicName(), utf8("poison-" + key), value);
    }

    private static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
