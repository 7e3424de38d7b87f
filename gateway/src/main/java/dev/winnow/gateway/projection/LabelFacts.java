package dev.winnow.gateway.projection;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.winnow.dataset.annotation.LabelIssue;
import dev.winnow.events.AnnotationsChecked;
import dev.winnow.events.AnnotationsSubmitted;
import dev.winnow.events.EventJson;
import dev.winnow.gateway.projection.Amendments.LabelContent;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Labels as submitted and as checked, in whatever order they are read. The caller holds {@link AdvisoryLock#WRITER}. */
public final class LabelFacts {
    private LabelFacts() {}

    static void upsert(Connection connection, Amendments amendments) throws SQLException {
        insertSubmissions(connection, amendments.submissions());
        upsertChecked(connection, amendments.checks());
        insertContents(connection, amendments.labelContents());
    }

    /** Writes submissions at once, as reading them from their topic will once more: whoever waits for their checks sees them. */
    public static void submit(Connection connection, Collection<AnnotationsSubmitted> submissions) throws SQLException {
        insertSubmissions(connection, submissions);
        try (PreparedStatement touch =
                connection.prepareStatement("UPDATE dataset SET change = change + 1 WHERE name = ANY (?::text[])")) {
            Parameters.texts(
                    touch,
                    1,
                    submissions.stream().map(AnnotationsSubmitted::dataset).distinct());
            touch.executeUpdate(); // who keeps answers is to ask again
        }
    }

    private static void insertSubmissions(Connection connection, Collection<AnnotationsSubmitted> submissions)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO label_submission AS l (item, tool, annotator, dataset, revision, checked, spec_version)
                VALUES (?, ?, ?, ?, ?, -1, ?) ON CONFLICT (item, tool, annotator) DO UPDATE
                SET revision = greatest(l.revision, EXCLUDED.revision),
                    spec_version = greatest(l.spec_version, EXCLUDED.spec_version)""")) {
            for (AnnotationsSubmitted submitted : submissions) {
                insert.setString(1, submitted.key());
                insert.setString(2, Stored.text(submitted.from().tool()));
                insert.setString(3, Stored.text(submitted.from().annotator()));
                insert.setString(4, submitted.dataset());
                insert.setLong(5, submitted.revision());
                insert.setInt(6, submitted.specVersion());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static void upsertChecked(Connection connection, Collection<AnnotationsChecked> checks)
            throws SQLException {
        try (PreparedStatement seen = connection.prepareStatement("""
                        INSERT INTO label_submission AS l (item, tool, annotator, dataset, revision, checked, spec_version)
                        VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (item, tool, annotator) DO UPDATE
                        SET revision = greatest(l.revision, EXCLUDED.revision),
                            checked = greatest(l.checked, EXCLUDED.checked),
                            spec_version = greatest(l.spec_version, EXCLUDED.spec_version)""");
                PreparedStatement upsert = connection.prepareStatement("""
                        INSERT INTO item_label AS l (item, dataset, step, state, waiting, objects, annotators, issues, event,
                            spec_version)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?::json, ?) ON CONFLICT (item) DO UPDATE
                        SET step = EXCLUDED.step, spec_version = EXCLUDED.spec_version, state = EXCLUDED.state, waiting = EXCLUDED.waiting,
                            objects = EXCLUDED.objects, annotators = EXCLUDED.annotators, issues = EXCLUDED.issues,
                            event = EXCLUDED.event
                        WHERE EXCLUDED.step >= l.step""")) {
            for (AnnotationsChecked checked : checks) {
                for (AnnotationsChecked.CheckedSource source : checked.sources()) {
                    seen.setString(1, checked.key());
                    seen.setString(2, Stored.text(source.from().tool()));
                    seen.setString(3, Stored.text(source.from().annotator()));
                    seen.setString(4, checked.dataset());
                    seen.setLong(5, source.revision());
                    seen.setLong(6, source.revision());
                    seen.setInt(7, checked.basis().specVersion());
                    seen.addBatch();
                }
                boolean said = checked.sources().stream().anyMatch(AnnotationsChecked.CheckedSource::chosen);
                boolean seenPicture = checked.basis().content() != null;
                upsert.setString(1, checked.key());
                upsert.setString(2, checked.dataset());
                upsert.setLong(3, checked.step());
                upsert.setString(4, checked.result().state().name());
                upsert.setBoolean(5, said && !seenPicture);
                if (said && seenPicture) {
                    upsert.setInt(6, objects(checked));
                } else {
                    upsert.setNull(6, Types.INTEGER);
                }
                Parameters.texts(
                        upsert, 7, checked.result().annotators().stream().map(Stored::text));
                Parameters.texts(upsert, 8, issues(checked.result().issues()).stream());
                upsert.setString(9, json(checked));
                upsert.setInt(10, checked.basis().specVersion());
                upsert.addBatch();
            }
            seen.executeBatch();
            upsert.executeBatch();
        }
    }

    private static void insertContents(Connection connection, Set<LabelContent> contents) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO label_content (content, dataset, spec_version) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")) {
            for (LabelContent one : contents) {
                insert.setString(1, one.content());
                insert.setString(2, one.dataset());
                insert.setInt(3, one.specVersion());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static int objects(AnnotationsChecked checked) {
        return checked.result().objects().values().stream()
                .mapToInt(Integer::intValue)
                .sum();
    }

    private static List<String> issues(Map<LabelIssue, Integer> counts) {
        List<String> issues = new ArrayList<>();
        counts.forEach((issue, count) -> issues.addAll(Collections.nCopies(count, issue.name())));
        return issues;
    }

    private static String json(AnnotationsChecked checked) {
        try {
            return Stored.json(EventJson.mapper().writeValueAsBytes(checked));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot write " + checked.id(), e);
        }
    }
}
