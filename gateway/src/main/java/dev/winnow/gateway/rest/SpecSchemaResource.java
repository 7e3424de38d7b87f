package dev.winnow.gateway.rest;

import dev.winnow.events.spec.SpecSchema;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What can be written in a spec, for editors. */
@Path("/api/spec.schema.json")
@Tag(name = "Specs")
public class SpecSchemaResource {
    private static final String SCHEMA = SpecSchema.text();

    @GET
    @Produces("application/schema+json")
    @Operation(summary = "The JSON Schema of specs, by which editors complete and check them")
    @APIResponse(
            responseCode = "200",
            description = "The schema, in the dialect of 2020-12",
            content = @Content(mediaType = "application/schema+json", schema = @Schema(implementation = Object.class)))
    public String schema() {
        return SCHEMA;
    }
}
