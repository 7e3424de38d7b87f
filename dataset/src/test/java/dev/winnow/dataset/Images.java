package dev.winnow.dataset;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Images for tests, told apart by short names: item {@code a}, content {@code cat}. */
public final class Images {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private Images() {}

    /** An upload at second 0 under spec 1, without label, group or layout. */
    public static Arrival arrival(String item, String content) {
        return arrival(item, content, 0);
    }

    public static Arrival arrival(String item, String content, int second) {
        return arrival(item, content, second, null, null, null);
    }

    public static Arrival arrival(String item, String content, int second, String label, String group, Split layout) {
        return new Arrival(item, item + ".jpg", content(content), label, group, layout, 1, START.plusSeconds(second));
    }

    /** The same upload under another version of the spec. */
    public static Arrival under(int specVersion, Arrival arrival) {
        return new Arrival(
                arrival.item(),
                arrival.source(),
                arrival.content(),
                arrival.label(),
                arrival.group(),
                arrival.layout(),
                specVersion,
                arrival.at());
    }

    public static ContentHash content(String name) {
        return ContentHash.of(name.getBytes(StandardCharsets.UTF_8));
    }

    public static Fingerprints prints(long perceptualHash) {
        return new Fingerprints(0, 0, perceptualHash, true);
    }

    /** Fingerprints of a picture of one colour. */
    public static Fingerprints blank() {
        return new Fingerprints(0, 0, 0, false);
    }
}
