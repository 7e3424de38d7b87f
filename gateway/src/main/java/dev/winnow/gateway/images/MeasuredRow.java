package dev.winnow.gateway.images;

import dev.winnow.dataset.Measure;
import dev.winnow.dataset.QualityScores;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.Map;

/** The raw values in a row of the read model: the column {@code measures}, by place in the list of measures. */
public final class MeasuredRow {
    private static final Measure[] MEASURES = Measure.values();

    private MeasuredRow() {}

    /** Of the row the result stands at; none where the image was not measured. */
    public static QualityScores scores(ResultSet row) throws SQLException {
        Map<Measure, Double> scores = new EnumMap<>(Measure.class);
        Array array = row.getArray("measures");
        if (array != null) {
            Double[] values = (Double[]) array.getArray();
            // A later version of this program may have written more of them.
            for (int i = 0; i < Math.min(values.length, MEASURES.length); i++) {
                if (values[i] != null) {
                    scores.put(MEASURES[i], values[i]);
                }
            }
        }
        return new QualityScores(scores);
    }
}
