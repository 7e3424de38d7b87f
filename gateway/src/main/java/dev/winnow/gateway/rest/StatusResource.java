package dev.winnow.gateway.rest;

import dev.winnow.gateway.flow.Flow;
import dev.winnow.gateway.flow.StageFlow;
import dev.winnow.gateway.letters.Letters;
import dev.winnow.gateway.projection.Projection;
import dev.winnow.gateway.summary.Summaries;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.lang.management.ManagementFactory;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The state of the whole in a few words. */
@ApplicationScoped
@Path("/api/status")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Status")
public class StatusResource {
    private final Summaries summaries;
    private final Flow flow;
    private final Projection projection;
    private final Letters letters;
    private final String version;
    /** The resource itself begins with its first request. */
    private final Instant startedAt =
            Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());

    public StatusResource(
            Summaries summaries,
            Flow flow,
            Projection projection,
            Letters letters,
            @ConfigProperty(name = "quarkus.application.version", defaultValue = "unknown") String version) {
        this.summaries = summaries;
        this.flow = flow;
        this.projection = projection;
        this.letters = letters;
        this.version = version;
    }

    /** @param deadLetters open ones by service; those of no known dataset stand in no summary */
    public record Status(
            String version,
            Instant startedAt,
            List<String> datasets,
            List<StageFlow> stages,
            boolean healthy,
            Map<String, Long> deadLetters) {}

    @GET
    @Operation(summary = "Version, datasets, stages, and whether the read model is being kept current")
    public Status status() throws SQLException {
        return new Status(
                version,
                startedAt,
                summaries.datasets().stream()
                        .map(Summaries.DatasetLine::dataset)
                        .toList(),
                flow.stages(),
                projection.trouble().isEmpty(),
                letters.open());
    }
}
