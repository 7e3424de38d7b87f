package dev.winnow.gateway.releases;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.winnow.events.EventJson;
import dev.winnow.events.ReleaseAssembled;
import dev.winnow.gateway.kafka.Announcer;
import dev.winnow.gateway.kafka.Announcer.NotAnnouncedException;
import dev.winnow.gateway.projection.AdvisoryLock;
import dev.winnow.gateway.specs.Specs;
import dev.winnow.storage.ImageStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Makes the manifests of releases that split has announced.
 *
 * <ol>
 *   <li>Which items a release holds, with content, split and fold, was announced with the freeze. Everything else of an item follows from
 *       its content and is taken from the read model, once every member and its labels have come to their end.
 *   <li>A member whose place holds another content by then is left out and counted: nothing true can be said of it any more.
 *   <li>The manifest goes into the store under its hash, and only then is announced. The first announcement about a release counts.
 *   <li>Ended anywhere, it begins again: bytes nobody refers to may stay in the store, never a release without its manifest.
 * </ol>
 *
 * <p>One at a time of all gateways on a database. For one thread.
 */
@ApplicationScoped
public class Assembler {
    private static final Logger LOG = Logger.getLogger(Assembler.class);
    private static final long MOST_BYTES = 1L << 40;

    private record Waiting(
            String dataset, String name, long position, long items, String digest, String by, String note, Instant at) {
        String id() {
            return dataset + ' ' + name + ' ' + position;
        }
    }

    private final ObjectMapper json = EventJson.mapper();
    private final DataSource database;
    private final ImageStore store;
    private final ItemLines lines;
    private final Specs specs;
    private final Announcer announcer;
    private final String version;
    private final Clock clock = Clock.systemUTC();
    /** Announced by this process, and not seen in the read model yet. */
    private final Set<String> announced = new HashSet<>();

    public Assembler(
            DataSource database,
            ImageStore store,
            Specs specs,
            Announcer announcer,
            @ConfigProperty(name = "quarkus.application.version", defaultValue = "unknown") String version) {
        this.database = database;
        this.store = store;
        this.lines = new ItemLines(store);
        this.specs = specs;
        this.announcer = announcer;
        this.version = version;
    }

    /** How many releases have no manifest. */
    long waiting() throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement query =
                        connection.prepareStatement("SELECT count(*) FROM dataset_release WHERE manifest IS NULL");
                ResultSet row = query.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    /**
     * Assembles each release whose members have come to their end. Does nothing while another gateway does.
     *
     * @throws NotAnnouncedException when the broker did not acknowledge; it is done again then
     */
    void work() throws SQLException, IOException {
        try (Connection lock = database.getConnection()) {
            lock.setAutoCommit(false);
            try {
                if (AdvisoryLock.RELEASE.tryIt(lock)) {
                    List<Waiting> all = releases(lock);
                    announced.retainAll(all.stream().map(Waiting::id).toList());
                    for (Waiting release : all) {
                        if (!announced.contains(release.id())) {
                            assembleOrPassOver(release);
                        }
                    }
                }
            } finally {
                lock.rollback();
                lock.setAutoCommit(true);
            }
        }
    }

    private static List<Waiting> releases(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                        SELECT dataset, name, position, items, digest, said_by, note, at FROM dataset_release
                        WHERE manifest IS NULL ORDER BY at, dataset, name""");
                ResultSet rows = query.executeQuery()) {
            List<Waiting> waiting = new ArrayList<>();
            while (rows.next()) {
                waiting.add(new Waiting(
                        rows.getString(1),
                        rows.getString(2),
                        rows.getLong(3),
                        rows.getLong(4),
                        rows.getString(5),
                        rows.getString(6),
                        rows.getString(7),
                        rows.getTimestamp(8).toInstant()));
            }
            return waiting;
        }
    }

    /** A release that cannot be assembled holds up no other; it is tried again in the next round. */
    private void assembleOrPassOver(Waiting release) throws SQLException, IOException {
        try {
            assemble(release);
        } catch (NotAnnouncedException e) {
            throw e; // the broker is away for all of them
        } catch (RuntimeException e) {
            LOG.errorf(
                    e,
                    "a release cannot be assembled; it is tried again dataset=%s release=%s",
                    release.dataset(),
                    release.name());
        }
    }

    private void assemble(Waiting release) throws SQLException, IOException {
        Path file = Files.createTempFile("winnow-release", ".jsonl");
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ); // one snapshot for all queries
            try {
                if (unfinished(connection, release.dataset(), release.name(), release.position()) == 0) {
                    announce(release, file, connection);
                }
            } finally {
                connection.rollback();
                connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
                connection.setAutoCommit(true);
            }
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /** Members that are on their way, whose labels are, or that the read model does not know yet. */
    static long unfinished(Connection connection, String dataset, String name, long position) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT count(*) FROM " + ItemLines.MEMBERS + """
                 LEFT JOIN image i ON i.item = m.item WHERE c.dataset = ? AND c.name = ? AND c.position = ?
                   AND (i.item IS NULL OR i.content = m.content AND (i.state = 'in-flight'
                        OR EXISTS (SELECT FROM label_submission s WHERE s.item = m.item AND s.checked < s.revision)))""")) {
            query.setString(1, dataset);
            query.setString(2, name);
            query.setLong(3, position);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private void announce(Waiting release, Path file, Connection connection) throws SQLException, IOException {
        long[] counted = new long[2]; // listed, left out
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
            write(out, head(release));
            lines.ofRelease(connection, release.dataset(), release.name(), release.position(), line -> {
                counted[line.has("leftOut") ? 1 : 0]++;
                write(out, line);
            });
        }
        if (counted[0] + counted[1] != release.items()) {
            throw new IllegalStateException("Release " + release.name() + " of dataset " + release.dataset() + " has "
                    + (counted[0] + counted[1]) + " members, expected " + release.items());
        }
        ImageStore.Stored stored;
        try (InputStream in = Files.newInputStream(file)) {
            stored = store.put(in, MOST_BYTES);
        }
        announcer.announce(new ReleaseAssembled(
                release.dataset(),
                release.name(),
                release.position(),
                stored.content(),
                stored.bytes(),
                counted[0],
                counted[1],
                clock.instant().truncatedTo(ChronoUnit.MILLIS)));
        announced.add(release.id());
        LOG.infof(
                "release assembled dataset=%s release=%s items=%d leftOut=%d bytes=%d",
                release.dataset(), release.name(), counted[0], counted[1], stored.bytes());
    }

    private ObjectNode head(Waiting release) throws SQLException {
        ObjectNode head = json.createObjectNode()
                .put("format", 1)
                .put("dataset", release.dataset())
                .put("release", release.name())
                .put("position", release.position())
                .put("members", release.items())
                .put("digest", release.digest())
                .put("at", release.at().toString());
        if (release.by() != null) {
            head.put("by", release.by());
        }
        if (release.note() != null) {
            head.put("note", release.note());
        }
        head.set("spec", json.valueToTree(specs.current(release.dataset())));
        head.putObject("versions")
                .put("winnow", version)
                .put("java", Runtime.version().toString());
        return head;
    }

    private void write(OutputStream out, ObjectNode line) throws IOException {
        out.write(json.writeValueAsBytes(line));
        out.write('\n');
    }
}
