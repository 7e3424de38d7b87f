package dev.winnow.gateway.outbox;

import dev.winnow.gateway.kafka.Announcer;
import dev.winnow.gateway.projection.AdvisoryLock;
import dev.winnow.gateway.projection.Outbox;
import dev.winnow.gateway.projection.Outbox.Waiting;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/**
 * Sends what waits in the {@link Outbox}, in order, and deletes it once the broker has it. Ended between the two, it sends the same
 * once more, which changes nothing: of withdrawals of one item the one that reaches furthest counts, in whatever order and how
 * often they come. One gateway relays at a time.
 */
@ApplicationScoped
public class Relay {

    private static final int PAGE = 500;

    private final DataSource database;
    private final Announcer announcer;

    public Relay(DataSource database, Announcer announcer) {
        this.database = database;
        this.announcer = announcer;
    }

    /**
     * Sends the next of what waits. The rows are not locked meanwhile, so that the projection waits for no broker.
     *
     * @return whether it sent any, so that there may be more; not so while another gateway relays
     * @throws Announcer.NotAnnouncedException when the broker did not acknowledge all of them; then they wait on
     */
    boolean work() throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                if (!AdvisoryLock.RELAY.tryIt(connection)) {
                    connection.rollback();
                    return false;
                }
                List<Waiting> page = Outbox.first(connection, PAGE);
                if (!page.isEmpty()) {
                    announcer.announce(page.stream().map(Waiting::event).toList());
                    Outbox.delete(connection, page);
                }
                connection.commit();
                return !page.isEmpty();
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        }
    }

    /** How many withdrawals wait. */
    long waiting() throws SQLException {
        try (Connection connection = database.getConnection()) {
            return Outbox.size(connection);
        }
    }
}
