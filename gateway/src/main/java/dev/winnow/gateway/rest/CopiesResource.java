package dev.winnow.gateway.rest;

import dev.winnow.events.ImageUploaded;
import dev.winnow.events.PairJudged;
import dev.winnow.gateway.access.Caller;
import dev.winnow.gateway.copies.Clusters;
import dev.winnow.gateway.copies.Judgements;
import dev.winnow.gateway.copies.Leakage;
import dev.winnow.gateway.images.Images;
import dev.winnow.gateway.kafka.Announcer;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;

/** Copies among a dataset's images, what of them leaks, and a person's word on two of them. */
@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Copies")
public class CopiesResource {
    private final Clusters clusters;
    private final Leakage leakage;
    private final Judgements judgements;
    private final Images images;
    private final Announcer announcer;
    private final Known known;
    private final Caller caller;
    private final Clock clock = Clock.systemUTC();

    public CopiesResource(
            Clusters clusters,
            Leakage leakage,
            Judgements judgements,
            Images images,
            Announcer announcer,
            Known known,
            Caller caller) {
        this.clusters = clusters;
        this.leakage = leakage;
        this.judgements = judgements;
        this.images = images;
        this.announcer = announcer;
        this.known = known;
        this.caller = caller;
    }

    @GET
    @Path("datasets/{dataset}/duplicates")
    @Operation(
            summary = "A page of clusters of copies, the largest first",
            description =
                    "Of each at most 50 images, and what links those. Kinds: a copy of another's bytes (exact) or pixels,"
                            + " a near copy, a cluster in several splits (leaking), one with images that are dropped for another.")
    public Clusters.Page duplicates(
            String dataset,
            @RestQuery
                    @Pattern(
                            regexp = "exact|pixels|near|leaking|dropped",
                            message = "is none of exact, pixels, near, leaking, dropped")
                    String kind,
            @RestQuery @Size(max = 1024) String label,
            @RestQuery @Pattern(regexp = "train|val|test", message = "is none of train, val, test") String split,
            @RestQuery @Size(max = 128) String cluster,
            @RestQuery @Size(max = 4096) String after,
            @RestQuery @DefaultValue("20") @Min(1) @Max(100) int limit)
            throws SQLException {
        known.require(dataset);
        try {
            return clusters.page(dataset, new Clusters.Filter(kind, label, split, cluster), limit, after);
        } catch (IllegalArgumentException e) {
            throw badCursor(e);
        }
    }

    @GET
    @Path("datasets/{dataset}/leakage")
    @Operation(
            summary = "Copies that stand in different splits, pair by pair",
            description = "Off the matrix's diagonal there are zeros. What imported folders leaked stands in layout.")
    public Leakage.Report leakage(String dataset, @RestQuery @DefaultValue("100") @Min(1) @Max(1000) int limit)
            throws SQLException {
        known.require(dataset);
        return leakage.report(dataset, limit);
    }

    @GET
    @Path("datasets/{dataset}/judgements")
    @Operation(summary = "What people said of pairs of images, newest first")
    public Judgements.Page judgements(
            String dataset,
            @RestQuery @Size(max = 4096) String after,
            @RestQuery @DefaultValue("50") @Min(1) @Max(100) int limit)
            throws SQLException {
        known.require(dataset);
        try {
            return judgements.page(dataset, limit, after);
        } catch (IllegalArgumentException e) {
            throw badCursor(e);
        }
    }

    /** What a person says of two items. */
    public record Said(String one, String other, String word) {}

    /** What was passed on. */
    public record Heard(String one, String other, PairJudged.Word word, Instant at) {}

    @POST
    @Path("datasets/{dataset}/judgements")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary =
                    "Says of two accepted images that they are COPIES, are DIFFERENT, or takes such a word back (TAKEN_BACK)",
            description =
                    "It outranks the hashes. Answered after the broker has acknowledged it; clusters and splits follow.")
    @APIResponse(
            responseCode = "202",
            description = "Announced; the broker has it",
            content = @Content(schema = @Schema(implementation = Heard.class)))
    public Response judge(String dataset, Said said) throws SQLException {
        known.require(dataset);
        if (said == null || said.one() == null || said.other() == null || said.word() == null) {
            throw Problem.of(400, "Invalid body", "A judgement names 'one', 'other' and 'word'")
                    .exception();
        }
        PairJudged.Word word = Arrays.stream(PairJudged.Word.values())
                .filter(known -> known.name().equals(said.word()))
                .findFirst()
                .orElseThrow(() -> Problem.of(
                                400,
                                "Invalid body",
                                "word is " + said.word() + ", which is none of COPIES, DIFFERENT, TAKEN_BACK")
                        .about("word")
                        .exception());
        if (said.one().equals(said.other())) {
            throw Problem.of(400, "Invalid body", "'one' and 'other' are the same image")
                    .about("other")
                    .exception();
        }
        ImageUploaded first = accepted(dataset, said.one(), "one");
        ImageUploaded second = accepted(dataset, said.other(), "other");
        boolean inOrder = first.key().compareTo(second.key()) < 0;
        ImageUploaded one = inOrder ? first : second;
        ImageUploaded other = inOrder ? second : first;
        // the database's resolution, by which the word is found again
        Instant at = clock.instant().truncatedTo(ChronoUnit.MICROS);
        announcer.decide(new PairJudged(
                dataset, one.key(), other.key(), one.content(), other.content(), word, caller.name(), at));
        return Response.accepted(new Heard(one.key(), other.key(), word, at)).build();
    }

    private ImageUploaded accepted(String dataset, String item, String key) throws SQLException {
        String state = images.state(dataset, item)
                .orElseThrow(() -> Problem.of(404, "Unknown image", "Dataset '" + dataset + "' has no image " + item)
                        .about(key)
                        .exception());
        if (!state.equals("accepted")) {
            throw Problem.of(
                            409, "Not accepted", "Image " + item + " is " + state + "; only accepted images are judged")
                    .about(key)
                    .exception();
        }
        return images.upload(dataset, item).orElseThrow();
    }

    static Problem.ProblemException badCursor(IllegalArgumentException e) {
        return Problem.of(400, "Invalid parameter", e.getMessage())
                .about("after")
                .exception();
    }
}
