package dev.winnow.gateway.rest;

import dev.winnow.gateway.flow.Flow;
import dev.winnow.gateway.flow.StageFlow;
import dev.winnow.gateway.summary.Summaries;
import dev.winnow.gateway.summary.Summary;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestStreamElementType;

/** A dataset's numbers while they change. */
@Path("/api/datasets/{dataset}/live")
@Tag(name = "Datasets")
public class LiveResource {
    private static final Logger LOG = Logger.getLogger(LiveResource.class);
    private static final Duration PACE = Duration.ofMillis(500);
    private static final int QUIET_TICKS = 30; // 15 s
    private static final int MOST_VIEWERS = 64; // each asks the database twice a second

    private final AtomicInteger viewers = new AtomicInteger();

    private final Summaries summaries;
    private final Flow flow;
    private final Known known;

    public LiveResource(Summaries summaries, Flow flow, Known known) {
        this.summaries = summaries;
        this.flow = flow;
        this.known = known;
    }

    public record Snapshot(Summary summary, DatasetsResource.StageList flow) {}

    @GET
    @Blocking
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RestStreamElementType(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Summary and flow as server-sent events, at once and at most every half second while they change")
    @APIResponse(
            responseCode = "200",
            description = "Snapshots, without an end until the dataset is deleted",
            content = @Content(mediaType = MediaType.SERVER_SENT_EVENTS))
    public Multi<OutboundSseEvent> live(String dataset, @Context Sse sse) throws SQLException {
        known.require(dataset);
        if (viewers.get() >= MOST_VIEWERS) {
            throw Problem.of(
                            503,
                            "Too many viewers at a time",
                            MOST_VIEWERS + " live streams are open, as many as are served at a time")
                    .remedy("Try again later, or read the summary from time to time")
                    .exception();
        }
        Viewer viewer = new Viewer(dataset, sse);
        return Multi.createFrom()
                .ticks()
                .startingAfter(Duration.ofMillis(1))
                .every(PACE)
                .onOverflow()
                .drop()
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .select()
                .first(tick -> !viewer.ended)
                .map(tick -> viewer.next())
                .filter(Optional::isPresent)
                .map(Optional::get)
                .onSubscription()
                .invoke(viewers::incrementAndGet)
                .onTermination()
                .invoke(viewers::decrementAndGet);
    }

    /** What one viewer has seen. Used by one thread at a time. */
    private final class Viewer {
        private final String dataset;
        private final Sse sse;
        private Summary seen;
        private List<StageFlow> seenFlow = List.of();
        private int quiet;
        private volatile boolean ended;

        Viewer(String dataset, Sse sse) {
            this.dataset = dataset;
            this.sse = sse;
        }

        Optional<OutboundSseEvent> next() {
            try {
                Summary summary = summaries.summary(dataset).orElse(null);
                List<StageFlow> stages = flow.stages();
                ended = summary == null; // deleted
                if (summary != null && (!summary.equals(seen) || !stages.equals(seenFlow))) {
                    seen = summary;
                    seenFlow = stages;
                    quiet = 0;
                    return Optional.of(sse.newEventBuilder()
                            .name("snapshot")
                            .mediaType(MediaType.APPLICATION_JSON_TYPE)
                            .data(new Snapshot(summary, new DatasetsResource.StageList(stages)))
                            .build());
                }
            } catch (SQLException e) {
                LOG.warnf("no snapshot for a viewer dataset=%s reason=%s", dataset, e.getMessage());
            }
            if (++quiet < QUIET_TICKS) {
                return Optional.empty();
            }
            quiet = 0;
            return Optional.of(sse.newEventBuilder().comment("nothing new").build());
        }
    }
}
