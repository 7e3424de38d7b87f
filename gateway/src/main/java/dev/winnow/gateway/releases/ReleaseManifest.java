package dev.winnow.gateway.releases;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.winnow.dataset.ContentHash;
import dev.winnow.events.EventJson;
import dev.winnow.storage.ImageStore;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * A release's manifest: JSON lines, the first about the release, then one of each item, ordered by content and item. Members whose place
 * held something else when it was assembled have a line with {@code leftOut}, and are passed over here. Read once, with memory that does not
 * grow with the release. For one thread.
 */
final class ReleaseManifest implements Iterator<JsonNode>, Closeable {
    private final ObjectMapper json = EventJson.mapper();
    private final ContentHash content;
    private final MessageDigest digest = ContentHash.sha256();
    private final BufferedReader lines;
    private final JsonNode head;
    private JsonNode next;

    /** @throws IOException when the store fails or holds no such manifest */
    ReleaseManifest(ImageStore store, ContentHash content) throws IOException {
        this.content = content;
        InputStream in = store.open(content, 0, store.length(content));
        lines = new BufferedReader(
                new InputStreamReader(new DigestInputStream(in, digest), StandardCharsets.UTF_8), 1 << 16);
        String first = lines.readLine();
        if (first == null) {
            throw new ImageStore.CorruptContentException(content.hex(), ContentHash.of(digest));
        }
        head = json.readTree(first);
        next = read();
    }

    /** What it says of the release. */
    JsonNode head() {
        return head;
    }

    @Override
    public boolean hasNext() {
        return next != null;
    }

    @Override
    public JsonNode next() {
        if (next == null) {
            throw new NoSuchElementException();
        }
        JsonNode line = next;
        try {
            next = read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return line;
    }

    private JsonNode read() throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            JsonNode item = json.readTree(line);
            if (!item.has("leftOut")) {
                return item;
            }
        }
        ContentHash found = ContentHash.of(digest);
        if (!found.equals(content)) {
            throw new ImageStore.CorruptContentException(content.hex(), found);
        }
        return null;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
