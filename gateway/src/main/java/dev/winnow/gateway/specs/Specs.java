package dev.winnow.gateway.specs;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.winnow.dataset.Deletion;
import dev.winnow.dataset.spec.DatasetSpec;
import dev.winnow.events.DatasetDeclared;
import dev.winnow.events.Declarations;
import dev.winnow.events.EventJson;
import dev.winnow.events.SpecChange;
import dev.winnow.gateway.projection.SpecVersions;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * The specs of datasets, read and changed.
 *
 * <p>The topic is the truth: it holds every version of a dataset's spec in one record, and the read model follows it. A change is
 * made under a lock on the dataset's row, published with all versions there are by {@link Declarations}, so that no other process
 * publishes the same version, and committed after the broker's acknowledgement. If the process ends between the two, the topic is ahead and the projection brings the database after it; a
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

    /**
     * The spec in force after a change.
     *
     * @param changes the keys that are others than in the version before, and what they apply to; none of a new dataset
     */
    public record Change(Outcome outcome, DatasetSpec spec, List<SpecChange> changes) {}

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

    private static final Duration PATIENCE =
            Duration.ofMillis(4_500); // a caller by HTTP is answered within five seconds

    private final DataSource database;
    private final Declarations declarations;
    private final Clock clock = Clock.systemUTC();

    public Specs(DataSource database, Declarations declarations) {
        this.database = database;
        this.declarations = declarations;
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
     * @throws Declarations.NotDeclaredException when the broker does not answer in time; it may have the spec all the same
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
        SpecVersions.lock(connection, dataset);
        List<DatasetSpec> stored = versions(connection, dataset);
        Proposal proposal = new Proposal(dataset, stored, wanted, by, precondition);
        Optional<DatasetDeclared> published = declarations.declare(dataset, proposal, PATIENCE);
        if (published.isEmpty()) {
            return new Change(Outcome.SAME, proposal.inForce(), List.of());
        }
        SpecVersions.store(connection, published.get());
        DatasetSpec next = published.get().current();
        return proposal.opens()
                ? new Change(Outcome.CREATED, next, List.of())
                : new Change(Outcome.CHANGED, next, SpecChange.between(proposal.inForce(), next));
    }

    /** Decides about a change with what the topic holds, which may be ahead of a read model that is being rebuilt. */
    private final class Proposal implements Declarations.Change {
        private final String dataset;
        private final List<DatasetSpec> stored;
        private final DatasetSpec wanted;
        private final String by;
        private final Precondition precondition;
        private List<DatasetSpec> before = List.of();
        private boolean closed;

        Proposal(String dataset, List<DatasetSpec> stored, DatasetSpec wanted, String by, Precondition precondition) {
            this.dataset = dataset;
            this.stored = stored;
            this.wanted = wanted;
            this.by = by;
            this.precondition = precondition;
        }

        @Override
        public Optional<DatasetDeclared> after(Optional<DatasetDeclared> announced) {
            before = announced
                    .map(DatasetDeclared::versions)
                    .filter(versions -> versions.size() >= stored.size())
                    .orElse(stored);
            closed = announced.filter(DatasetDeclared::closed).isPresent();
            Optional<Integer> version = opens() ? Optional.empty() : Optional.of(before.size());
            if (!precondition.holds(version)) {
                throw new PreconditionFailedException(
                        version.isEmpty()
                                ? "Dataset '" + dataset + "' has no spec yet"
                                : "The spec of dataset '" + dataset + "' is at version " + version.get());
            }
            DatasetSpec next = wanted.withVersion(before.size() + 1);
            if (version.isPresent() && inForce().withVersion(next.version()).equals(next)) {
                return Optional.empty();
            }
            List<DatasetSpec> versions = new ArrayList<>(before);
            versions.add(next);
            Deletion deletion = announced.map(DatasetDeclared::deletion).orElse(null);
            return Optional.of(new DatasetDeclared(dataset, versions, by, clock.instant(), deletion));
        }

        /** Whether there is no such dataset before the change: none was declared, or it was deleted. */
        boolean opens() {
            return before.isEmpty() || closed;
        }

        /** The spec before the change, where there is one. */
        DatasetSpec inForce() {
            return before.get(before.size() - 1);
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
