package dev.winnow.gateway.rest;

import dev.winnow.gateway.days.Days;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** A dataset's uploads by the day they came. */
@Path("/api/datasets/{dataset}/days")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Days")
public class DaysResource {
    private final Days days;
    private final Known known;

    public DaysResource(Days days, Known known) {
        this.days = days;
        this.known = known;
    }

    /** @param days the newest first */
    public record Listing(List<Days.Day> days) {}

    @GET
    @Operation(
            summary = "What became of each day's uploads, the newest day first",
            description = "Days are those of UTC. Days without uploads are left out; at most 366 are listed.")
    public Listing list(String dataset) throws SQLException {
        known.require(dataset);
        return new Listing(days.list(dataset));
    }

    @GET
    @Path("{day: \\d{4}-\\d{2}-\\d{2}}")
    @Operation(summary = "One day's uploads: reasons, issues, labels, and the median of each measure")
    public Days.Detail detail(String dataset, String day) throws SQLException {
        known.require(dataset);
        try {
            return days.detail(dataset, LocalDate.parse(day));
        } catch (DateTimeParseException e) {
            throw Problem.of(400, "Invalid parameter", "day is " + day + ", which is no day of the calendar")
                    .about("day")
                    .exception();
        }
    }
}
