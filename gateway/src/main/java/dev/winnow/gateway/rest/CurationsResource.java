package dev.winnow.gateway.rest;

import dev.winnow.events.ImagesCurated;
import dev.winnow.events.ImagesCurated.CurationAction;
import dev.winnow.gateway.access.Caller;
import dev.winnow.gateway.curation.Curations;
import jakarta.validation.Valid;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What persons decide about several images at once. */
@Path("/api/datasets/{dataset}/curations")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Curations")
public class CurationsResource {
    private static final int MOST_ITEMS = 10_000;
    private static final int LONGEST_LABEL = 256;
    private static final int LONGEST_TAG = 64;

    private final Curations curations;
    private final Known known;
    private final Caller caller;

    public CurationsResource(Curations curations, Known known, Caller caller) {
        this.curations = curations;
        this.known = known;
        this.caller = caller;
    }

    /**
     * What a person decides.
     *
     * @param value the label or the tag to give, else null
     * @param items the ids of the images, or null for all that the query chooses
     */
    public record CurationRequest(String action, String value, List<String> items) {}

    /** @param skipped chosen images that the action does not fit */
    public record CurationAccepted(String curation, int images, int skipped, Instant at) {}

    /** @param curations the newest first, at most 200 */
    public record Listing(List<Curations.Curation> curations) {}

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Decides about several images: WITHDRAW, SET_ASIDE, RESTORE, LABEL, TAG or MOVED",
            description =
                    "About the items that the body lists, or about all images that the query chooses. Answered after the"
                            + " broker has acknowledged the one event; the images follow.")
    @APIResponse(
            responseCode = "202",
            description = "Announced; the broker has it",
            content = @Content(schema = @Schema(implementation = CurationAccepted.class)))
    public Response decide(String dataset, @Valid @BeanParam ImageQuery query, CurationRequest request)
            throws SQLException, IOException {
        known.require(dataset);
        CurationAction action = action(request);
        String value = value(action, request.value());
        Curations.Outcome outcome;
        try {
            outcome = request.items() == null
                    ? curations.decide(dataset, action, value, caller.name(), query.filter())
                    : curations.decide(dataset, action, value, caller.name(), items(request));
        } catch (Curations.TooManyException e) {
            throw Problem.of(400, "Too many images", e.getMessage()).exception();
        }
        return accepted(
                outcome,
                () -> Problem.of(
                                409,
                                "Nothing to decide",
                                "None of the chosen images can be the subject of " + action + ": " + outcome.skipped()
                                        + " are in another state")
                        .exception());
    }

    @GET
    @Operation(summary = "What was decided about several images at once, the newest first")
    public Listing list(String dataset) throws SQLException {
        known.require(dataset);
        return new Listing(curations.list(dataset));
    }

    @POST
    @Path("{curation}/undo")
    @Operation(
            summary = "Undoes a decision",
            description =
                    "The uploads it was about arrive again as they stood before it, and take the way of every image.")
    @APIResponse(
            responseCode = "202",
            description = "Announced; the broker has it",
            content = @Content(schema = @Schema(implementation = CurationAccepted.class)))
    public Response undo(String dataset, String curation) throws SQLException, IOException {
        known.require(dataset);
        Curations.Outcome undone = curations
                .undo(dataset, curation, caller.name())
                .orElseThrow(() -> cannotBeUndone("Dataset '" + dataset + "' has no decision " + curation
                        + " that can be undone; one that restored images is undone by deciding again"));
        return accepted(
                undone,
                () -> cannotBeUndone("To each of the " + undone.skipped()
                        + " images something was uploaded since: what came later stays"));
    }

    private static Problem.ProblemException cannotBeUndone(String why) {
        return Problem.of(409, "Cannot be undone", why).about("curation").exception();
    }

    private static Response accepted(Curations.Outcome outcome, Supplier<Problem.ProblemException> nothing) {
        ImagesCurated announced = outcome.announced().orElseThrow(nothing);
        return Response.accepted(
                        new CurationAccepted(announced.curation(), outcome.images(), outcome.skipped(), announced.at()))
                .build();
    }

    private static CurationAction action(CurationRequest request) {
        if (request == null || request.action() == null) {
            throw Problem.of(400, "Invalid body", "A decision names 'action', and 'items' where it is about some only")
                    .exception();
        }
        return Arrays.stream(CurationAction.values())
                .filter(action -> action.name().equals(request.action()))
                .findFirst()
                .orElseThrow(() -> Problem.of(
                                400,
                                "Invalid body",
                                "action is " + request.action() + ", which is none of "
                                        + Arrays.toString(CurationAction.values()))
                        .about("action")
                        .exception());
    }

    private static String value(CurationAction action, String given) {
        if (!action.needsValue()) {
            return null;
        }
        String value = given == null ? "" : given.strip();
        int longest = action == CurationAction.LABEL ? LONGEST_LABEL : LONGEST_TAG;
        boolean separator = action == CurationAction.TAG && value.contains(";");
        if (value.isEmpty() || value.length() > longest || separator) {
            throw Problem.of(
                            400,
                            "Invalid body",
                            action + " needs 'value', 1 to " + longest + " characters"
                                    + (action == CurationAction.TAG ? " without ;" : ""))
                    .about("value")
                    .exception();
        }
        return value;
    }

    private static List<String> items(CurationRequest request) {
        if (request.items().isEmpty()
                || request.items().size() > MOST_ITEMS
                || request.items().contains(null)) {
            throw Problem.of(
                            400,
                            "Invalid body",
                            "'items' lists 1 to " + MOST_ITEMS
                                    + " images; leave it out to decide about all that the query chooses")
                    .about("items")
                    .exception();
        }
        return request.items();
    }
}
