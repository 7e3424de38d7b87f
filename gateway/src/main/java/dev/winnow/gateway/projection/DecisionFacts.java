package dev.winnow.gateway.projection;

import dev.winnow.events.ImagesCurated;
import dev.winnow.events.ImagesSettled;
import dev.winnow.events.PairJudged;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** What people decided: their words on pairs, about several images at once, and releases that froze the splits. */
final class DecisionFacts {
    private DecisionFacts() {}

    static void upsert(Connection connection, Amendments amendments) throws SQLException {
        insertJudgements(connection, amendments.judgements());
        insertCurations(connection, amendments.curations());
        upsertFreezes(connection, amendments.freezes());
        insertSettlements(connection, amendments.settlements());
    }

    private static void insertJudgements(Connection connection, List<PairJudged> judgements) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO judgement (dataset, one, other, one_content, other_content, word, said_by, at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING""")) {
            for (PairJudged judged : judgements) {
                insert.setString(1, judged.dataset());
                insert.setString(2, Stored.text(judged.one()));
                insert.setString(3, Stored.text(judged.other()));
                insert.setString(4, judged.oneContent().hex());
                insert.setString(5, judged.otherContent().hex());
                insert.setString(6, judged.word().name());
                insert.setString(7, Stored.text(judged.by()));
                insert.setTimestamp(8, Parameters.timestamp(judged.at()));
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static void insertCurations(Connection connection, List<ImagesCurated> curations) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO curation (dataset, curation, action, value, uploads, images, undoes, said_by, at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING""")) {
            for (ImagesCurated curated : curations) {
                insert.setString(1, curated.dataset());
                insert.setString(2, Stored.text(curated.curation()));
                insert.setString(3, curated.action().name());
                insert.setString(4, Stored.text(curated.value()));
                insert.setString(5, curated.uploads().hex());
                insert.setInt(6, curated.images());
                insert.setString(7, Stored.text(curated.undoes()));
                insert.setString(8, Stored.text(curated.by()));
                insert.setTimestamp(9, Parameters.timestamp(curated.at()));
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static void upsertFreezes(Connection connection, List<Amendments.Freeze> freezes) throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement("""
                INSERT INTO frozen AS f (dataset, release, position, said_by, at) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (dataset, release) DO UPDATE SET
                    position = EXCLUDED.position, said_by = EXCLUDED.said_by, at = EXCLUDED.at
                WHERE EXCLUDED.position < f.position""")) {
            for (Amendments.Freeze freeze : freezes) {
                upsert.setString(1, freeze.event().dataset());
                upsert.setString(2, Stored.text(freeze.event().release()));
                upsert.setLong(3, freeze.position());
                upsert.setString(4, Stored.text(freeze.event().by()));
                upsert.setTimestamp(5, Parameters.timestamp(freeze.event().at()));
                upsert.addBatch();
            }
            upsert.executeBatch();
        }
    }

    private static void insertSettlements(Connection connection, List<ImagesSettled> settlements) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO settled (dataset, settlement, extent, moved, announced, error_before, error_after, position, said_by, at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING""")) {
            for (ImagesSettled applied : settlements) {
                insert.setString(1, applied.settled().dataset());
                insert.setString(2, Stored.text(applied.settled().settlement()));
                insert.setString(3, applied.settled().extent().name());
                insert.setInt(4, applied.moved());
                insert.setInt(5, applied.announced());
                insert.setDouble(6, applied.errorBefore());
                insert.setDouble(7, applied.errorAfter());
                insert.setLong(8, applied.position());
                insert.setString(9, Stored.text(applied.settled().by()));
                insert.setTimestamp(10, Parameters.timestamp(applied.at()));
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }
}
