package dev.winnow.gateway.rest;

import dev.winnow.gateway.sweep.CaughtUp;
import dev.winnow.gateway.sweep.Sweep;
import dev.winnow.gateway.sweep.SweepThread;
import dev.winnow.gateway.sweep.SweptBucket;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.logging.Logger;

/** Takes in objects of watched buckets whose notification was lost. */
@Path("/api/reconcile")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Status")
public class ReconcileResource {
    private static final Logger LOG = Logger.getLogger(ReconcileResource.class);

    private final SweepThread sweeps;

    public ReconcileResource(SweepThread sweeps) {
        this.sweeps = sweeps;
    }

    /** What was found, bucket by bucket. */
    public record Reconciliation(List<SweptBucket> buckets) {}

    @POST
    @Operation(
            summary = "Lists the watched buckets and takes in objects whose notification was lost",
            description =
                    "Answered when all buckets are listed and the broker has a notification for each missing object; the"
                            + " images follow. A large bucket takes minutes. 409 where no bucket is watched, or another sweep"
                            + " is under way; 503 where notifications or uploads of before are not read yet.")
    public Reconciliation reconcile() throws SQLException, InterruptedException {
        if (sweeps.buckets().isEmpty()) {
            throw Problem.of(409, "No bucket is watched", "The setting gateway.sweep.buckets names no bucket")
                    .remedy("Start the gateway with GATEWAY_SWEEP_BUCKETS=inbox, if that is the watched bucket's name")
                    .exception();
        }
        try {
            return new Reconciliation(sweeps.sweepNow());
        } catch (Sweep.UnderWayException e) {
            throw Problem.of(409, "A sweep is under way", e.getMessage())
                    .remedy("Try again when it has ended; the gateway's log says when")
                    .exception();
        } catch (CaughtUp.NotCaughtUpException e) {
            throw Problem.of(503, "Not all notifications are read yet", e.getMessage())
                    .exception();
        } catch (IOException e) {
            LOG.warnf("a watched bucket cannot be listed reason=%s", e.getMessage());
            throw Problem.of(503, "A bucket cannot be listed", e.getMessage())
                    .remedy("Check that the bucket exists, and that the store's keys may list it and read from it")
                    .exception();
        }
    }
}
