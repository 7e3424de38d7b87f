package dev.winnow.gateway.rest;

import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.ImageFormat;
import dev.winnow.storage.ImageStore;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.CacheControl;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/** Answers with files of the store, whole or in part, with memory independent of their length. */
@ApplicationScoped
public class StoredFiles {
    private static final Logger LOG = Logger.getLogger(StoredFiles.class);
    private static final int BUFFER_BYTES = 1 << 16;

    /** What every browser shows; others are offered as downloads. */
    private static final Set<ImageFormat> SHOWN =
            Set.of(ImageFormat.JPEG, ImageFormat.PNG, ImageFormat.GIF, ImageFormat.WEBP, ImageFormat.BMP);

    private final ImageStore store;

    public StoredFiles(ImageStore store) {
        this.store = store;
    }

    /**
     * Content never changes, but which content an item has can: caches keep it and ask again by its hash.
     *
     * @param format or null
     * @param name of the file where it is downloaded
     */
    Response answer(ContentHash content, ImageFormat format, String name, Request request, HttpHeaders headers)
            throws IOException {
        EntityTag tag = new EntityTag(content.hex());
        CacheControl cache = new CacheControl();
        cache.setPrivate(true);
        cache.setNoCache(true);
        Response.ResponseBuilder unchanged = request.evaluatePreconditions(tag);
        if (unchanged != null) {
            return unchanged.cacheControl(cache).tag(tag).build();
        }
        long size = store.length(content);
        Optional<ByteRange> range;
        try {
            range = isStill(tag, headers.getHeaderString("If-Range"))
                    ? ByteRange.of(headers.getHeaderString("Range"), size)
                    : Optional.empty();
        } catch (ByteRange.UnsatisfiableException e) {
            return Response.fromResponse(Problem.of(
                                    416,
                                    "Range not satisfiable",
                                    "The file has " + size + " bytes, and none in the range '"
                                            + headers.getHeaderString("Range") + "'")
                            .response())
                    .header("Content-Range", "bytes */" + size)
                    .build();
        }
        boolean shown = format != null && SHOWN.contains(format);
        StreamingOutput body = range.<StreamingOutput>map(part -> out -> part(content, part, out))
                .orElse(out -> whole(content, size, out));
        Response.ResponseBuilder answer = Response.status(range.isPresent() ? 206 : 200)
                .entity(body)
                .type(format == null ? MediaType.APPLICATION_OCTET_STREAM : format.mediaType())
                .tag(tag)
                .cacheControl(cache)
                .header("Accept-Ranges", "bytes")
                .header("Content-Length", range.map(ByteRange::length).orElse(size))
                .header("Content-Security-Policy", "default-src 'none'; sandbox")
                .header("X-Content-Type-Options", "nosniff")
                .header("Content-Disposition", shown ? "inline" : "attachment; filename=\"" + name + "\"");
        range.ifPresent(part -> answer.header("Content-Range", part.of(size)));
        return answer.build();
    }

    /** Whether a part still fits what the client has: a date or a weak tag never tells. */
    private static boolean isStill(EntityTag tag, String ifRange) {
        return ifRange == null || ifRange.strip().equals('"' + tag.getValue() + '"');
    }

    private void part(ContentHash content, ByteRange range, OutputStream out) throws IOException {
        try (InputStream in = store.open(content, range.first(), range.length())) {
            in.transferTo(out);
        }
    }

    /** The last bytes are held back until all have been checked: a reader of other bytes than were put in sees the file cut off. */
    private void whole(ContentHash content, long size, OutputStream out) throws IOException {
        MessageDigest digest = ContentHash.sha256();
        byte[] held = new byte[0];
        try (InputStream in = store.open(content, 0, size)) {
            for (byte[] next = in.readNBytes(BUFFER_BYTES); next.length > 0; next = in.readNBytes(BUFFER_BYTES)) {
                digest.update(next);
                out.write(held);
                held = next;
            }
        }
        ContentHash found = ContentHash.of(digest);
        if (!found.equals(content)) {
            LOG.errorf("a stored file holds other bytes content=%s found=%s", content.hex(), found.hex());
            throw new ImageStore.CorruptContentException(content.hex(), found);
        }
        out.write(held);
    }
}
