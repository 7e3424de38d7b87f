package dev.winnow.gateway.projection;

import dev.winnow.dataset.PreparedPicture;
import dev.winnow.dataset.Split;
import dev.winnow.events.ImageWithdrawn;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** What became of images that had their split already: moved, prepared anew, removed. */
final class SplitFacts {
    private SplitFacts() {}

    static void upsert(Connection connection, Amendments amendments) throws SQLException {
        upsertMoves(connection, amendments.moves());
        upsertRepreparations(connection, amendments.repreparations());
        upsertRemovals(connection, amendments.removals());
    }

    private static void upsertMoves(Connection connection, List<Amendments.Move> moves) throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement("""
                INSERT INTO moved AS m (item, position, dataset, split_before, split, state, outside_reason, outside_detail,
                                        unit, fold, reason, because, at, told)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (item, position) DO UPDATE SET
                    split_before = EXCLUDED.split_before, split = EXCLUDED.split, state = EXCLUDED.state,
                    outside_reason = EXCLUDED.outside_reason, outside_detail = EXCLUDED.outside_detail,
                    unit = EXCLUDED.unit, fold = EXCLUDED.fold, reason = EXCLUDED.reason, because = EXCLUDED.because,
                    at = EXCLUDED.at, told = true
                WHERE EXCLUDED.told AND NOT m.told""")) {
            for (Amendments.Move move : moves) {
                upsert.setString(1, move.item());
                upsert.setLong(2, move.position());
                upsert.setString(3, move.dataset());
                upsert.setString(4, key(move.from()));
                upsert.setString(5, key(move.to()));
                upsert.setString(
                        6,
                        move.outside() == null
                                ? null
                                : ImageState.of(move.outside()).key());
                upsert.setString(
                        7,
                        move.outside() == null ? null : move.outside().reason().name());
                upsert.setString(
                        8,
                        move.outside() == null
                                ? null
                                : Stored.text(move.outside().detail()));
                upsert.setString(9, move.unit());
                upsert.setObject(10, move.fold(), java.sql.Types.INTEGER);
                upsert.setString(11, move.reason().name());
                upsert.setString(12, move.because());
                upsert.setTimestamp(13, Parameters.timestamp(move.at()));
                upsert.setBoolean(14, move.told());
                upsert.addBatch();
            }
            upsert.executeBatch();
        }
    }

    private static String key(Split split) {
        return split == null ? null : split.key();
    }

    private static void upsertRepreparations(Connection connection, List<Amendments.Repreparation> repreparations)
            throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement("""
                INSERT INTO repreparation AS r
                    (item, uploaded_at, content, spec_version, position, prepared, augmented, thumbnail, event)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?::json)
                ON CONFLICT (item) DO UPDATE SET
                    uploaded_at = EXCLUDED.uploaded_at, content = EXCLUDED.content,
                    spec_version = EXCLUDED.spec_version, position = EXCLUDED.position,
                    prepared = EXCLUDED.prepared, augmented = EXCLUDED.augmented, thumbnail = EXCLUDED.thumbnail,
                    event = EXCLUDED.event
                WHERE (EXCLUDED.uploaded_at, EXCLUDED.content, EXCLUDED.spec_version, EXCLUDED.position)
                    > (r.uploaded_at, r.content, r.spec_version, r.position)""")) {
            for (Amendments.Repreparation repreparation : repreparations) {
                List<PreparedPicture> pictures = repreparation.event().pictures();
                upsert.setString(1, repreparation.event().key());
                upsert.setTimestamp(2, Parameters.timestamp(repreparation.key().at()));
                upsert.setString(3, repreparation.key().content());
                upsert.setInt(4, repreparation.key().specVersion());
                upsert.setLong(5, repreparation.event().moved().position());
                upsert.setInt(6, ImageRow.standardised(pictures));
                upsert.setInt(7, pictures.size() - ImageRow.standardised(pictures));
                upsert.setString(8, ImageRow.thumbnail(pictures));
                upsert.setString(9, repreparation.json());
                upsert.addBatch();
            }
            upsert.executeBatch();
        }
    }

    private static void upsertRemovals(Connection connection, List<ImageWithdrawn> removals) throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement("""
                INSERT INTO removal AS r (item, up_to, spec_version, reason) VALUES (?, ?, ?, ?)
                ON CONFLICT (item) DO UPDATE SET
                    up_to = EXCLUDED.up_to, spec_version = EXCLUDED.spec_version, reason = EXCLUDED.reason
                WHERE (EXCLUDED.up_to, EXCLUDED.spec_version) > (r.up_to, r.spec_version)""")) {
            for (ImageWithdrawn removal : removals) {
                upsert.setString(1, removal.item().id());
                upsert.setTimestamp(2, Parameters.timestamp(removal.upTo()));
                upsert.setInt(3, removal.specVersion());
                upsert.setString(4, Stored.text(removal.reason()));
                upsert.addBatch();
            }
            upsert.executeBatch();
        }
    }
}
