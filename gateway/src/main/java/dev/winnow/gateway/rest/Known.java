package dev.winnow.gateway.rest;

import dev.winnow.dataset.Item;
import dev.winnow.gateway.summary.Summaries;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;

/** Tells requests about datasets that exist from others. */
@ApplicationScoped
public class Known {
    private final Summaries summaries;

    public Known(Summaries summaries) {
        this.summaries = summaries;
    }

    /** Ends the request with 404 where there is no such dataset. */
    void require(String dataset) throws SQLException {
        requireName(dataset);
        if (!summaries.isKnown(dataset)) {
            throw unknown(dataset);
        }
    }

    static void requireName(String dataset) {
        try {
            Item.requireDatasetName(dataset);
        } catch (IllegalArgumentException e) {
            throw Problem.of(400, "Invalid parameter", e.getMessage())
                    .about("dataset")
                    .exception();
        }
    }

    static Problem.ProblemException unknown(String dataset) {
        return Problem.of(404, "Unknown dataset", "There is no dataset '" + dataset + "'")
                .about("dataset")
                .remedy("GET /api/datasets lists those there are; PUT /api/datasets/" + dataset + "/spec makes it")
                .exception();
    }
}
