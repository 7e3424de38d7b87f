package dev.winnow.gateway.rest;

import dev.winnow.dataset.spec.Splits.Settle;
import dev.winnow.dataset.split.Settlement;
import dev.winnow.events.SplitsFrozen;
import dev.winnow.events.SplitsSettled;
import dev.winnow.gateway.access.Caller;
import dev.winnow.gateway.kafka.Announcer;
import dev.winnow.gateway.specs.Specs;
import dev.winnow.gateway.splits.Moves;
import dev.winnow.gateway.splits.Shares;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
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
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;

/** How a dataset's images are shared out. */
@Path("/api/datasets/{dataset}/splits")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Splits")
public class SplitsResource {
    private static final String RELEASE = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";

    private final Shares shares;
    private final Moves moves;
    private final Announcer announcer;
    private final Known known;
    private final Specs specs;
    private final Caller caller;
    private final Clock clock = Clock.systemUTC();

    public SplitsResource(Shares shares, Moves moves, Announcer announcer, Known known, Specs specs, Caller caller) {
        this.shares = shares;
        this.moves = moves;
        this.announcer = announcer;
        this.known = known;
        this.specs = specs;
        this.caller = caller;
    }

    @GET
    @Operation(
            summary = "Sizes against wishes, balance of labels, folds, and how far the splits' pictures lie apart",
            description = "Tolerance is the largest unit's share of the images + 0.005, because units are indivisible.")
    public Shares.Report splits(String dataset) throws SQLException {
        known.require(dataset);
        return shares.report(dataset);
    }

    @GET
    @Path("moves")
    @Operation(summary = "Images that changed their split, newest first, with the reason")
    public Moves.Page moves(
            String dataset,
            @RestQuery @Size(max = 4096) String after,
            @RestQuery @DefaultValue("50") @Min(1) @Max(200) int limit)
            throws SQLException {
        known.require(dataset);
        try {
            return moves.page(dataset, limit, after);
        } catch (IllegalArgumentException e) {
            throw CopiesResource.badCursor(e);
        }
    }

    @GET
    @Path("frozen")
    @Operation(summary = "The releases whose images stay in their splits, oldest first")
    public Moves.Releases frozen(String dataset) throws SQLException {
        known.require(dataset);
        return moves.releases(dataset);
    }

    @GET
    @Path("settled")
    @Operation(summary = "When units were shared out together, and what that moved; oldest first")
    public Moves.Settlements settled(String dataset) throws SQLException {
        known.require(dataset);
        return moves.settlements(dataset);
    }

    /**
     * Asks for units to be shared out together.
     *
     * @param extent which may move; null for those that arrived since the last time
     * @param most images that a rebalance may move; null for any number
     * @param afterImport whether an import has ended: then the spec's {@code split.settle} says whether anything is done
     */
    public record Asked(Settlement.Extent extent, Integer most, boolean afterImport) {}

    /** @param settlement its name; null where the spec wants none after an import */
    public record Accepted(String settlement, Settlement.Extent extent, Instant at) {}

    @POST
    @Path("settled")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Shares units out over splits and folds together; what a release or a given layout holds stays",
            description =
                    "REBALANCE moves as few images as bring labels nearer to their shares, 'most' at the most; PREVIEW only"
                            + " says what that would be. Answered after the broker has acknowledged it; images move afterwards, and"
                            + " GET tells the outcome.")
    @APIResponse(
            responseCode = "202",
            description = "Announced; the broker has it",
            content = @Content(schema = @Schema(implementation = Accepted.class)))
    public Response settle(String dataset, Asked asked) throws SQLException {
        known.require(dataset);
        Settlement.Extent extent = asked == null || asked.extent() == null ? Settlement.Extent.NEW : asked.extent();
        Integer most = asked == null ? null : asked.most();
        if (most != null
                && (most < 0 || (extent != Settlement.Extent.REBALANCE && extent != Settlement.Extent.PREVIEW))) {
            throw Problem.of(
                            400,
                            "Invalid body",
                            "most is " + most + " with extent " + extent
                                    + ", expected 0 or more, with REBALANCE or PREVIEW")
                    .about("most")
                    .exception();
        }
        Instant now = clock.instant();
        if (asked != null
                && asked.afterImport()
                && specs.current(dataset).split().settle() != Settle.IMPORT) {
            return Response.accepted(new Accepted(null, extent, now)).build();
        }
        SplitsSettled settled =
                new SplitsSettled(dataset, UUID.randomUUID().toString(), extent, most, caller.name(), now);
        announcer.decide(settled);
        return Response.accepted(new Accepted(settled.settlement(), extent, now))
                .build();
    }

    /** A release to be cut. */
    public record Cut(String release) {}

    /** A release that was passed on. */
    public record Frozen(String release, Instant at) {}

    @POST
    @Path("frozen")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Cuts a release: images that are part of the dataset stay in their splits from now on",
            description = "Answered after the broker has acknowledged it.")
    @APIResponse(
            responseCode = "202",
            description = "Announced; the broker has it",
            content = @Content(schema = @Schema(implementation = Frozen.class)))
    public Response freeze(String dataset, Cut cut) throws SQLException {
        known.require(dataset);
        if (cut == null || cut.release() == null || !cut.release().matches(RELEASE)) {
            throw Problem.of(
                            400,
                            "Invalid body",
                            "release is " + (cut == null ? null : cut.release())
                                    + ", expected 1 to 64 letters, digits, '.', '_' and '-', the first a letter or digit")
                    .about("release")
                    .exception();
        }
        if (moves.releases(dataset).frozen().stream()
                .anyMatch(release -> release.release().equals(cut.release()))) {
            throw Problem.of(409, "Frozen already", "Dataset '" + dataset + "' has a release '" + cut.release() + "'")
                    .about("release")
                    .remedy("Choose another name")
                    .exception();
        }
        SplitsFrozen frozen = new SplitsFrozen(dataset, cut.release(), caller.name(), clock.instant());
        announcer.decide(frozen);
        return Response.accepted(new Frozen(frozen.release(), frozen.at())).build();
    }
}
