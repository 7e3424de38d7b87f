package dev.winnow.gateway.answers;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import javax.sql.DataSource;

/**
 * Answers about datasets that cost something to find, each kept until its dataset changes. For use by any number of threads; two
 * that ask the same at once may both look.
 *
 * @param <Q> a question, the same as any equal one
 * @param <A> its answer, which nobody changes
 */
public final class KeptAnswers<Q, A> {

    /** How an answer is found. */
    public interface Search<A> {
        A find() throws SQLException;
    }

    private record Asked<Q>(String dataset, Q question) {}

    private record Kept<A>(long change, A answer) {}

    private final DataSource database;
    private final Map<Asked<Q>, Kept<A>> kept;

    /** @param most answers that are kept: those asked for last */
    public KeptAnswers(DataSource database, int most) {
        this.database = database;
        this.kept = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Asked<Q>, Kept<A>> eldest) {
                return size() > most;
            }
        });
    }

    /** As of now, or later: what changes while an answer is being found may stand in it. */
    public A answer(String dataset, Q question, Search<A> search) throws SQLException {
        long change = change(database, dataset).orElse(-1);
        Asked<Q> asked = new Asked<>(dataset, question);
        Kept<A> before = kept.get(asked);
        if (before != null && before.change() == change) {
            return before.answer();
        }
        A answer = search.find();
        kept.put(asked, new Kept<>(change, answer));
        return answer;
    }

    /** Grows whenever something of the dataset changes that answers tell of; nothing where there is no such dataset. */
    public static OptionalLong change(DataSource database, String dataset) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement("SELECT change FROM dataset WHERE name = ?")) {
            query.setString(1, dataset);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
            }
        }
    }
}
