package dev.winnow.gateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;

import dev.winnow.gateway.database.DatabaseWatch;
import dev.winnow.gateway.database.DatabaseWatch.State;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A database that hangs, or takes no writes, and comes back. */
@QuarkusTest
@QuarkusTestResource(value = DatabaseAwayTest.OwnStack.class, restrictToAnnotatedClass = true)
@EnabledOnOs({OS.LINUX, OS.MAC})
class DatabaseAwayTest {
    private static final Duration GENEROUS = Duration.ofSeconds(20);

    @Inject
    DatabaseWatch watch;

    @Inject
    DataSource database;

    /** A stack of this test's own, whose database may be stopped. */
    public static final class OwnStack extends Stack {}

    @BeforeEach
    void birdsAreProjected() throws Exception {
        Birds.project();
    }

    @AfterEach
    void back() throws Exception {
        signal("CONT");
        await().atMost(Duration.ofSeconds(60)).until(() -> watch.state() != State.AWAY);
        readOnly(false);
        await().atMost(Duration.ofSeconds(60)).until(() -> watch.state() == State.ANSWERS);
        await().atMost(Duration.ofSeconds(60)).until(() -> summary().statusCode() == 200);
    }

    @Test
    void requestsToAHangingDatabaseAreAnswered503AndThreadsAreFree() throws Exception {
        signal("STOP");
        ExecutorService clients = Executors.newFixedThreadPool(40);
        try {
            long began = System.nanoTime();
            List<Future<Integer>> answers = new ArrayList<>();
            for (int n = 0; n < 300; n++) { // more than there are threads
                answers.add(clients.submit(() -> summary().statusCode()));
            }
            for (Future<Integer> answer : answers) {
                assertThat(answer.get()).isEqualTo(503);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(GENEROUS);
        } finally {
            clients.shutdownNow();
        }
        given().get("/q/health/live").then().statusCode(200);
        summary()
                .then()
                .contentType("application/problem+json")
                .header("Retry-After", notNullValue())
                .body("title", is("Database not available"));
        given().body("{}")
                .contentType("application/json")
                .put("/api/datasets/birds/spec")
                .then()
                .statusCode(503);
    }

    @Test
    void aDatabaseThatTakesNoWritesIsReadAndChangesAreAnswered503() throws Exception {
        readOnly(true);
        await().atMost(GENEROUS).until(() -> watch.state() == State.READ_ONLY);

        summary().then().statusCode(200).header("Winnow-Stale", containsString("no writes"));
        given().body("{}")
                .contentType("application/json")
                .put("/api/datasets/birds/spec")
                .then()
                .statusCode(503)
                .contentType("application/problem+json")
                .header("Retry-After", notNullValue());
        given().get("/q/health/ready").then().statusCode(503).body(containsString("takes no writes"));
    }

    private static Response summary() {
        return given().get("/api/datasets/birds/summary");
    }

    /** New connections take the setting; those there are go on as they were, and are closed here. */
    private void readOnly(boolean on) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SET transaction_read_only = off");
            statement.execute("ALTER SYSTEM SET default_transaction_read_only = " + (on ? "on" : "off"));
            statement.execute("SELECT pg_reload_conf()");
        }
    }

    /** To every process of this test's own database server. */
    private static void signal(String name) throws IOException, InterruptedException {
        ProcessHandle postmaster = OwnStack.database();
        List<String> command = new ArrayList<>(List.of("kill", "-" + name));
        Stream.concat(Stream.of(postmaster), postmaster.descendants())
                .map(process -> Long.toString(process.pid()))
                .forEach(command::add);
        new ProcessBuilder(command).inheritIO().start().waitFor();
    }
}
