package dev.winnow.ingest;

import dev.winnow.dataset.Item;
import dev.winnow.dataset.SourceKeys;
import dev.winnow.dataset.Split;
import dev.winnow.ingest.AnswerWriter.Answer;
import dev.winnow.ingest.PromptStore.StoreLateException;
import dev.winnow.ingest.UploadAnswer.Receipt;
import dev.winnow.ingest.UploadAnswer.Refusal;
import dev.winnow.ingest.Uploads.BrokerAwayException;
import dev.winnow.ingest.Uploads.Description;
import dev.winnow.ingest.Uploads.UnknownDatasetException;
import dev.winnow.storage.ImageStore.TooLargeException;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jboss.resteasy.reactive.server.multipart.FormValue;
import org.jboss.resteasy.reactive.server.multipart.MultipartFormDataInput;

/**
 * Uploads by HTTP. The answer 202 comes when the bytes are stored and the broker has acknowledged the event; the verdict
 * follows on the image's page.
 */
@Path("/api/datasets/{dataset}/images")
@Produces(MediaType.APPLICATION_JSON)
public class UploadResource {
    private static final Logger LOG = Logger.getLogger(UploadResource.class);
    private static final Pattern FULL =
            Pattern.compile("No space left|[Qq]uota|StorageFull|InsufficientStorage|full disk");
    private static final Set<String> FIELDS = Set.of("source", "group", "split");
    private static final String NOT_TAKEN = "The upload cannot be taken";

    private final Uploads uploads;

    public UploadResource(Uploads uploads) {
        this.uploads = uploads;
    }

    @POST
    @Consumes(MediaType.WILDCARD)
    @Blocking
    @Operation(summary = "Upload one image as the request's body; label may be given several times")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = "application/octet-stream",
                            schema = @Schema(type = SchemaType.STRING, format = "binary")))
    @APIResponse(
            responseCode = "202",
            description = "Stored and announced",
            content = @Content(schema = @Schema(implementation = Receipt.class)))
    public Response upload(
            @PathParam("dataset") String dataset,
            @RestQuery String source,
            @RestQuery("label") List<String> labels,
            @RestQuery String group,
            @RestQuery String split,
            @Context HttpHeaders headers,
            InputStream body) {
        if (headers.getHeaderString(HttpHeaders.CONTENT_TYPE) == null) {
            return answer(noContentType());
        }
        if (isEncoded(headers)) {
            return answer(encoded());
        }
        return answer(outcome(() -> {
            if (source == null || source.isEmpty()) {
                throw new IllegalArgumentException(
                        "source is not given: say where the image belongs, as in ?source=cat/0001.jpg");
            }
            return take(describe(dataset, source, labels, group, split, Map.of()), new ClientBody(body));
        }));
    }

    @POST
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @Blocking
    @Operation(
            summary =
                    "Upload images as file parts of a form; text fields describe all of them, label may be given several times")
    @APIResponse(responseCode = "202", description = "All files are stored and announced")
    @APIResponse(
            responseCode = "207",
            description = "Of several files some were not taken: each has its own status, in the form's order")
    public Response uploadForm(
            @PathParam("dataset") String dataset, @Context HttpHeaders headers, MultipartFormDataInput form) {
        if (headers.getHeaderString(HttpHeaders.CONTENT_TYPE) == null) { // routed here by its absence
            return answer(noContentType());
        }
        if (isEncoded(headers)) {
            return answer(encoded());
        }
        if (boundary(headers.getMediaType()) == null) {
            return answer(Refusal.of(
                    400,
                    NOT_TAKEN,
                    "Content-Type is multipart/form-data without a boundary: leave the header to the program that makes"
                            + " the form"));
        }
        Map<String, String> texts = new LinkedHashMap<>();
        List<String> labels = new ArrayList<>();
        List<FormValue> files = new ArrayList<>();
        form.getValues()
                .forEach((name, values) -> values.forEach(value -> {
                    if (value.isFileItem()) {
                        files.add(value);
                    } else if (name.equals("label")) {
                        labels.add(value.getValue());
                    } else {
                        texts.put(name, value.getValue());
                    }
                }));
        if (files.isEmpty()) {
            return answer(Refusal.of(
                    400, NOT_TAKEN, "The form has no file part: send the image as one, as curl -F file=@cat.jpg does"));
        }
        if (files.size() > 1 && texts.containsKey("source")) {
            return answer(Refusal.of(
                    400,
                    NOT_TAKEN,
                    "source is given for " + files.size()
                            + " files: leave it out, so that each file's own name is its source"));
        }
        Map<String, String> metadata = new LinkedHashMap<>(texts);
        metadata.keySet().removeAll(FIELDS);
        List<UploadAnswer> answers = new ArrayList<>();
        for (FormValue file : files) {
            String source = texts.getOrDefault("source", file.getFileName());
            UploadAnswer outcome = outcome(() -> {
                if (source == null || source.isEmpty()) {
                    throw new IllegalArgumentException("A file part has no filename: give one, or the field source");
                }
                Description description =
                        describe(dataset, source, labels, texts.get("group"), texts.get("split"), metadata);
                try (InputStream bytes = file.getFileItem().getInputStream()) {
                    return take(description, bytes);
                }
            });
            answers.add(outcome instanceof Refusal refusal && files.size() > 1 ? refusal.ofFile(source) : outcome);
        }
        return answers.size() == 1 ? answer(answers.get(0)) : answer(answers);
    }

    /** What fails before the form is at hand: it cannot be parsed, or not be kept on the disk while it comes. */
    @ServerExceptionMapper
    Response unreadable(Exception e, @Context HttpHeaders headers) {
        if (e instanceof WebApplicationException failed) {
            Response.StatusType status = failed.getResponse().getStatusInfo();
            return answer(Refusal.of(
                    status.getStatusCode(),
                    status.getReasonPhrase(),
                    status.getStatusCode() == 413
                            ? "The form, or one of its fields, is too long: a file is a part with a filename, and what"
                                    + " describes it is short"
                            : status.getReasonPhrase()));
        }
        if (String.valueOf(e.getMessage()).startsWith("Param limit of ")) {
            return answer(Refusal.of(
                    413, "The form has too many parts", "The form has more than 1000 parts: send several forms"));
        }
        Throwable cause = e instanceof IOException || e.getCause() == null ? e : e.getCause();
        if (isFull(cause)) {
            LOG.error("no room for a form", e);
            return answer(Refusal.of(507, "No room for the form", "Nothing was taken; try again when there is room")
                    .retryAfter(30));
        }
        String type = headers.getHeaderString(HttpHeaders.CONTENT_TYPE);
        if (type == null || !type.toLowerCase(Locale.ROOT).startsWith("multipart/")) {
            LOG.error("an upload failed", e);
            return answer(Refusal.of(500, "Internal error", "The upload failed; the log says more"));
        }
        LOG.debugf(e, "a form could not be read");
        return answer(Refusal.of(
                400,
                NOT_TAKEN,
                "The form cannot be read: it is cut off, or its parts are not as its boundary says. Send it again"));
    }

    private static boolean isEncoded(HttpHeaders headers) {
        String encoding = headers.getHeaderString(HttpHeaders.CONTENT_ENCODING);
        return encoding != null && !encoding.isBlank() && !encoding.strip().equalsIgnoreCase("identity");
    }

    private static Refusal encoded() {
        return Refusal.of(
                415,
                "Content-Encoding is not taken",
                "The request has a Content-Encoding, which is not decoded: send the image's bytes as they are in its file");
    }

    private static Refusal noContentType() {
        return Refusal.of(
                415,
                "Content-Type is missing",
                "The request has no Content-Type: send the image's bytes with one, such as Content-Type: image/jpeg,"
                        + " or as a file part of a form, as curl -F file=@cat.jpg does");
    }

    private static String boundary(MediaType type) {
        String boundary = type == null ? null : type.getParameters().get("boundary");
        return boundary == null || boundary.isEmpty() ? null : boundary;
    }

    private Receipt take(Description description, InputStream bytes) throws IOException {
        return Receipt.of(uploads.accept(description, bytes).await().atMost(Uploads.BROKER_PATIENCE));
    }

    private static Description describe(
            String dataset,
            String source,
            List<String> labels,
            String group,
            String split,
            Map<String, String> metadata) {
        Split layout = null;
        if (split != null && !split.isEmpty()) {
            layout = Split.ofFolder(split)
                    .orElseThrow(() ->
                            new IllegalArgumentException("split is '" + split + "', expected train, val or test"));
        }
        return new Description(new Item(dataset, SourceKeys.of(source)), labels, blankToNull(group), layout, metadata);
    }

    private static String blankToNull(String text) {
        return text == null || text.isBlank() ? null : text;
    }

    private interface Taking {
        Receipt take() throws IOException;
    }

    private static UploadAnswer outcome(Taking taking) {
        try {
            return taking.take();
        } catch (IllegalArgumentException e) {
            return Refusal.of(400, NOT_TAKEN, e.getMessage());
        } catch (UnknownDatasetException e) {
            return Refusal.of(404, "No such dataset", e.getMessage());
        } catch (TooLargeException e) {
            return Refusal.of(
                    413,
                    "The file is too large",
                    "The file has " + e.getMessage()
                            + ": store it smaller, or raise limits.maxBytes in the dataset's spec");
        } catch (ClientBody.GoneException e) {
            LOG.debug("an upload ended before its body", e);
            return Refusal.of(400, "The upload is not whole", "The body ended early: send the upload again");
        } catch (StoreLateException e) {
            LOG.warnf("an upload was not taken reason=%s", e.getMessage());
            return Refusal.of(503, "The store does not answer", "Nothing was taken; send the same upload again")
                    .retryAfter(10);
        } catch (IOException e) {
            LOG.error("Cannot store an upload", e);
            return Refusal.of(
                            isFull(e) ? 507 : 503,
                            "The store cannot take the image",
                            "Nothing was taken; try again when the store " + (isFull(e) ? "has room: " : "is back: ")
                                    + e.getMessage())
                    .retryAfter(30);
        } catch (BrokerAwayException | io.smallrye.mutiny.TimeoutException e) {
            return Refusal.of(
                            503,
                            "The broker does not answer",
                            "The image is not announced, though its bytes may be stored; send the same upload again")
                    .retryAfter(10);
        }
    }

    /** Whether a store failed for want of room: a file system's words, or an S3 server's. */
    private static boolean isFull(Throwable e) {
        return FULL.matcher(String.valueOf(e.getMessage())).find();
    }

    private static Response answer(UploadAnswer outcome) {
        Response.ResponseBuilder answer =
                Response.status(outcome.status()).entity(new Answer(outcome)).type(MediaType.APPLICATION_JSON);
        if (outcome instanceof Refusal refusal) {
            answer.type("application/problem+json");
            if (refusal.retryAfterSeconds() > 0) {
                answer.header("Retry-After", refusal.retryAfterSeconds());
            }
        }
        return answer.build();
    }

    private static Response answer(List<UploadAnswer> outcomes) {
        boolean all = outcomes.stream().allMatch(Receipt.class::isInstance);
        return Response.status(all ? 202 : 207)
                .entity(new Answer(outcomes))
                .type(MediaType.APPLICATION_JSON)
                .build();
    }
}
