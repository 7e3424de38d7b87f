package dev.winnow.dedup;

import dev.winnow.dataset.Issue;
import dev.winnow.dataset.Measure;
import dev.winnow.dataset.QualityScores;
import dev.winnow.dataset.quality.JudgedItem;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * How {@link JudgedItem} lies in the store, big-endian. The item's id is in the key.
 *
 * <p>Version 1: version (1 byte), flags (1 byte: 1 has scores, 2 is rejected), uploadedAt (8 bytes of seconds since 1970, 4 of nanoseconds),
 * specVersion (4), number of issues (1) and each one's name, the rejecting rule's name if any, number of measures that follow if there
 * are scores (1), and each one's place in the list of measures (1) and value (8). A name: bytes (1), UTF-8.
 */
final class JudgedItemFormat {
    private static final byte VERSION = 1;
    private static final int SCORES = 1;
    private static final int REJECTED = 2;
    private static final int FIXED_LENGTH = 20;
    private static final Measure[] MEASURES = Measure.values();

    private JudgedItemFormat() {}

    static byte[] write(JudgedItem item) {
        int measures = item.scores() == null ? 0 : item.scores().values().size();
        ByteBuffer out = ByteBuffer.allocate(FIXED_LENGTH + 40 * (item.issues().size() + 1) + 9 * measures)
                .put(VERSION)
                .put((byte) ((item.scores() == null ? 0 : SCORES) | (item.rejectedBy() == null ? 0 : REJECTED)))
                .putLong(item.uploadedAt().getEpochSecond())
                .putInt(item.uploadedAt().getNano())
                .putInt(item.specVersion())
                .put((byte) item.issues().size());
        item.issues().forEach(issue -> write(out, issue));
        if (item.rejectedBy() != null) {
            write(out, item.rejectedBy());
        }
        if (item.scores() != null) {
            out.put((byte) measures);
            item.scores()
                    .values()
                    .forEach((measure, value) ->
                            out.put((byte) measure.ordinal()).putDouble(value));
        }
        return Arrays.copyOf(out.array(), out.position());
    }

    private static void write(ByteBuffer out, Issue.Kind kind) {
        byte[] name = kind.name().getBytes(StandardCharsets.UTF_8);
        out.put((byte) name.length).put(name);
    }

    static JudgedItem read(String item, byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        byte version = in.get();
        if (version != VERSION) {
            throw new IllegalStateException("The store holds the verdict on " + item + " in format " + version
                    + ", this program reads format " + VERSION + ": start the version that wrote it, or a later one");
        }
        int flags = in.get();
        Instant uploadedAt = Instant.ofEpochSecond(in.getLong(), in.getInt());
        int specVersion = in.getInt();
        Set<Issue.Kind> issues = EnumSet.noneOf(Issue.Kind.class);
        for (int left = in.get(); left > 0; left--) {
            issues.add(kind(in));
        }
        Issue.Kind rejectedBy = (flags & REJECTED) == 0 ? null : kind(in);
        return new JudgedItem(
                item, uploadedAt, specVersion, (flags & SCORES) == 0 ? null : scores(in), issues, rejectedBy);
    }

    private static Issue.Kind kind(ByteBuffer in) {
        byte[] name = new byte[in.get()];
        in.get(name);
        return Issue.Kind.valueOf(new String(name, StandardCharsets.UTF_8));
    }

    private static QualityScores scores(ByteBuffer in) {
        Map<Measure, Double> values = new EnumMap<>(Measure.class);
        for (int left = in.get(); left > 0; left--) {
            Measure measure = MEASURES[in.get()];
            values.put(measure, in.getDouble());
        }
        return new QualityScores(values);
    }
}
