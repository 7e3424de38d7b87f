package dev.winnow.gateway.rest;

import dev.winnow.formats.manifest.ManifestWriter;
import dev.winnow.gateway.images.Manifests;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.sql.SQLException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;

/** A dataset as one table. */
@Path("/api/datasets/{dataset}/manifest")
@Tag(name = "Datasets")
public class ManifestResource {
    private final Manifests manifests;
    private final Known known;

    public ManifestResource(Manifests manifests, Known known) {
        this.manifests = manifests;
        this.known = known;
    }

    @GET
    @Operation(summary = "One row per item, ordered by source, as CSV or Parquet")
    @APIResponse(
            responseCode = "200",
            description = "The table",
            content = {@Content(mediaType = "text/csv"), @Content(mediaType = "application/vnd.apache.parquet")})
    public Response manifest(
            String dataset,
            @RestQuery @DefaultValue("csv") @Pattern(regexp = "csv|parquet", message = "is neither csv nor parquet")
                    String format)
            throws SQLException {
        known.require(dataset);
        ManifestWriter.Format kind = ManifestWriter.Format.ofFile("manifest." + format);
        StreamingOutput body = out -> {
            try (ManifestWriter writer = kind.writer(out)) {
                manifests.write(dataset, writer);
            } catch (SQLException e) {
                throw new IOException("Cannot read dataset '" + dataset + "'", e);
            }
        };
        return Response.ok(body)
                .type(kind.mediaType())
                .header("Content-Disposition", "attachment; filename=\"" + dataset + "." + format + "\"")
                .build();
    }
}
