package dev.winnow.gateway.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.winnow.dataset.spec.DatasetSpec;
import dev.winnow.events.EventJson;
import dev.winnow.events.SpecChange;
import dev.winnow.events.spec.SpecReader;
import dev.winnow.gateway.access.Caller;
import dev.winnow.gateway.specs.Specs;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestQuery;

/** What a dataset's owner wants of it. */
@Path("/api/datasets/{dataset}/spec")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Specs")
public class SpecResource {
    private static final int MOST_BYTES = 1 << 20;

    private final Specs specs;
    private final Known known;
    private final Caller caller;

    public SpecResource(Specs specs, Known known, Caller caller) {
        this.specs = specs;
        this.known = known;
        this.caller = caller;
    }

    @GET
    @Operation(summary = "The spec in force, or an older version; the ETag is its version")
    @APIResponse(
            responseCode = "200",
            description = "The spec",
            content = @Content(schema = @Schema(implementation = DatasetSpec.class)))
    public Response get(String dataset, @RestQuery @Min(1) Integer version) throws SQLException {
        known.require(dataset);
        if (version == null) {
            return answer(200, specs.current(dataset));
        }
        List<DatasetSpec> versions = specs.versions(dataset);
        return answer(200, version(dataset, versions, version, "version"));
    }

    private static DatasetSpec version(String dataset, List<DatasetSpec> versions, int version, String parameter) {
        if (version > versions.size()) {
            throw Problem.of(
                            404,
                            "Unknown version",
                            "The spec of dataset '" + dataset + "' has " + versions.size() + " versions, not "
                                    + version)
                    .about(parameter)
                    .exception();
        }
        return versions.get(version - 1);
    }

    /** In the order of the later spec. */
    public record Changes(List<SpecChange> changes) {}

    @GET
    @Path("changes")
    @Operation(summary = "The keys in which two versions differ, what each applies to and what it leaves as it is")
    public Changes changes(
            String dataset, @RestQuery @NotNull @Min(1) Integer from, @RestQuery @NotNull @Min(1) Integer to)
            throws SQLException {
        known.require(dataset);
        List<DatasetSpec> versions = specs.versions(dataset);
        return new Changes(
                SpecChange.between(version(dataset, versions, from, "from"), version(dataset, versions, to, "to")));
    }

    /** The versions of a spec, oldest first. */
    public record History(List<Specs.Version> versions) {}

    @GET
    @Path("history")
    @Operation(summary = "Who put which version of the spec in force, and when; oldest first")
    public History history(String dataset) throws SQLException {
        known.require(dataset);
        return new History(specs.history(dataset));
    }

    @PUT
    @Consumes({
        MediaType.APPLICATION_JSON,
        "application/yaml",
        "application/x-yaml",
        "text/yaml",
        MediaType.TEXT_PLAIN,
        MediaType.APPLICATION_OCTET_STREAM,
        MediaType.WILDCARD
    })
    @Operation(
            summary = "Puts a spec in force, in JSON or YAML; keys left out take their defaults",
            description =
                    "201 makes the dataset, 200 adds a version, or keeps the one there is where nothing changes. 'changes' says what each changed key"
                            + " applies to. Answered"
                            + " after the broker has acknowledged the change.")
    @APIResponse(
            responseCode = "200",
            description = "The dataset has a new version, or the one there was",
            content = @Content(schema = @Schema(implementation = DatasetSpec.class)))
    @APIResponse(
            responseCode = "201",
            description = "The dataset was made",
            content = @Content(schema = @Schema(implementation = DatasetSpec.class)))
    public Response put(
            String dataset,
            byte[] body,
            @RestHeader(HttpHeaders.IF_MATCH) String ifMatch,
            @RestHeader(HttpHeaders.IF_NONE_MATCH) String ifNoneMatch)
            throws SQLException {
        Known.requireName(dataset);
        if (body.length > MOST_BYTES) {
            throw Problem.of(413, "Too large", "A spec has at most " + MOST_BYTES + " bytes")
                    .exception();
        }
        DatasetSpec wanted = SpecReader.read(new String(body, StandardCharsets.UTF_8));
        Specs.Change change = specs.put(dataset, wanted, caller.name(), version -> {
            String tag = version.map(v -> "\"" + v + "\"").orElse(null);
            boolean matched = ifMatch == null || matches(ifMatch, tag);
            boolean absent = ifNoneMatch == null || !matches(ifNoneMatch, tag);
            return matched && absent;
        });
        ObjectNode answer = EventJson.mapper().valueToTree(change.spec());
        answer.set("changes", EventJson.mapper().valueToTree(change.changes()));
        return answer(change.outcome() == Specs.Outcome.CREATED ? 201 : 200, change.spec(), answer);
    }

    private static boolean matches(String header, String tag) {
        return tag != null
                && Arrays.stream(header.split(","))
                        .map(String::trim)
                        .anyMatch(wanted -> wanted.equals("*") || wanted.equals(tag) || wanted.equals("W/" + tag));
    }

    private static Response answer(int status, DatasetSpec spec) {
        return answer(status, spec, EventJson.mapper().valueToTree(spec));
    }

    private static Response answer(int status, DatasetSpec spec, JsonNode body) {
        try {
            return Response.status(status)
                    .tag(Integer.toString(spec.version()))
                    .entity(EventJson.mapper().writeValueAsString(body))
                    .type(MediaType.APPLICATION_JSON_TYPE)
                    .build();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot write a spec", e);
        }
    }
}
