package dev.winnow.gateway.releases;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.winnow.dataset.release.ReleaseEntry;
import dev.winnow.events.EventJson;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** Entries in a temporary file, a line each, in the order in which they were written. For one thread. */
final class EntryLines implements Iterator<ReleaseEntry>, Closeable {
    private final BufferedReader lines;
    private String next;

    EntryLines(Path file) throws IOException {
        lines = Files.newBufferedReader(file);
        next = lines.readLine();
    }

    /** An entry's line, without its end. */
    static String text(ReleaseEntry entry) {
        try {
            return EventJson.mapper().writeValueAsString(entry);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot write an entry", e);
        }
    }

    @Override
    public boolean hasNext() {
        return next != null;
    }

    @Override
    public ReleaseEntry next() {
        if (next == null) {
            throw new NoSuchElementException();
        }
        try {
            ReleaseEntry entry = EventJson.mapper().readValue(next, ReleaseEntry.class);
            next = lines.readLine();
            return entry;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read a sorted run", e);
        }
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
