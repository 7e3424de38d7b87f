package dev.winnow.gateway.rest;

import dev.winnow.dataset.Deletion;
import dev.winnow.dataset.Item;
import dev.winnow.events.Decision;
import dev.winnow.gateway.summary.Summaries;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Tells requests about datasets that exist from others. */
@ApplicationScoped
public class Known {
    private final Summaries summaries;

    public Known(Summaries summaries) {
        this.summaries = summaries;
    }

    /** Ends the request with 404 where there is no such dataset, and with 410 where it was deleted. */
    void require(String dataset) throws SQLException {
        requireName(dataset);
        Optional<Deletion> deletion = summaries.deletion(dataset);
        if (deletion.isPresent()) {
            throw deleted(dataset, deletion.get());
        }
        if (!summaries.isKnown(dataset)) {
            throw unknown(dataset);
        }
    }

    private static Problem.ProblemException deleted(String dataset, Deletion deletion) {
        return Problem.of(
                        410,
                        "Deleted dataset",
                        Decision.actor(deletion.by()) + " deleted the dataset '" + dataset + "' at "
                                + deletion.at().truncatedTo(ChronoUnit.SECONDS))
                .about("dataset")
                .remedy("PUT /api/datasets/" + dataset + "/spec makes an empty dataset of that name")
                .exception();
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
