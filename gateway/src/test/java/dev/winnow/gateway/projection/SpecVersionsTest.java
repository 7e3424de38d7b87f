package dev.winnow.gateway.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.winnow.dataset.spec.DatasetSpec;
import dev.winnow.events.DatasetDeclared;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Databases.class)
class SpecVersionsTest {

    @Test
    void aSpecThatIsProjectedWhileItIsPutEndsInNoDeadlock() throws Exception {
        DataSource database = Databases.fresh();
        DatasetDeclared declared = new DatasetDeclared("birds", List.of(DatasetSpec.defaults()), "anna", Instant.EPOCH);
        ExecutorService projector = Executors.newSingleThreadExecutor();
        try (Connection put = database.getConnection();
                Connection projected = database.getConnection();
                Connection watch = database.getConnection()) {
            put.setAutoCommit(false);
            projected.setAutoCommit(false);
            SpecVersions.lock(put, "birds"); // and announces the spec, which is projected before it is stored here
            Future<Boolean> projecting = projector.submit(() -> {
                boolean added = SpecVersions.store(projected, declared);
                projected.commit();
                return added;
            });
            await().atMost(Duration.ofSeconds(30)).until(() -> waits(watch));

            assertThat(SpecVersions.store(put, declared)).isTrue();
            put.commit();

            assertThat(projecting.get())
                    .as("whether the projection added the version once more")
                    .isFalse();
        } finally {
            projector.shutdownNow();
        }
    }

    private static boolean waits(Connection watch) throws SQLException {
        try (Statement query = watch.createStatement();
                ResultSet row = query.executeQuery("SELECT count(*) FROM pg_locks WHERE NOT granted")) {
            row.next();
            return row.getInt(1) > 0;
        }
    }
}
