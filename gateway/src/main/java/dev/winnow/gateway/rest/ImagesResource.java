package dev.winnow.gateway.rest;

import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.ImageFormat;
import dev.winnow.events.Decision;
import dev.winnow.events.ImageUploaded;
import dev.winnow.events.ImageWithdrawn;
import dev.winnow.gateway.access.Caller;
import dev.winnow.gateway.images.ImageDetails;
import dev.winnow.gateway.images.Images;
import dev.winnow.gateway.kafka.Announcer;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;

/** A dataset's images, in pages and one by one, and their files. */
@Path("/api/datasets/{dataset}/images")
@Tag(name = "Images")
public class ImagesResource {
    private static final String ITEM = "{item: [0-9a-f]{32}}";

    private final Images images;
    private final StoredFiles stored;
    private final Announcer announcer;
    private final Known known;
    private final Caller caller;
    private final Clock clock = Clock.systemUTC();

    public ImagesResource(Images images, StoredFiles stored, Announcer announcer, Known known, Caller caller) {
        this.images = images;
        this.stored = stored;
        this.announcer = announcer;
        this.known = known;
        this.caller = caller;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "A page of images",
            description =
                    "Sorted by a width, height or measure, images that have none are left out. The cursor goes on after the"
                            + " last image of the page before, whatever has come in since.")
    public Images.Page page(
            String dataset,
            @Valid @BeanParam ImageQuery query,
            @RestQuery @DefaultValue("50") @Min(1) @Max(200) int limit,
            @RestQuery @Size(max = 4096) String cursor)
            throws SQLException {
        known.require(dataset);
        try {
            return images.page(dataset, query.filter(), limit, cursor);
        } catch (IllegalArgumentException e) {
            throw Problem.of(400, "Invalid parameter", e.getMessage())
                    .about("cursor")
                    .exception();
        }
    }

    @GET
    @Path(ITEM)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "All that is known about one image, with its history")
    public ImageDetails details(String dataset, String item) throws SQLException {
        known.require(dataset);
        return images.details(dataset, item).orElseThrow(() -> unknown(dataset, item));
    }

    /** An image that is to leave. */
    public record Withdrawn(String item, Instant at) {}

    @DELETE
    @Path(ITEM)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Withdraws an image from its dataset",
            description =
                    "Answered after the broker has acknowledged it; the image ends as removed once clusters and splits"
                            + " have followed. What is uploaded to its place later is an image of its own.")
    @APIResponse(
            responseCode = "202",
            description = "Announced; the broker has it",
            content = @Content(schema = @Schema(implementation = Withdrawn.class)))
    public Response withdraw(String dataset, String item) throws SQLException {
        known.require(dataset);
        String state = images.state(dataset, item).orElseThrow(() -> unknown(dataset, item));
        if (state.equals("removed")) {
            throw Problem.of(
                            409,
                            "Removed already",
                            "Image " + item + " is no part of dataset '" + dataset + "' any more")
                    .about("item")
                    .exception();
        }
        ImageUploaded upload = images.upload(dataset, item).orElseThrow(() -> unknown(dataset, item));
        ImageWithdrawn withdrawn = new ImageWithdrawn(
                dataset,
                upload.source(),
                upload.at(),
                upload.specVersion(),
                ImageWithdrawn.Cause.REMOVED,
                Decision.actor(caller.name()) + " removed it",
                caller.name(),
                clock.instant());
        announcer.decide(withdrawn);
        return Response.accepted(new Withdrawn(item, withdrawn.at())).build();
    }

    @GET
    @Path(ITEM + "/thumbnail")
    @Operation(summary = "The prepared picture")
    public Response thumbnail(String dataset, String item, @Context Request request, @Context HttpHeaders headers)
            throws SQLException, IOException {
        Images.Files files = files(dataset, item);
        if (files.thumbnail() == null) {
            throw Problem.of(404, "No thumbnail", "Image " + item + " has no prepared picture")
                    .exception();
        }
        return stored.answer(new ContentHash(files.thumbnail()), ImageFormat.JPEG, item, request, headers);
    }

    @GET
    @Path(ITEM + "/original")
    @Operation(summary = "The bytes as they were uploaded")
    public Response original(String dataset, String item, @Context Request request, @Context HttpHeaders headers)
            throws SQLException, IOException {
        Images.Files files = files(dataset, item);
        return stored.answer(
                new ContentHash(files.content()),
                files.format() == null ? null : ImageFormat.valueOf(files.format()),
                item,
                request,
                headers);
    }

    @GET
    @Path(ITEM + "/pictures/{copy: [0-9]{1,3}}")
    @Operation(summary = "The prepared picture (copy 0) or a variant of it")
    public Response picture(
            String dataset, String item, int copy, @Context Request request, @Context HttpHeaders headers)
            throws SQLException, IOException {
        files(dataset, item);
        String content = images.pictures(dataset, item).get(copy);
        if (content == null) {
            throw Problem.of(404, "No such picture", "Image " + item + " has no copy " + copy)
                    .about("copy")
                    .exception();
        }
        return stored.answer(new ContentHash(content), ImageFormat.JPEG, item, request, headers);
    }

    private Images.Files files(String dataset, String item) throws SQLException {
        known.require(dataset);
        return images.files(dataset, item).orElseThrow(() -> unknown(dataset, item));
    }

    private static Problem.ProblemException unknown(String dataset, String item) {
        return Problem.of(404, "Unknown image", "Dataset '" + dataset + "' has no image " + item)
                .about("item")
                .exception();
    }
}
