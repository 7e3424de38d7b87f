package dev.winnow.gateway.rest;

import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.Split;
import dev.winnow.dataset.release.ReleaseDiff;
import dev.winnow.formats.release.ExportFormat;
import dev.winnow.formats.release.Exporters;
import dev.winnow.formats.release.FileSink;
import dev.winnow.formats.release.TarSink;
import dev.winnow.formats.release.ZipSink;
import dev.winnow.gateway.releases.Cards;
import dev.winnow.gateway.releases.Exports;
import dev.winnow.gateway.releases.Releases;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;

/** The numbered versions that a dataset is handed out in. */
@Path("/api/datasets/{dataset}/releases")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Releases")
public class ReleasesResource {
    private static final int MOST_NOTE = 4_000;
    private static final String MARKDOWN = "text/markdown";
    private static final String TAR = "application/x-tar";
    private static final String ZIP = "application/zip";

    private final Releases releases;
    private final ReadyReleases ready;
    private final Exports exports;
    private final Cards cards;
    private final Cutting cutting;
    private final StoredFiles files;
    private final Known known;

    public ReleasesResource(
            Releases releases,
            ReadyReleases ready,
            Exports exports,
            Cards cards,
            Cutting cutting,
            StoredFiles files,
            Known known) {
        this.releases = releases;
        this.ready = ready;
        this.exports = exports;
        this.cards = cards;
        this.cutting = cutting;
        this.files = files;
        this.known = known;
    }

    /** @param formats that releases can be exported in */
    public record ReleaseList(List<Releases.Line> releases, List<String> formats) {}

    @GET
    @Operation(
            summary =
                    "The releases of a dataset, in the order in which they were cut, and the formats to export them in")
    public ReleaseList releases(String dataset) throws SQLException {
        known.require(dataset);
        return new ReleaseList(
                releases.all(dataset),
                Exporters.formats().stream().map(ExportFormat::label).toList());
    }

    @GET
    @Path("proposal")
    @Operation(
            summary = "What a release that is cut now would be called, and why",
            description =
                    "MAJOR where items were edited, removed or moved to another split since the last release; MINOR where"
                            + " items were added alone; else PATCH. Goes over all images where there is a release.")
    public Releases.Proposal releaseProposal(String dataset) throws SQLException, IOException {
        known.require(dataset);
        return releases.proposal(dataset);
    }

    /**
     * A release to be cut.
     *
     * @param version or null for the proposed one
     * @param note what to say of it, or null
     */
    public record ReleaseRequest(String version, String note) {}

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Cuts a release: what is part of the dataset stays in its split, and its manifest never changes",
            description =
                    "The version may be given where it is no lower than the proposed one. Answered after the broker has"
                            + " acknowledged the decision; the release is READY once every image of it has come to its end.")
    @APIResponse(
            responseCode = "202",
            description = "Announced; the broker has it",
            content = @Content(schema = @Schema(implementation = Cutting.ReleaseRequested.class)))
    public Response cutRelease(String dataset, ReleaseRequest wanted) throws SQLException, IOException {
        known.require(dataset);
        String note = wanted == null ? null : wanted.note();
        if (note != null && note.length() > MOST_NOTE) {
            throw Problem.of(
                            400,
                            "Invalid body",
                            "note has " + note.length() + " characters, expected at most " + MOST_NOTE)
                    .about("note")
                    .exception();
        }
        return Response.accepted(cutting.cut(dataset, wanted == null ? null : wanted.version(), note))
                .build();
    }

    @GET
    @Path("{release}")
    @Operation(summary = "One release; 'latest' is the one with the greatest version")
    public Releases.Line release(String dataset, String release) throws SQLException {
        known.require(dataset);
        return ready.find(dataset, release);
    }

    @GET
    @Path("{release}/manifest")
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    @Operation(
            summary = "All that a release says: JSON lines, the first about the release, then one of each item",
            description = "Ordered by content, then item. Its SHA-256 is the release's 'manifest'.")
    @APIResponse(
            responseCode = "200",
            description = "The manifest",
            content = @Content(mediaType = MediaType.APPLICATION_OCTET_STREAM))
    public Response releaseManifest(
            String dataset, String release, @Context Request request, @Context HttpHeaders headers)
            throws SQLException, IOException {
        known.require(dataset);
        Releases.Line line = ready.ready(dataset, release);
        return files.answer(
                new ContentHash(line.manifest()), null, dataset + "-" + line.release() + ".jsonl", request, headers);
    }

    @GET
    @Path("{release}/card")
    @Produces(MARKDOWN)
    @Operation(
            summary = "The dataset card of a release: README.md with the front matter that the Hugging Face hub reads",
            description =
                    "Counted from the manifest; what only people know is from the spec, and named where nobody has written it.")
    @APIResponse(responseCode = "200", description = "The card", content = @Content(mediaType = MARKDOWN))
    public Response releaseCard(String dataset, String release) throws SQLException, IOException {
        known.require(dataset);
        return Response.ok(cards.card(dataset, ready.ready(dataset, release)).markdown())
                .type(MARKDOWN + ";charset=utf-8")
                .build();
    }

    @GET
    @Path("{release}/changes")
    @Operation(
            summary = "What a release changes against an earlier one: counts by kind, with some examples",
            description = "Without 'since', against the release that was cut before it.")
    public ReleaseDiff releaseChanges(
            String dataset, String release, @Parameter(description = "The earlier release") @RestQuery String since)
            throws SQLException, IOException {
        known.require(dataset);
        Releases.Line after = ready.ready(dataset, release);
        Releases.Line before = since != null
                ? ready.ready(dataset, since)
                : releases.all(dataset).stream()
                        .filter(line -> line.position() < after.position() && line.state() == Releases.State.READY)
                        .reduce((one, later) -> later)
                        .orElseThrow(() -> Problem.of(
                                        404,
                                        "No earlier release",
                                        "Release " + after.release() + " of dataset '" + dataset + "' is the first")
                                .about("since")
                                .exception());
        return releases.diff(before, after);
    }

    @GET
    @Path("{release}/export")
    @Produces({TAR, ZIP})
    @Operation(
            summary = "A release in the form that a tool expects, as one archive",
            description =
                    "Streamed without a temporary copy; the same release gives the same bytes. The list of releases names"
                            + " the formats.")
    @APIResponse(
            responseCode = "200",
            description = "The archive",
            content = {@Content(mediaType = TAR), @Content(mediaType = ZIP)})
    public Response exportRelease(
            String dataset,
            String release,
            @Parameter(description = "Such as coco, yolo or imagefolder", required = true) @RestQuery String format,
            @Parameter(description = "original, or prepared for the standardised pictures")
                    @RestQuery
                    @DefaultValue("original")
                    @Pattern(regexp = "original|prepared", message = "is neither original nor prepared")
                    String images,
            @Parameter(description = "Splits to export; all without it") @RestQuery List<String> split,
            @RestQuery @DefaultValue("tar") @Pattern(regexp = "tar|zip", message = "is neither tar nor zip")
                    String archive)
            throws SQLException, IOException {
        known.require(dataset);
        Releases.Line line = ready.ready(dataset, release);
        ExportFormat kind = ExportFormat.named(format == null ? "" : format)
                .orElseThrow(() -> Problem.of(
                                400,
                                "Invalid parameter",
                                "format is '" + format + "', expected one of " + Exporters.labels())
                        .about("format")
                        .exception());
        Exports.Order order = new Exports.Order(
                kind,
                images.equals("prepared") ? Exports.Pictures.PREPARED : Exports.Pictures.ORIGINAL,
                splits(split),
                Map.of());
        Exports.Ready export;
        try {
            export = exports.prepare(dataset, line, order);
        } catch (Exports.UnfitOrderException e) {
            throw Problem.of(400, "Export not possible", e.getMessage()).exception();
        }
        boolean tar = archive.equals("tar");
        StreamingOutput body = out -> {
            // Closing an archive ends it, and must not close the answer before its last chunk is sent.
            FileSink sink = tar ? new TarSink(new Unclosed(out)) : new ZipSink(new Unclosed(out));
            export.write(sink);
            sink.close(); // not where the export failed: a reader has to see an archive without an end
            out.flush();
        };
        return Response.ok(body)
                .type(tar ? TAR : ZIP)
                .header(
                        "Content-Disposition",
                        "attachment; filename=\"" + dataset + "-" + line.release() + "-" + kind.label() + "." + archive
                                + "\"")
                .build();
    }

    private static Set<Split> splits(List<String> names) {
        Set<Split> splits = EnumSet.noneOf(Split.class);
        for (String name : names == null ? List.<String>of() : names) {
            splits.add(Split.ofFolder(name)
                    .orElseThrow(() -> Problem.of(
                                    400, "Invalid parameter", "split is '" + name + "', expected train, val or test")
                            .about("split")
                            .exception()));
        }
        return splits;
    }

    private static final class Unclosed extends FilterOutputStream {
        Unclosed(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            out.write(bytes, from, length);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
