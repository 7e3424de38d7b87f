package dev.winnow.gateway.releases;

import com.fasterxml.jackson.databind.JsonNode;
import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.release.ReleaseDiff;
import dev.winnow.dataset.release.Version;
import dev.winnow.storage.ImageStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** The releases of datasets, what changed between them, and what the next one would be called. */
@ApplicationScoped
public class Releases {

    /** How far a release has come. Names are a contract. */
    public enum State {
        /** Cut; its manifest waits until every image has come to its end. */
        ASSEMBLING,
        /** Immutable, and ready to be handed out. */
        READY
    }

    /**
     * A release.
     *
     * @param position in the dataset's order
     * @param items that it lists once it is ready; until then those that it was cut with
     * @param leftOut items whose place held something else when it was assembled
     * @param waiting images that have not come to their end, while it is being assembled
     * @param manifest hash of its manifest, or null until it is ready
     * @param by who cut it, or null
     * @param note what they wrote, or null
     */
    public record Line(
            String release,
            State state,
            long position,
            long items,
            long leftOut,
            long waiting,
            String manifest,
            Long manifestBytes,
            String by,
            String note,
            Instant at) {}

    /**
     * What a release that is cut now would be called.
     *
     * @param version such as {@code v1.1}
     * @param since the last release, or null before any
     * @param change that asks for the version, or null before any release
     * @param reason why, in one sentence
     * @param diff from the last release to the dataset as it is, or null before any
     */
    public record Proposal(String version, String since, Version.Change change, String reason, ReleaseDiff diff) {}

    private final DataSource database;
    private final ImageStore store;
    private final ItemLines lines;

    public Releases(DataSource database, ImageStore store) {
        this.database = database;
        this.store = store;
        this.lines = new ItemLines(store);
    }

    /** In the order in which they were cut. */
    public List<Line> all(String dataset) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement("""
                        SELECT name, position, items, manifest, manifest_bytes, listed, left_out, said_by, note, at
                        FROM dataset_release WHERE dataset = ? ORDER BY position""")) {
            query.setString(1, dataset);
            List<Line> all = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    all.add(line(connection, dataset, rows));
                }
            }
            return all;
        }
    }

    private static Line line(Connection connection, String dataset, ResultSet row) throws SQLException {
        String name = row.getString("name");
        long position = row.getLong("position");
        String manifest = row.getString("manifest");
        Timestamp at = row.getTimestamp("at");
        return new Line(
                name,
                manifest == null ? State.ASSEMBLING : State.READY,
                position,
                row.getLong(manifest == null ? "items" : "listed"),
                row.getLong("left_out"),
                manifest == null ? Assembler.unfinished(connection, dataset, name, position) : 0,
                manifest,
                manifest == null ? null : row.getLong("manifest_bytes"),
                row.getString("said_by"),
                row.getString("note"),
                at.toInstant());
    }

    /**
     * One of them.
     *
     * @param name of the release, in any spelling of its version; {@code latest} for the one with the greatest
     */
    public Optional<Line> find(String dataset, String name) throws SQLException {
        List<Line> all = all(dataset);
        if (name.equals("latest")) {
            return latest(all);
        }
        Optional<Version> version = Version.of(name);
        return all.stream()
                .filter(line -> line.release().equals(name)
                        || version.isPresent() && version.equals(Version.of(line.release())))
                .findFirst();
    }

    /** The one with the greatest version among those that have one. */
    static Optional<Line> latest(List<Line> all) {
        return all.stream()
                .filter(line -> Version.of(line.release()).isPresent())
                .max(Comparator.comparing(line -> Version.of(line.release()).orElseThrow()));
    }

    /** What a release that is cut now would be called. Compares every image where there is a release that is ready. */
    public Proposal proposal(String dataset) throws SQLException, IOException {
        Optional<Line> last = latest(all(dataset));
        if (last.isEmpty()) {
            return new Proposal(Version.FIRST.toString(), null, null, "It is the first release.", null);
        }
        Version version = Version.of(last.get().release()).orElseThrow();
        if (last.get().state() != State.READY) {
            return new Proposal(
                    version.next(Version.Change.MAJOR).toString(),
                    last.get().release(),
                    Version.Change.MAJOR,
                    "Major, because " + last.get().release() + " is being assembled and cannot be compared yet.",
                    null);
        }
        ReleaseDiff diff = sinceRelease(dataset, last.get());
        return new Proposal(
                version.next(diff.change()).toString(), last.get().release(), diff.change(), diff.reason(), diff);
    }

    /** What changed between two releases that are ready. */
    public ReleaseDiff diff(Line before, Line after) throws IOException {
        try (SortedEntries one = sorted(before);
                SortedEntries other = sorted(after)) {
            return ReleaseDiff.between(one, other);
        }
    }

    /** What changed from a release that is ready to the dataset as it is. */
    private ReleaseDiff sinceRelease(String dataset, Line before) throws SQLException, IOException {
        Path now = Files.createTempFile("winnow-release", ".now");
        try (SortedEntries one = sorted(before)) {
            try (BufferedWriter out = Files.newBufferedWriter(now)) {
                writeNow(dataset, out);
            }
            try (EntryLines lines = new EntryLines(now)) {
                return ReleaseDiff.between(one, lines);
            }
        } finally {
            Files.deleteIfExists(now);
        }
    }

    private void writeNow(String dataset, BufferedWriter out) throws SQLException, IOException {
        eachNow(dataset, line -> {
            out.write(EntryLines.text(SortedEntries.entry(line)));
            out.write('\n');
        });
    }

    private SortedEntries sorted(Line release) throws IOException {
        try (ReleaseManifest manifest = manifest(release)) {
            return new SortedEntries(manifest);
        }
    }

    /** Takes the lines of a manifest, one after another. */
    public interface Reader {
        void take(JsonNode line);
    }

    /**
     * Reads all items of a release that is ready.
     *
     * @return what the manifest says of the release itself
     */
    public JsonNode read(Line release, Reader reader) throws IOException {
        try (ReleaseManifest manifest = manifest(release)) {
            manifest.forEachRemaining(reader::take);
            return manifest.head();
        }
    }

    /** Reads the accepted images of a dataset as a release would hold them now. */
    public void readNow(String dataset, Reader reader) throws SQLException, IOException {
        eachNow(dataset, reader::take);
    }

    private void eachNow(String dataset, ItemLines.Taking taking) throws SQLException, IOException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                lines.ofDataset(connection, dataset, taking);
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
    }

    /** @throws IllegalStateException when it is not ready */
    ReleaseManifest manifest(Line release) throws IOException {
        if (release.state() != State.READY) {
            throw new IllegalStateException("Release " + release.release() + " is not ready");
        }
        return new ReleaseManifest(store, new ContentHash(release.manifest()));
    }
}
