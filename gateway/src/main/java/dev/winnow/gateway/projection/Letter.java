package dev.winnow.gateway.projection;

import dev.winnow.dataset.Item;
import dev.winnow.events.DeadLetter;
import dev.winnow.events.Decision;
import dev.winnow.events.Event;
import dev.winnow.events.EventDeserializer;
import dev.winnow.events.ImagesCurated;
import dev.winnow.events.ImagesSettled;
import dev.winnow.events.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Header;

/**
 * A copy of a dead letter on its topic. Whatever stands there is a letter, so that none about a letter is ever needed.
 *
 * @param id {@link DeadLetter#id}
 * @param offset on the topic of dead letters
 * @param at when the record was given up
 */
record Letter(String id, String service, DeadLetter letter, About about, long offset, Instant at) {
    static final String SUFFIX = ".dead-letters";

    private static final EventDeserializer EVENTS = new EventDeserializer();
    private static final int LONGEST_KEY = 200;
    private static final Pattern ITEM = Pattern.compile("[0-9a-f]{32}");

    /**
     * What a record is about, as far as it can be told. Each may be null.
     *
     * @param uploadedAt in whole microseconds
     */
    record About(String dataset, String item, String source, Instant uploadedAt, Integer specVersion) {
        private static final About NOTHING = new About(null, null);

        About(String dataset, String item) {
            this(dataset, item, null, null, null);
        }
    }

    static boolean standsOn(String topic) {
        return Topic.ofName(topic)
                .filter(known -> known.kind() == Topic.Kind.DEAD_LETTERS)
                .isPresent();
    }

    static Letter of(ConsumerRecord<byte[], byte[]> record) {
        DeadLetter letter = new DeadLetter(record.key(), record.value(), record.headers());
        return new Letter(
                letter.id(record.topic()),
                record.topic().substring(0, record.topic().length() - SUFFIX.length()),
                letter,
                about(letter),
                record.offset(),
                Instant.ofEpochMilli(Math.max(0, record.timestamp())));
    }

    /** The offset of the record that failed, which tells one failure from another. */
    long originOffset() {
        return letter.origin().map(DeadLetter.Origin::offset).orElse(offset);
    }

    /** The record's key as a person may recognise it, or null. */
    String key() {
        if (letter.key() == null) {
            return null;
        }
        String text = new String(letter.key(), StandardCharsets.UTF_8);
        return text.length() <= LONGEST_KEY ? text : text.substring(0, LONGEST_KEY - 1) + '…';
    }

    /** By the upload in the event's head; else by what else the event says; else by its subject; else by the record's key. */
    private static About about(DeadLetter letter) {
        Optional<UploadKey> upload = UploadKey.peek(letter.value());
        if (upload.isPresent()) {
            Item item = upload.get().item();
            return new About(
                    item.dataset(),
                    item.id(),
                    item.source(),
                    upload.get().at(),
                    upload.get().specVersion());
        }
        Optional<String> dataset = decidedAbout(letter);
        if (dataset.isPresent()) {
            return new About(dataset.get(), null);
        }
        Header subject = letter.headers().lastHeader("ce_subject");
        Optional<Topic> topic = letter.origin().flatMap(origin -> Topic.ofName(origin.topic()));
        return named(subject == null ? null : subject.value(), topic)
                .or(() -> named(letter.key(), topic))
                .orElse(About.NOTHING);
    }

    /** The dataset of an event that is about no single image. */
    private static Optional<String> decidedAbout(DeadLetter letter) {
        try {
            Event event = letter.value() == null || letter.origin().isEmpty()
                    ? null
                    : EVENTS.deserialize(letter.origin().get().topic(), letter.headers(), letter.value());
            if (event instanceof Decision decision) {
                return Optional.of(decision.dataset());
            }
            if (event instanceof ImagesCurated curated) {
                return Optional.of(curated.dataset());
            }
            return event instanceof ImagesSettled settled
                    ? Optional.of(settled.settled().dataset())
                    : Optional.empty();
        } catch (SerializationException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<About> named(byte[] name, Optional<Topic> topic) {
        if (name == null || topic.isEmpty()) {
            return Optional.empty();
        }
        String text = new String(name, StandardCharsets.UTF_8);
        if (ITEM.matcher(text).matches()) {
            return Optional.of(new About(null, text));
        }
        if (topic.get().keyedBy() != Topic.KeyedBy.DATASET) {
            return Optional.empty();
        }
        try {
            Item.requireDatasetName(text);
            return Optional.of(new About(text, null));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
