package dev.winnow.events;

import dev.winnow.dataset.ContentHash;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * How a record that was given up stands on a topic of dead letters, so that no record that the broker took is too large for it.
 *
 * <ol>
 *   <li>The letter has the record's key, value and headers, each once.
 *   <li>A key, a value or headers beyond the bounds below are left out. The letter then has their SHA-256 and length. The
 *       record itself stays on its topic, where {@value #TOPIC}, {@value #PARTITION} and {@value #OFFSET} find it.
 *   <li>{@value #REASON} is a sentence of at most {@value #LONGEST_REASON} characters.
 * </ol>
 *
 * @param key the record's, or null where it has none or it was left out
 * @param value the record's, or null where it has none or it was left out
 * @param headers those of the record and of the letter
 */
public record DeadLetter(byte[] key, byte[] value, Headers headers) {
    public static final String REASON = "dead-letter-reason";
    public static final String TOPIC = "dead-letter-topic";
    public static final String PARTITION = "dead-letter-partition";
    public static final String OFFSET = "dead-letter-offset";
    /** SHA-256 of a value that was left out, in hexadecimal. */
    public static final String VALUE_SHA256 = "dead-letter-value-sha256";
    /** Length of a value that was left out. */
    public static final String VALUE_BYTES = "dead-letter-value-bytes";
    /** Length of a key that was left out. */
    public static final String KEY_BYTES = "dead-letter-key-bytes";
    /** Length of headers that were left out. */
    public static final String HEADER_BYTES = "dead-letter-header-bytes";

    /** Together with the other bounds well below the megabyte that brokers take unless they are told otherwise. */
    static final int LARGEST_VALUE = 512 * 1024;

    static final int LARGEST_KEY = 64 * 1024;
    static final int LARGEST_HEADERS = 64 * 1024;
    static final int LONGEST_REASON = 1_000;

    /** What SmallRye puts beside a record that it could not read: the key and the value once more. */
    private static final String DESERIALIZATION = "deserialization-failure-";

    private static final String OURS = "dead-letter-";

    /** Where a record stands. */
    public record Origin(String topic, int partition, long offset) {
        public Origin {
            Objects.requireNonNull(topic, "topic");
        }
    }

    /**
     * @param key of the record, or null
     * @param value of the record, or null
     * @param headers of the record; they are not changed
     */
    public static DeadLetter of(Origin origin, byte[] key, byte[] value, Headers headers, String reason) {
        RecordHeaders kept = new RecordHeaders();
        long length = 0;
        for (Header header : headers) {
            if (!header.key().startsWith(DESERIALIZATION) && !header.key().startsWith(OURS)) {
                kept.add(header);
                length += header.key().length() + (header.value() == null ? 0 : header.value().length);
            }
        }
        if (length > LARGEST_HEADERS) {
            kept = new RecordHeaders();
            put(kept, HEADER_BYTES, Long.toString(length));
        }
        byte[] keptKey = key;
        if (key != null && key.length > LARGEST_KEY) {
            keptKey = null;
            put(kept, KEY_BYTES, Integer.toString(key.length));
        }
        byte[] keptValue = value;
        if (value != null && value.length > LARGEST_VALUE) {
            keptValue = null;
            put(kept, VALUE_SHA256, ContentHash.of(value).hex());
            put(kept, VALUE_BYTES, Integer.toString(value.length));
        }
        put(kept, REASON, shortened(reason == null ? "no reason is known" : reason));
        put(kept, TOPIC, origin.topic());
        put(kept, PARTITION, Integer.toString(origin.partition()));
        put(kept, OFFSET, Long.toString(origin.offset()));
        return new DeadLetter(keptKey, keptValue, kept);
    }

    /**
     * The letter's name: 32 hexadecimal digits over the topic of dead letters, the record's topic and partition, its key and its value.
     * The same record that fails again, after it was sent to its partition again, is the same letter.
     *
     * @param letters the topic of dead letters that it stands on
     */
    public String id(String letters) {
        MessageDigest digest = ContentHash.sha256();
        Stream.of(letters, text(TOPIC).orElse(""), text(PARTITION).orElse(""))
                .forEach(part -> update(digest, part.getBytes(StandardCharsets.UTF_8)));
        update(digest, key != null ? key : text(KEY_BYTES).orElse("").getBytes(StandardCharsets.UTF_8));
        String hash =
                value != null ? ContentHash.of(value).hex() : text(VALUE_SHA256).orElse("");
        update(digest, hash.getBytes(StandardCharsets.UTF_8));
        return ContentHash.of(digest).hex().substring(0, 32);
    }

    private static void update(MessageDigest digest, byte[] part) {
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).array());
        digest.update(part);
    }

    /** Where the record stands; nothing where the letter does not say so, as one that another program wrote. */
    public Optional<Origin> origin() {
        try {
            return Optional.of(new Origin(
                    text(TOPIC).orElseThrow(),
                    Integer.parseInt(text(PARTITION).orElseThrow()),
                    Long.parseLong(text(OFFSET).orElseThrow())));
        } catch (NoSuchElementException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    public String reason() {
        return text(REASON).orElse("no reason is known");
    }

    /** The length of the record's value in bytes. */
    public long valueBytes() {
        return value != null
                ? value.length
                : text(VALUE_BYTES)
                        .filter(digits -> digits.matches("\\d{1,18}"))
                        .map(Long::parseLong)
                        .orElse(0L);
    }

    /** Whether the letter has all of its record, so that the record can be sent again without its topic. */
    public boolean isWhole() {
        return Stream.of(KEY_BYTES, VALUE_BYTES, HEADER_BYTES).allMatch(leftOut -> headers.lastHeader(leftOut) == null);
    }

    /** The headers of the record, as far as the letter has them. */
    public Headers ofRecord() {
        RecordHeaders own = new RecordHeaders();
        for (Header header : headers) {
            if (!header.key().startsWith(OURS)) {
                own.add(header);
            }
        }
        return own;
    }

    /** Whether a record found where this one stood can be the one that the letter is about. */
    public boolean isAbout(byte[] foundKey, byte[] foundValue) {
        boolean sameKey = headers.lastHeader(KEY_BYTES) == null
                ? Arrays.equals(key, foundKey)
                : foundKey != null && text(KEY_BYTES).orElseThrow().equals(Integer.toString(foundKey.length));
        return sameKey && (foundValue == null) == (value == null && headers.lastHeader(VALUE_SHA256) == null);
    }

    private Optional<String> text(String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null
                ? Optional.empty()
                : Optional.of(new String(header.value(), StandardCharsets.UTF_8));
    }

    private static String shortened(String reason) {
        return reason.length() <= LONGEST_REASON ? reason : reason.substring(0, LONGEST_REASON - 1) + '…';
    }

    private static void put(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
