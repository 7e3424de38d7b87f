package dev.winnow.gateway.projection;

import dev.winnow.events.ImageRejudged;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;

/** The issues of images that were judged again after they arrived, from {@code images.rejudged}. */
final class IssueFacts {
    private IssueFacts() {}

    /**
     * What a later verdict says of an item.
     *
     * @param item its id
     * @param uploadedAt when the upload it is about was taken, in whole microseconds
     * @param json the event as text
     */
    record Later(String item, Instant uploadedAt, ImageRejudged event, String json) {

        /** Of those about one item the last one counts; of equal ones the first that was read. */
        static final Comparator<Later> ORDER = Comparator.comparing(Later::uploadedAt)
                .thenComparing(later -> later.event().upload().content().hex())
                .thenComparing(later -> later.event().specVersion())
                .thenComparing(later -> later.event().fenceVersion());

        static Later of(ImageRejudged event, byte[] json) {
            return new Later(
                    event.upload().key(), event.upload().at().truncatedTo(ChronoUnit.MICROS), event, Stored.json(json));
        }
    }

    /** Keeps of each item the later verdict. Together with {@link #show}. */
    static void upsert(Connection connection, List<Later> later) throws SQLException {
        if (later.isEmpty()) {
            return;
        }
        try (PreparedStatement upsert = connection.prepareStatement("""
                INSERT INTO rejudgement AS r
                    (item, dataset, uploaded_at, content, spec_version, fence_version, issues, event)
                SELECT item, dataset, uploaded_at, content, spec_version, fence_version, string_to_array(issues, ','),
                       event::json
                FROM unnest(?::text[], ?::text[], ?::timestamptz[], ?::text[], ?::integer[], ?::integer[], ?::text[],
                            ?::text[])
                     AS fresh (item, dataset, uploaded_at, content, spec_version, fence_version, issues, event)
                ON CONFLICT (item) DO UPDATE SET
                    uploaded_at = EXCLUDED.uploaded_at, content = EXCLUDED.content, spec_version = EXCLUDED.spec_version,
                    fence_version = EXCLUDED.fence_version, issues = EXCLUDED.issues, event = EXCLUDED.event
                WHERE (EXCLUDED.uploaded_at, EXCLUDED.content, EXCLUDED.spec_version, EXCLUDED.fence_version)
                    > (r.uploaded_at, r.content, r.spec_version, r.fence_version)""")) {
            Parameters.texts(upsert, 1, later.stream().map(Later::item));
            Parameters.texts(
                    upsert, 2, later.stream().map(r -> r.event().upload().dataset()));
            Parameters.rows(
                    upsert,
                    3,
                    "timestamptz",
                    later.stream().map(r -> r.uploadedAt().toString()));
            Parameters.texts(
                    upsert,
                    4,
                    later.stream().map(r -> r.event().upload().content().hex()));
            Parameters.rows(
                    upsert, 5, "integer", later.stream().map(r -> r.event().specVersion()));
            Parameters.rows(
                    upsert, 6, "integer", later.stream().map(r -> r.event().fenceVersion()));
            Parameters.texts(
                    upsert,
                    7,
                    later.stream()
                            .map(r -> String.join(",", ImageRow.kinds(r.event().issues()))));
            Parameters.texts(upsert, 8, later.stream().map(Later::json));
            upsert.executeUpdate();
        }
    }

    /** Lets the rows of these items show the issues of the later verdict, where there is one about their upload. */
    static void show(Connection connection, List<String> items) throws SQLException {
        if (items.isEmpty()) {
            return;
        }
        try (PreparedStatement update = connection.prepareStatement("""
                UPDATE image SET issues = shown.issues,
                                 flagged = image.state = 'accepted' AND shown.issues <> '{}'
                FROM (SELECT i.item, i.file_issues || ARRAY(SELECT kind FROM unnest(r.issues) WITH ORDINALITY AS u (kind, n)
                                                            WHERE kind <> ALL (i.file_issues) ORDER BY n) AS issues
                      FROM rejudgement r JOIN image i ON i.item = r.item
                      WHERE r.item = ANY (?::text[])
                        AND i.uploaded_at = r.uploaded_at AND i.content = r.content
                        AND i.measures IS NOT NULL AND i.stage <> %d
                        AND (r.spec_version, r.fence_version) > (i.spec_version, 0)) AS shown
                WHERE image.item = shown.item AND image.issues <> shown.issues""".formatted(Stage.REJECTED.ordinal()))) {
            Parameters.texts(update, 1, items.stream());
            update.executeUpdate();
        }
    }
}
