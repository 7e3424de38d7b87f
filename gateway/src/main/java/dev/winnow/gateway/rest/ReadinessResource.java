package dev.winnow.gateway.rest;

import dev.winnow.dataset.release.Readiness;
import dev.winnow.dataset.release.Verdict;
import dev.winnow.gateway.readiness.ReadinessDesk;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.sql.SQLException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;

/** Whether one may train on a dataset. */
@Path("/api/datasets/{dataset}/readiness")
@Tag(name = "Releases")
public class ReadinessResource {
    private static final String SVG = "image/svg+xml";

    private final ReadinessDesk desk;
    private final ReadyReleases releases;
    private final Known known;

    public ReadinessResource(ReadinessDesk desk, ReadyReleases releases, Known known) {
        this.desk = desk;
        this.releases = releases;
        this.known = known;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Whether one may train on a dataset: eight boxes, each with conditions and their evidence",
            description =
                    "A verdict is no error: the answer is 200 whatever it says. 'atRest' tells whether nothing is on"
                            + " its way; until then the verdict is UNDECIDED, and another look may decide.")
    public Readiness readiness(
            String dataset,
            @Parameter(description = "Of a release in place of the dataset as it is") @RestQuery String release,
            @Parameter(description = "Of the images that are not in this release") @RestQuery String newSince)
            throws SQLException, IOException {
        known.require(dataset);
        if (release != null && newSince != null) {
            throw Problem.of(400, "Invalid parameter", "release and newSince are both given, expected one of them")
                    .about("newSince")
                    .exception();
        }
        if (release != null) {
            return desk.ofRelease(dataset, releases.ready(dataset, release));
        }
        if (newSince != null) {
            return desk.ofNews(dataset, releases.ready(dataset, newSince)).orElseThrow(() -> Known.unknown(dataset));
        }
        return desk.readiness(dataset).orElseThrow(() -> Known.unknown(dataset));
    }

    @GET
    @Path("badge.svg")
    @Produces(SVG)
    @Operation(summary = "The verdict as a badge")
    @APIResponse(responseCode = "200", description = "The badge", content = @Content(mediaType = SVG))
    public Response badge(String dataset) throws SQLException {
        known.require(dataset);
        Verdict verdict = desk.readiness(dataset)
                .orElseThrow(() -> Known.unknown(dataset))
                .verdict();
        return Response.ok(svg(verdict))
                .type(SVG)
                .header("Cache-Control", "no-cache")
                .build();
    }

    /** A label of fixed width: letters are stretched to it, so that every font fits. */
    static String svg(Verdict verdict) {
        String color = switch (verdict) {
            case GO -> "#1a7f37";
            case WARN -> "#9a6700";
            case NO_GO -> "#cf222e";
            case UNDECIDED -> "#57606a";
        };
        String words = verdict.words();
        int right = 14 + 7 * words.length();
        int width = 70 + right;
        return """
                <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="20" role="img" aria-label="readiness: %2$s">
                <title>readiness: %2$s</title>
                <rect width="%1$d" height="20" rx="3" fill="#24292f"/>
                <path fill="%3$s" d="M70 0h%4$dq3 0 3 3v14q0 3-3 3H70z"/>
                <g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">
                <text x="7" y="14" textLength="56">readiness</text><text x="77" y="14" textLength="%5$d">%2$s</text>
                </g></svg>
                """.formatted(width, words, color, right - 3, right - 14);
    }
}
