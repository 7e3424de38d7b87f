package dev.winnow.gateway.rest;

import dev.winnow.gateway.flow.Flow;
import dev.winnow.gateway.flow.StageFlow;
import dev.winnow.gateway.quality.Distributions;
import dev.winnow.gateway.quality.Histogram;
import dev.winnow.gateway.summary.Composition;
import dev.winnow.gateway.summary.Summaries;
import dev.winnow.gateway.summary.Summary;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;

/** Datasets in numbers. */
@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Datasets")
public class DatasetsResource {
    private final Summaries summaries;
    private final Distributions distributions;
    private final Flow flow;
    private final Known known;

    public DatasetsResource(Summaries summaries, Distributions distributions, Flow flow, Known known) {
        this.summaries = summaries;
        this.distributions = distributions;
        this.flow = flow;
        this.known = known;
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

    @GET
    @Path("datasets/{dataset}/summary")
    @Operation(summary = "A dataset in numbers; field names are a contract")
    public Summary summary(String dataset) throws SQLException {
        Known.requireName(dataset);
        return summaries.summary(dataset).orElseThrow(() -> Known.unknown(dataset));
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
