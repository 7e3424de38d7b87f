package dev.winnow.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.Duplication.Standed;
import dev.winnow.dataset.Item;
import dev.winnow.dataset.Revision;
import dev.winnow.dataset.Standing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;

class EventPartsTest {
    /** What brokers take by default, keys and headers included. */
    private static final int MOST_OF_A_BROKER = 1_000_000;

    @Test
    void anEventThatARecordHoldsStaysWhole() {
        Event event = revised(1_000, "a reason");

        assertThat(EventParts.of(event)).containsExactly(event);
    }

    @Test
    void aLargeEventComesOutOfItsPartsAsItWas() {
        Event event = revised(40_000, "a \"reason\" of 鳥\uD83D\uDC26 ".repeat(40_000));

        List<Event> parts = EventParts.of(event);

        assertThat(parts).hasSizeGreaterThan(3).allSatisfy(part -> {
            assertThat(part.key()).isEqualTo(event.key());
            assertThat(new EventSerializer().serialize(part.topic().topicName(), part))
                    .hasSizeLessThan(MOST_OF_A_BROKER);
        });
        assertThat(parts.stream().map(Event::id)).doesNotHaveDuplicates();
        assertThat(EventParts.whole(cast(parts))).isEqualTo(event);
        assertThat(EventParts.of(event)).as("the same event again").isEqualTo(parts);
    }

    @Test
    void anEventThatManyImagesJoinIsDividedToo() {
        ImageDeduplicated sample = Samples.deduplicated();
        List<String> many = IntStream.range(0, 30_000)
                .mapToObj(n -> new Item("birds", n + ".png").id())
                .toList();
        ImageDeduplicated joined = new ImageDeduplicated(
                sample.image(),
                new dev.winnow.dataset.Duplication(null, "c", many.get(0), List.of(), many, List.of()),
                sample.at());

        assertThat(EventParts.whole(cast(EventParts.of(joined)))).isEqualTo(joined);
    }

    @Test
    void whatIsNotWhatItsDigestSaysIsRefused() {
        List<EventPart> parts = new ArrayList<>(cast(EventParts.of(revised(20_000, "a reason"))));
        EventPart second = parts.get(1);
        parts.set(
                1,
                new EventPart(
                        second.dataset(),
                        second.event(),
                        second.eventType(),
                        second.number(),
                        second.of(),
                        second.digest(),
                        second.text().replace("DUPLICATE", "KEPT"),
                        second.at()));

        assertThatThrownBy(() -> EventParts.whole(parts))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("expected " + second.digest().hex());
    }

    @Test
    void aPartOfAPartIsNoEvent() {
        EventPart inner = Samples.part();
        byte[] json = new EventSerializer().serialize(inner.topic().topicName(), inner);
        String text = new String(json, java.nio.charset.StandardCharsets.UTF_8);
        List<EventPart> parts = List.of(
                nested(inner, 1, text.substring(0, 10), ContentHash.of(json)),
                nested(inner, 2, text.substring(10), ContentHash.of(json)));

        assertThatThrownBy(() -> EventParts.whole(parts))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("is no event");
    }

    private static EventPart nested(EventPart inner, int number, String text, ContentHash digest) {
        return new EventPart(inner.dataset(), inner.id(), inner.type(), number, 2, digest, text, inner.at());
    }

    private static List<EventPart> cast(List<Event> parts) {
        return parts.stream().map(EventPart.class::cast).toList();
    }

    private static Event revised(int items, String reason) {
        ImageWithdrawn withdrawn = new ImageWithdrawn(
                "birds", "a.png", Instant.EPOCH, 1, ImageWithdrawn.Cause.REMOVED, reason, "anna", Instant.EPOCH);
        List<Standed> standings = IntStream.range(0, items)
                .mapToObj(n -> new Standed(new Item("birds", n + ".png").id(), Standing.DUPLICATE))
                .toList();
        return ClustersRevised.of(
                withdrawn, new Revision(List.of(), List.of(), List.of(), standings, 7), Instant.EPOCH);
    }
}
