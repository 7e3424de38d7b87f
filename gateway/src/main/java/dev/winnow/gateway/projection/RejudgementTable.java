package dev.winnow.gateway.projection;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** The last word of judging again on each item, from {@code images.rejudged}. */
public final class RejudgementTable {
    private RejudgementTable() {}

    /** Keeps of each item the later word. Together with {@link #show}. */
    public static void upsert(Connection connection, List<Rejudgement> rejudgements) throws SQLException {
        if (rejudgements.isEmpty()) {
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
            Parameters.texts(upsert, 1, rejudgements.stream().map(Rejudgement::item));
            Parameters.texts(
                    upsert, 2, rejudgements.stream().map(r -> r.event().upload().dataset()));
            Parameters.rows(
                    upsert,
                    3,
                    "timestamptz",
                    rejudgements.stream().map(r -> r.uploadedAt().toString()));
            Parameters.texts(
                    upsert,
                    4,
                    rejudgements.stream().map(r -> r.event().upload().content().hex()));
            Parameters.rows(
                    upsert,
                    5,
                    "integer",
                    rejudgements.stream().map(r -> r.event().specVersion()));
            Parameters.rows(
                    upsert,
                    6,
                    "integer",
                    rejudgements.stream().map(r -> r.event().fenceVersion()));
            Parameters.texts(
                    upsert,
                    7,
                    rejudgements.stream()
                            .map(r -> String.join(",", ImageRow.kinds(r.event().issues()))));
            Parameters.texts(upsert, 8, rejudgements.stream().map(Rejudgement::json));
            upsert.executeUpdate();
        }
    }

    /**
     * Lets the rows of these items show the later word on their issues, where there is one about their upload.
     *
     * @param looksAgain whether images whose issues change thereby are to be judged once more, because whoever judged them knew
     *     nothing of that word
     */
    public static void show(Connection connection, List<String> items, boolean looksAgain) throws SQLException {
        if (items.isEmpty()) {
            return;
        }
        try (PreparedStatement update =
                connection.prepareStatement("""
                UPDATE image SET issues = shown.issues,
                                 flagged = image.state = 'accepted' AND shown.issues <> '{}',
                                 pending = image.pending OR (? AND image.stage = %d)
                FROM (SELECT i.item, i.file_issues || ARRAY(SELECT kind FROM unnest(r.issues) WITH ORDINALITY AS u (kind, n)
                                                            WHERE kind <> ALL (i.file_issues) ORDER BY n) AS issues
                      FROM rejudgement r JOIN image i ON i.item = r.item
                      WHERE r.item = ANY (?::text[])
                        AND i.uploaded_at = r.uploaded_at AND i.content = r.content
                        AND i.measures IS NOT NULL AND i.stage <> %d
                        AND (r.spec_version, r.fence_version) > (i.spec_version, 0)) AS shown
                WHERE image.item = shown.item AND image.issues <> shown.issues""".formatted(Stage.PREPARED.ordinal(), Stage.REJECTED.ordinal()))) {
            update.setBoolean(1, looksAgain);
            Parameters.texts(update, 2, items.stream());
            update.executeUpdate();
        }
    }
}
