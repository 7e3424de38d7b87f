package dev.winnow.gateway.projection;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Contents of uploads that are no longer, or never were, what an item's row shows, because a later upload was read first or in the same
 * batch. Triggers note those whose rows were replaced.
 */
final class FormerContents {
    private FormerContents() {}

    /** @param replaced the items whose rows are those of the batch now */
    static void note(Connection connection, BatchFold.Folded batch, Set<String> replaced) throws SQLException {
        List<ImageRow> rows = new ArrayList<>(batch.overtaken());
        batch.rows().stream().filter(row -> !replaced.contains(row.item())).forEach(rows::add);
        if (rows.isEmpty()) {
            return;
        }
        List<String> items = new ArrayList<>();
        List<String> contents = new ArrayList<>();
        List<String> named = new ArrayList<>();
        List<Integer> versions = new ArrayList<>();
        List<String> thumbnails = new ArrayList<>();
        for (ImageRow row : rows) {
            List<String> all = new ArrayList<>(row.pictureContents());
            all.add(row.upload().content().hex());
            for (String one : all) {
                items.add(row.item());
                contents.add(row.upload().content().hex());
                named.add(one);
                versions.add(row.upload().specVersion());
                thumbnails.add(row.thumbnail());
            }
        }
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO former_content AS f (dataset, content, spec_version)
                SELECT i.dataset, late.named, max(late.version)
                FROM unnest(?::text[], ?::text[], ?::text[], ?::integer[], ?::text[]) AS late (item, content, named, version, thumbnail)
                     JOIN image i ON i.item = late.item AND (i.content <> late.content
                         OR (late.thumbnail IS NOT NULL AND i.thumbnail IS DISTINCT FROM late.thumbnail))
                GROUP BY 1, 2 ORDER BY 1, 2
                ON CONFLICT (dataset, content) DO UPDATE SET spec_version = greatest(f.spec_version, EXCLUDED.spec_version)""")) {
            Parameters.texts(insert, 1, items.stream());
            Parameters.texts(insert, 2, contents.stream());
            Parameters.texts(insert, 3, named.stream());
            Parameters.rows(insert, 4, "integer", versions.stream());
            Parameters.texts(insert, 5, thumbnails.stream());
            insert.executeUpdate();
        }
    }
}
