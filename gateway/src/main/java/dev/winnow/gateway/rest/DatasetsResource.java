package dev.winnow.gateway.rest;

import dev.winnow.dataset.Deletion;
import dev.winnow.events.Topic;
import dev.winnow.gateway.access.Caller;
import dev.winnow.gateway.deletion.DatasetDeletion;
import dev.winnow.gateway.flow.Flow;
import dev.winnow.gateway.flow.StageFlow;
import dev.winnow.gateway.quality.Distributions;
import dev.winnow.gateway.quality.Histogram;
import dev.winnow.gateway.summary.Composition;
import dev.winnow.gateway.summary.Summaries;
import dev.winnow.gateway.summary.Summary;
import dev.winnow.gateway.sweep.CaughtUp;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;

/** Datasets in numbers. */
@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Datasets")
public class DatasetsResource {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Summaries summaries;
    private final Distributions distributions;
    private final Flow flow;
    private final DatasetDeletion deletion;
    private final CaughtUp uploads;
    private final Known known;
    private final Caller caller;

    public DatasetsResource(
            Summaries summaries,
            Distributions distributions,
            Flow flow,
            DatasetDeletion deletion,
            CaughtUp uploads,
            Known known,
            Caller caller) {
        this.summaries = summaries;
        this.distributions = distributions;
        this.flow = flow;
        this.deletion = deletion;
        this.uploads = uploads;
        this.known = known;
        this.caller = caller;
    }

    public record DatasetList(List<Summaries.DatasetLine> datasets) {}

    public record HistogramList(List<Histogram> histograms) {}

    public record StageList(List<StageFlow> stages) {}

    @GET
    @Path("datasets")
    @Operation(summary = "All datasets with their counts")
    public DatasetList datasets() throws SQLException {
        return new DatasetList(summaries.datasets());
    }

    /** @param by who deleted it, or {@code anonymous} */
    public record DatasetDeletedAnswer(String dataset, String by, Instant at) {}

    @DELETE
    @Path("datasets/{dataset}")
    @Operation(
            summary = "Deletes a dataset with everything that only it holds",
            description =
                    "'confirm' repeats the dataset's name. Answered after the broker has acknowledged the one decision; uploads that"
                            + " are on their way are deleted too, and files leave the store within some minutes. Contents that other"
                            + " datasets have stay.")
    @APIResponse(
            responseCode = "202",
            description = "Announced; the broker has it",
            content = @Content(schema = @Schema(implementation = DatasetDeletedAnswer.class)))
    public Response delete(
            String dataset,
            @Parameter(description = "The name of the dataset once more", required = true) @RestQuery String confirm)
            throws SQLException {
        known.require(dataset);
        if (!dataset.equals(confirm)) {
            throw Problem.of(
                            400,
                            "Not confirmed",
                            "To delete the dataset '" + dataset + "', 'confirm' has to be its name"
                                    + (confirm == null ? "" : ", not '" + confirm + "'"))
                    .about("confirm")
                    .remedy("DELETE /api/datasets/" + dataset + "?confirm=" + dataset)
                    .exception();
        }
        Deletion deleted = deletion.delete(dataset, caller.name()).orElseThrow(() -> Known.unknown(dataset));
        return Response.accepted(new DatasetDeletedAnswer(dataset, deleted.by(), deleted.at()))
                .build();
    }

    @GET
    @Path("datasets/{dataset}/extent")
    @Operation(summary = "What a deletion would delete: images, prepared pictures, and the bytes of their files")
    public DatasetDeletion.Extent extent(String dataset) throws SQLException {
        known.require(dataset);
        return deletion.extent(dataset);
    }

    @GET
    @Path("datasets/{dataset}/summary")
    @Operation(summary = "A dataset in numbers; field names are a contract")
    public Summary summary(
            String dataset,
            @Parameter(
                            description =
                                    "Whether to wait, 20 seconds at most, until every upload that was answered is counted")
                    @RestQuery
                    @DefaultValue("false")
                    boolean caughtUp)
            throws SQLException {
        if (caughtUp) {
            awaitUploads();
        }
        known.require(dataset);
        return summaries.summary(dataset).orElseThrow(() -> Known.unknown(dataset));
    }

    private void awaitUploads() throws SQLException {
        try {
            uploads.await(List.of(Topic.IMAGES_UPLOADED), PATIENCE);
        } catch (CaughtUp.NotCaughtUpException e) {
            throw Problem.of(503, "Not caught up", e.getMessage()).exception();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.of(503, "Shutting down", "The service is being stopped")
                    .exception();
        }
    }

    @GET
    @Path("datasets/{dataset}/composition")
    @Operation(summary = "How the accepted images are shared out over labels, splits and formats")
    public Composition composition(String dataset) throws SQLException {
        known.require(dataset);
        return summaries.composition(dataset);
    }

    @GET
    @Path("datasets/{dataset}/histograms")
    @Operation(summary = "How each quality measure is distributed, with the lines that the spec draws")
    public HistogramList histograms(String dataset, @RestQuery @DefaultValue("40") @Min(1) @Max(200) int bins)
            throws SQLException {
        known.require(dataset);
        return new HistogramList(distributions.histograms(dataset, bins));
    }

    @GET
    @Path("flow")
    @Operation(summary = "What flows through the stages: counts, rates and lag")
    public StageList flow() {
        return new StageList(flow.stages());
    }
}
