package dev.winnow.gateway.releases;

import com.fasterxml.jackson.databind.JsonNode;
import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.release.ReleaseEntry;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;

/**
 * The entries of a manifest ordered by the UTF-8 bytes of their sources: runs are sorted in memory and merged from temporary files, so that
 * memory does not grow with the release. For one thread.
 */
final class SortedEntries implements Iterator<ReleaseEntry>, Closeable {
    private static final int RUN = 20_000;

    private static final Comparator<ReleaseEntry> BY_SOURCE = (one, other) -> Arrays.compareUnsigned(
            one.source().getBytes(StandardCharsets.UTF_8), other.source().getBytes(StandardCharsets.UTF_8));

    private final PriorityQueue<Run> runs = new PriorityQueue<>(Comparator.comparing((Run run) -> run.next, BY_SOURCE));
    private final List<Path> files = new ArrayList<>();
    private final List<EntryLines> open = new ArrayList<>();

    /** @param lines of a manifest, in any order */
    SortedEntries(Iterator<JsonNode> lines) throws IOException {
        try {
            List<ReleaseEntry> run = new ArrayList<>();
            while (lines.hasNext()) {
                run.add(entry(lines.next()));
                if (run.size() == RUN && lines.hasNext()) {
                    run.sort(BY_SOURCE);
                    add(new Run(written(run)));
                    run.clear();
                }
            }
            run.sort(BY_SOURCE);
            add(new Run(run.iterator()));
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** What an item's line says, for comparisons. */
    static ReleaseEntry entry(JsonNode line) {
        List<String> labels = new ArrayList<>();
        line.path("labels").forEach(label -> labels.add(label.asText()));
        if (line.has("annotations")) {
            labels.add(hash(line.path("annotations").path("annotations").toString()));
        }
        List<String> prepared = new ArrayList<>();
        line.path("prepared")
                .forEach(picture -> prepared.add(picture.path("content").asText()));
        return new ReleaseEntry(
                line.path("source").asText(),
                line.path("content").asText(),
                line.path("split").asText(null),
                labels,
                prepared,
                hash(line.toString()));
    }

    private static String hash(String text) {
        return ContentHash.of(text.getBytes(StandardCharsets.UTF_8)).hex();
    }

    private void add(Run run) {
        if (run.next != null) {
            runs.add(run);
        }
    }

    private EntryLines written(List<ReleaseEntry> run) throws IOException {
        Path file = Files.createTempFile("winnow-release", ".run");
        files.add(file);
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            for (ReleaseEntry entry : run) {
                out.write(EntryLines.text(entry));
                out.write('\n');
            }
        }
        EntryLines lines = new EntryLines(file);
        open.add(lines);
        return lines;
    }

    @Override
    public boolean hasNext() {
        return !runs.isEmpty();
    }

    @Override
    public ReleaseEntry next() {
        Run first = runs.poll();
        if (first == null) {
            throw new NoSuchElementException();
        }
        ReleaseEntry entry = first.next;
        first.advance();
        add(first);
        return entry;
    }

    @Override
    public void close() throws IOException {
        for (EntryLines lines : open) {
            lines.close();
        }
        for (Path file : files) {
            Files.deleteIfExists(file);
        }
    }

    private static final class Run {
        private final Iterator<ReleaseEntry> entries;
        private ReleaseEntry next;

        Run(Iterator<ReleaseEntry> entries) {
            this.entries = entries;
            advance();
        }

        void advance() {
            next = entries.hasNext() ? entries.next() : null;
        }
    }
}
