package dev.winnow.gateway.rest;

import dev.winnow.gateway.releases.Releases;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;

/** Tells requests about releases that are there, and ready, from others. */
@ApplicationScoped
public class ReadyReleases {
    private final Releases releases;

    public ReadyReleases(Releases releases) {
        this.releases = releases;
    }

    /** Ends the request with 404 where there is no such release. */
    Releases.Line find(String dataset, String release) throws SQLException {
        return releases.find(dataset, release)
                .orElseThrow(() -> Problem.of(
                                404, "Unknown release", "Dataset '" + dataset + "' has no release '" + release + "'")
                        .about("release")
                        .remedy("GET /api/datasets/" + dataset + "/releases lists those there are")
                        .exception());
    }

    /** Ends the request with 404 where there is no such release, and with 409 where it is being assembled. */
    Releases.Line ready(String dataset, String release) throws SQLException {
        Releases.Line line = find(dataset, release);
        if (line.state() != Releases.State.READY) {
            throw Problem.of(
                            409,
                            "Release not ready",
                            "Release " + line.release() + " of dataset '" + dataset + "' is being assembled: "
                                    + line.waiting() + " images have not come to their end")
                    .about("release")
                    .remedy("Try again in a moment; where images are among the dead letters, resend or drop them")
                    .exception();
        }
        return line;
    }
}
