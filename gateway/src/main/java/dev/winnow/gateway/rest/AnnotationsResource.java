package dev.winnow.gateway.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.winnow.dataset.SourceKeys;
import dev.winnow.dataset.annotation.ImageLabels;
import dev.winnow.dataset.annotation.LabelSource;
import dev.winnow.events.EventJson;
import dev.winnow.events.LabelsJson;
import dev.winnow.gateway.access.Caller;
import dev.winnow.gateway.labels.CanonicalLabels;
import dev.winnow.gateway.labels.Submissions;
import dev.winnow.gateway.labels.Submissions.Submission;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;

/** Labels of a dataset's images, in and out, as canonical JSON lines. */
@Path("/api/datasets/{dataset}/annotations")
@Tag(name = "Labels")
public class AnnotationsResource {
    private static final String LINES = "application/x-ndjson";
    private static final int MOST_IMAGES = 1_000;

    private final Submissions submissions;
    private final CanonicalLabels labels;
    private final Known known;
    private final Caller caller;

    public AnnotationsResource(Submissions submissions, CanonicalLabels labels, Known known, Caller caller) {
        this.submissions = submissions;
        this.labels = labels;
        this.known = known;
        this.caller = caller;
    }

    /** @param revision of the submission; a later one of the source has a greater one */
    public record AnnotationsAccepted(int images, long revision) {}

    @POST
    @Consumes({LINES, MediaType.TEXT_PLAIN})
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Submits labels of images, one line of canonical JSON for each image",
            description =
                    "Answered after the broker has them; they are checked then. They replace what the same tool and annotator"
                            + " submitted for the image under a smaller revision. A line {\"source\": …, \"deleted\": true} takes"
                            + " labels back. The image may come later.")
    @APIResponse(
            responseCode = "202",
            description = "Announced; the broker has them",
            content = @Content(schema = @Schema(implementation = AnnotationsAccepted.class)))
    public Response submit(
            String dataset,
            @RestQuery @DefaultValue("http") @Pattern(regexp = "[a-z0-9-]{1,64}", message = "is no name of a tool")
                    String tool,
            @RestQuery @DefaultValue("") @Size(max = 256) String annotator,
            @RestQuery @Min(0) Long revision,
            @RequestBody(
                            content = {
                                @Content(mediaType = LINES, schema = @Schema(implementation = String.class)),
                                @Content(
                                        mediaType = MediaType.TEXT_PLAIN,
                                        schema = @Schema(implementation = String.class))
                            })
                    byte[] body)
            throws SQLException, IOException {
        known.require(dataset);
        List<Submission> submitted = read(dataset, body == null ? new byte[0] : body);
        long number = revision == null ? System.currentTimeMillis() : revision;
        submissions.submit(dataset, new LabelSource(tool, annotator), number, caller.name(), submitted);
        return Response.accepted(new AnnotationsAccepted(submitted.size(), number))
                .build();
    }

    private static List<Submission> read(String dataset, byte[] body) {
        List<Submission> submissions = new ArrayList<>();
        int number = 0;
        for (String line : new String(body, StandardCharsets.UTF_8).split("\n", -1)) {
            number++;
            if (line.isBlank()) {
                continue;
            }
            try {
                Submission submission = read(line);
                SourceKeys.of(submission.source());
                submissions.add(submission);
            } catch (IllegalArgumentException e) {
                throw invalid("Line " + number + ": " + e.getMessage());
            }
            if (submissions.size() > MOST_IMAGES) {
                throw invalid("There are more than " + MOST_IMAGES + " lines: send several requests");
            }
        }
        if (submissions.isEmpty()) {
            throw invalid(
                    "There is no line, expected one for each image, such as {\"source\": \"a.jpg\", \"annotations\": []}");
        }
        return submissions;
    }

    private static Submission read(String line) {
        JsonNode node;
        try {
            node = EventJson.mapper().readTree(line);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("This is no JSON: " + e.getOriginalMessage(), e);
        }
        if (node.path("deleted").asBoolean() && node.path("source").isTextual()) {
            return new Submission(node.get("source").textValue(), Optional.empty());
        }
        ImageLabels labels = LabelsJson.read(line.getBytes(StandardCharsets.UTF_8));
        return new Submission(labels.image(), Optional.of(labels));
    }

    private static Problem.ProblemException invalid(String why) {
        return Problem.of(400, "Invalid body", why).exception();
    }

    @GET
    @Produces(LINES)
    @Operation(summary = "The kept labels of every image, one line of canonical JSON for each, ordered by source")
    @APIResponse(
            responseCode = "200",
            description = "The lines",
            content = @Content(mediaType = LINES, schema = @Schema(implementation = String.class)))
    public Response annotations(String dataset) throws SQLException {
        known.require(dataset);
        StreamingOutput body = out -> {
            try {
                labels.write(dataset, out);
            } catch (SQLException e) {
                throw new IOException("Cannot read the labels of dataset '" + dataset + "'", e);
            }
        };
        return Response.ok(body)
                .type(LINES)
                .header("Content-Disposition", "attachment; filename=\"" + dataset + ".jsonl\"")
                .build();
    }
}
