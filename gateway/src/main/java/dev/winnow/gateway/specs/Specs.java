package dev.winnow.gateway.specs;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.winnow.dataset.DatasetSpec;
import dev.winnow.events.DatasetDeclared;
import dev.winnow.events.DeclaredDatasets;
import dev.winnow.events.EventJson;
import dev.winnow.gateway.kafka.Announcer;
import dev.winnow.gateway.projection.SpecVersions;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * The specs of datasets, read and changed.
 *
 * <p>The topic is the truth: it holds every version of a dataset's spec in one record, and the read model follows it. A change is
 * made under a lock on the dataset's row, announced with all versions there are, and committed after the broker's
 * acknowledgement. If the process ends between the two, the topic is ahead and the projection brings the database after it; a
 * change that was answered is never lost, and two changes never overwrite each other.
 */
@ApplicationScoped
public class Specs {

    /** What a change came to. */
    public enum Outcome {
        CREATED,
        CHANGED,
        SAME
    }

    /** The spec in force after a change. */
    public record Change(Outcome outcome, DatasetSpec spec) {}

    /** What a change asks of the spec before it. */
    public interface Precondition {

        /** @param version in force, or nothing where the dataset was never declared */
        boolean holds(Optional<Integer> version);
    }

    /** The spec is not the one that the change was meant for. */
    public static final class PreconditionFailedException extends RuntimeException {
        private static final long serialVersionUID = 1;

        PreconditionFailedException(String message) {
            super(message);
        }
    }

    private final DataSource database;
    private final DeclaredDatasets declared;
    private final Announcer announcer;
    private final Clock clock = Clock.systemUTC();

    public Specs(DataSource database, DeclaredDatasets declared, Announcer announcer) {
        this.database = database;
        this.declared = declared;
        this.announcer = announcer;
    }

    /** Every version, oldest first; empty where the dataset was never declared. */
    public List<DatasetSpec> versions(String dataset) throws SQLException {
        try (Connection connection = database.getConnection()) {
            return versions(connection, dataset);
        }
    }

    /**
     * When a version came into force.
     *
     * @param by who decided; null where a first upload made the dataset, or where it was not recorded
     * @param at null where it was not recorded
     */
    public record Version(int version, String by, Instant at) {}

    /** Who put which version in force, oldest first. */
    public List<Version> history(String dataset) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(
                        "SELECT version, said_by, at FROM dataset_spec WHERE dataset = ? ORDER BY version")) {
            query.setString(1, dataset);
            List<Version> history = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    Timestamp at = rows.getTimestamp(3);
                    history.add(new Version(rows.getInt(1), rows.getString(2), at == null ? null : at.toInstant()));
                }
            }
            return history;
        }
    }

    /** The spec in force, which is the default where the dataset was never declared. */
    public DatasetSpec current(String dataset) throws SQLException {
        List<DatasetSpec> versions = versions(dataset);
        return versions.isEmpty() ? DatasetSpec.defaults() : versions.get(versions.size() - 1);
    }

    /**
     * Puts a spec in force.
     *
     * @param wanted its version does not matter
     * @param by who decided
     * @throws PreconditionFailedException when the precondition does not hold
     */
    public Change put(String dataset, DatasetSpec wanted, String by, Precondition precondition) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                Change change = put(connection, dataset, wanted, by, precondition);
                connection.commit();
                return change;
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        }
    }

    private Change put(Connection connection, String dataset, DatasetSpec wanted, String by, Precondition precondition)
            throws SQLException {
        lock(connection, dataset);
        List<DatasetSpec> versions = new ArrayList<>(versions(connection, dataset));
        declared.find(dataset) // the topic may be ahead of a read model that is being rebuilt
                .map(DatasetDeclared::versions)
                .filter(announced -> announced.size() > versions.size())
                .ifPresent(announced -> {
                    versions.clear();
                    versions.addAll(announced);
                });
        Optional<Integer> version = versions.isEmpty() ? Optional.empty() : Optional.of(versions.size());
        if (!precondition.holds(version)) {
            throw new PreconditionFailedException(
                    version.isEmpty()
                            ? "Dataset '" + dataset + "' has no spec yet"
                            : "The spec of dataset '" + dataset + "' is at version " + version.get());
        }
        DatasetSpec next = wanted.withVersion(versions.size() + 1);
        if (version.isPresent()
                && versions.get(versions.size() - 1).withVersion(next.version()).equals(next)) {
            return new Change(Outcome.SAME, versions.get(versions.size() - 1));
        }
        versions.add(next);
        DatasetDeclared event = new DatasetDeclared(dataset, versions, by, clock.instant());
        SpecVersions.store(connection, event);
        announcer.announce(event);
        declared.learn(event);
        return new Change(version.isEmpty() ? Outcome.CREATED : Outcome.CHANGED, next);
    }

    private static void lock(Connection connection, String dataset) throws SQLException {
        try (PreparedStatement insert =
                        connection.prepareStatement("INSERT INTO dataset (name) VALUES (?) ON CONFLICT DO NOTHING");
                PreparedStatement lock =
                        connection.prepareStatement("SELECT name FROM dataset WHERE name = ? FOR UPDATE")) {
            insert.setString(1, dataset);
            insert.executeUpdate();
            lock.setString(1, dataset);
            lock.execute();
        }
    }

    private static List<DatasetSpec> versions(Connection connection, String dataset) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("SELECT spec FROM dataset_spec WHERE dataset = ? ORDER BY version")) {
            query.setString(1, dataset);
            try (ResultSet rows = query.executeQuery()) {
                List<DatasetSpec> versions = new ArrayList<>();
                while (rows.next()) {
                    versions.add(EventJson.mapper().readValue(rows.getString(1), DatasetSpec.class));
                }
                return versions;
            }
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot read the spec of dataset '" + dataset + "'", e);
        }
    }
}
