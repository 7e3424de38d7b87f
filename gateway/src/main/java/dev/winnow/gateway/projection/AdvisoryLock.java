package dev.winnow.gateway.projection;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** What one transaction at a time may do, of all gateways on a database. Held until the transaction ends. */
public enum AdvisoryLock {
    /** Writing the read model. */
    WRITER(0x77696e6e6f77L),
    /** Comparing watched buckets with the read model. */
    SWEEP(0x7377656570L),
    /** Collecting contents that nobody names any more. */
    COLLECTOR(0x636f6c6c656374L),
    /** Assembling releases. */
    RELEASE(0x72656c65617365L);

    /** Any number, the same in every version of the gateway. */
    private final long number;

    AdvisoryLock(long number) {
        this.number = number;
    }

    /** Waits until no other transaction holds it. */
    public void await(Connection connection) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement("SELECT pg_advisory_xact_lock(?)")) {
            lock.setLong(1, number);
            lock.execute();
        }
    }

    /** @return whether the transaction holds it now; false while another one does */
    public boolean tryIt(Connection connection) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement("SELECT pg_try_advisory_xact_lock(?)")) {
            lock.setLong(1, number);
            try (ResultSet row = lock.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }
}
