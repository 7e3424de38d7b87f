package dev.winnow.ingest;

import dev.winnow.dataset.Item;
import dev.winnow.dataset.Split;
import dev.winnow.events.ImageUploaded;
import dev.winnow.ingest.PatientStore.StoreAwayException;
import dev.winnow.ingest.Uploads.BrokerAwayException;
import dev.winnow.ingest.Uploads.Description;
import dev.winnow.ingest.Uploads.UnknownDatasetException;
import dev.winnow.storage.ImageStore.TooLargeException;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
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

    private final Uploads uploads;

    public UploadResource(Uploads uploads) {
        this.uploads = uploads;
    }

    /** What became of an upload so far. */
    public record Receipt(String item, String source, String content, long bytes, int specVersion) {
        static Receipt of(ImageUploaded upload) {
            return new Receipt(
                    upload.key(), upload.source(), upload.content().hex(), upload.bytes(), upload.specVersion());
        }
    }

    @POST
    @Consumes(MediaType.WILDCARD)
    @Blocking
    @Operation(summary = "Upload one image as the request's body; label may be given several times")
    @APIResponse(responseCode = "202", description = "Stored and announced")
    public Response upload(
            @PathParam("dataset") String dataset,
            @RestQuery String source,
            @RestQuery("label") List<String> labels,
            @RestQuery String group,
            @RestQuery String split,
            @HeaderParam("Sec-Fetch-Site") String from,
            InputStream body) {
        return answered(from, () -> {
            if (source == null || source.isEmpty()) {
                throw new IllegalArgumentException(
                        "source is not given: say where the image belongs, as in ?source=cat/0001.jpg");
            }
            Description description = describe(dataset, source, labels, group, split, Map.of());
            return Receipt.of(await(uploads.accept(description, new ClientBody(body))));
        });
    }

    @POST
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @Blocking
    @Operation(
            summary =
                    "Upload images as file parts of a form; text fields describe all of them, label may be given several times")
    @APIResponse(responseCode = "202", description = "Stored and announced")
    public Response uploadForm(
            @PathParam("dataset") String dataset,
            @HeaderParam("Sec-Fetch-Site") String from,
            MultipartFormDataInput form) {
        return answered(from, () -> {
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
                throw new IllegalArgumentException(
                        "The form has no file part: send the image as one, as curl -F file=@cat.jpg does");
            }
            if (files.size() > 1 && texts.containsKey("source")) {
                throw new IllegalArgumentException("source is given for " + files.size()
                        + " files: leave it out, so that each file's own name is its source");
            }
            Map<String, String> metadata = new LinkedHashMap<>(texts);
            metadata.keySet().removeAll(FIELDS);
            List<Receipt> receipts = new ArrayList<>();
            for (FormValue file : files) {
                String source = texts.getOrDefault("source", file.getFileName());
                if (source == null || source.isEmpty()) {
                    throw new IllegalArgumentException("A file part has no filename: give one, or the field source");
                }
                Description description =
                        describe(dataset, source, labels, texts.get("group"), texts.get("split"), metadata);
                try (InputStream bytes = file.getFileItem().getInputStream()) {
                    receipts.add(Receipt.of(await(uploads.accept(description, bytes))));
                }
            }
            return receipts.size() == 1 ? receipts.get(0) : receipts;
        });
    }

    private static ImageUploaded await(Uni<ImageUploaded> announced) {
        return announced.await().atMost(Uploads.BROKER_PATIENCE);
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
        return new Description(
                new Item(dataset, source.replace('\\', '/')), labels, blankToNull(group), layout, metadata);
    }

    private static String blankToNull(String text) {
        return text == null || text.isBlank() ? null : text;
    }

    private interface Taking {
        Object take() throws IOException;
    }

    /** @param from where a browser says the request comes from; a page of another site has no business here */
    private static Response answered(String from, Taking taking) {
        if ("cross-site".equals(from)) {
            return problem(
                    403,
                    "Not from another site",
                    "A page of another site tried to upload through this browser: upload from Winnow's own pages or a program");
        }
        try {
            return Response.status(202).entity(taking.take()).build();
        } catch (IllegalArgumentException e) {
            return problem(400, "The upload cannot be taken", e.getMessage());
        } catch (UnknownDatasetException e) {
            return problem(404, "No such dataset", e.getMessage());
        } catch (TooLargeException e) {
            return problem(
                    413,
                    "The file is too large",
                    "The file has " + e.getMessage()
                            + ": store it smaller, or raise limits.maxBytes in the dataset's spec");
        } catch (ClientBody.GoneException e) {
            LOG.debug("an upload ended before its body", e);
            return problem(400, "The upload is not whole", "The body ended early: send the upload again");
        } catch (StoreAwayException e) {
            LOG.warnf("an upload was not taken reason=%s", e.getMessage());
            return later(503, "The store does not answer", "Nothing was taken; send the same upload again", 10);
        } catch (IOException e) {
            LOG.error("Cannot store an upload", e);
            return later(
                    isFull(e) ? 507 : 503,
                    "The store cannot take the image",
                    "Nothing was taken; try again when the store " + (isFull(e) ? "has room: " : "is back: ")
                            + e.getMessage(),
                    30);
        } catch (BrokerAwayException | io.smallrye.mutiny.TimeoutException e) {
            return later(
                    503,
                    "The broker does not answer",
                    "The image is not announced, though its bytes may be stored; send the same upload again",
                    10);
        }
    }

    /** Whether a store failed for want of room: a file system's words, or an S3 server's. */
    private static boolean isFull(IOException e) {
        return FULL.matcher(String.valueOf(e.getMessage())).find();
    }

    /** What the form's parser gives up with, before there is a form. */
    @ServerExceptionMapper
    Response unread(RuntimeException e) {
        if (e instanceof WebApplicationException refused) {
            Response.StatusType status = refused.getResponse().getStatusInfo();
            return problem(
                    status.getStatusCode(),
                    status.getReasonPhrase(),
                    status.getStatusCode() == 413
                            ? "The form, or one of its fields, is too long: a file is a part with a filename, and what"
                                    + " describes it is short"
                            : "The form cannot be read: send it as curl -F does");
        }
        if (String.valueOf(e.getMessage()).startsWith("Param limit of ")) {
            return problem(413, "The form has too many parts", "The form has more than 1000 parts: send several forms");
        }
        if (e.getCause() instanceof IOException failed) {
            return unread(failed);
        }
        LOG.error("an upload failed", e);
        return problem(500, "Internal error", "The upload failed; the log says more");
    }

    /** A form that broke off, or that has no room while it is read. */
    @ServerExceptionMapper
    Response unread(IOException e) {
        if (isFull(e)) {
            LOG.error("no room for a form", e);
            return later(507, "No room for the form", "Nothing was taken; try again when there is room", 30);
        }
        LOG.debug("a form ended early", e);
        return problem(400, "The form is not whole", "The form ends before its last boundary: send it again");
    }

    private static Response later(int status, String title, String detail, int seconds) {
        return Response.fromResponse(problem(status, title, detail))
                .header("Retry-After", Integer.toString(seconds))
                .build();
    }

    private static Response problem(int status, String title, String detail) {
        return Response.status(status)
                .type("application/problem+json")
                .entity(Map.of("type", "about:blank", "title", title, "status", status, "detail", detail))
                .build();
    }
}
