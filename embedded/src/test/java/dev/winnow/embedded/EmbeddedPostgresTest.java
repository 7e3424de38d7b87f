package dev.winnow.embedded;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresTest {
    private static final Path SYSTEM_V_SEGMENTS = Path.of("/proc/sysvipc/shm");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** A folder that a server was started on once, with nothing in it. */
    @TempDir
    private static Path template;

    @TempDir
    Path folder;

    @BeforeAll
    static void makeTheTemplate() throws IOException {
        EmbeddedPostgres.start(template).close();
    }

    /** A server on a folder that is made already, for tests to which the first start is no matter. */
    private EmbeddedPostgres made() throws IOException {
        try (Stream<Path> files = Files.walk(template)) {
            for (Path file : files.filter(file -> !file.equals(template)).toList()) {
                Path copy = folder.resolve(template.relativize(file).toString());
                if (file.startsWith(template.resolve("binaries")) && Files.isRegularFile(file, NOFOLLOW_LINKS)) {
                    Files.createLink(copy, file);
                } else {
                    Files.copy(file, copy, NOFOLLOW_LINKS, COPY_ATTRIBUTES);
                }
            }
        }
        return EmbeddedPostgres.start(folder);
    }

    @Test
    void theDatabaseSurvivesARestart() throws Exception {
        try (EmbeddedPostgres server = made()) {
            run(server, "CREATE TABLE kept AS SELECT 42 AS answer");
        }

        try (EmbeddedPostgres again = EmbeddedPostgres.start(folder)) {
            assertThat(one(again, "SELECT answer FROM kept")).isEqualTo("42");
            assertThat(again.process()).isPresent();
        }
    }

    @Test
    void aKilledServerIsStartedAgainOnTheSameAddress() throws Exception {
        try (EmbeddedPostgres server = made()) {
            String address = server.jdbcUrl();
            run(server, "CREATE TABLE kept AS SELECT 42 AS answer");
            run(server, "CHECKPOINT");

            killed(server);

            assertThat(eventually(server, "SELECT answer FROM kept")).isEqualTo("42");
            assertThat(server.jdbcUrl()).isEqualTo(address);
        }
    }

    @Test
    void killedServersLeaveNoSharedMemoryThatAddsUp() throws Exception {
        assumeTrue(Files.isReadable(SYSTEM_V_SEGMENTS), "no " + SYSTEM_V_SEGMENTS + ": not Linux");
        Set<String> ofKilled = new HashSet<>();
        try (EmbeddedPostgres server = made()) {
            for (int i = 0; i < 4; i++) {
                ofKilled.add(segment());
                assertThat(mappings(server)).noneMatch(mapping -> mapping.contains("/dev/shm/"));
                killed(server);
                eventually(server, "SELECT 1");
            }

            ofKilled.remove(segment());
            assertThat(segmentsOfTheMachine()).doesNotContainAnyElementsOf(ofKilled);
            ofKilled.add(segment());
        }
        assertThat(segmentsOfTheMachine()).doesNotContainAnyElementsOf(ofKilled);
    }

    @Test
    void aServerThatWasLeftOverIsEndedAndItsDataTakenOver() throws Exception {
        EmbeddedPostgres server = made();
        run(server, "CREATE TABLE kept AS SELECT 42 AS answer");
        Process orphan = orphaned(server);

        try (EmbeddedPostgres again = EmbeddedPostgres.start(folder)) {
            assertThat(orphan.isAlive()).isFalse();
            assertThat(one(again, "SELECT answer FROM kept")).isEqualTo("42");
        }
    }

    /** A kill of everything leaves a server's files, the socket among them, and data that was not closed. */
    @Test
    void aStartAfterAKillSyncsAtOnceAndLeavesOneSocket() throws Exception {
        EmbeddedPostgres server = made();
        run(server, "CREATE TABLE kept AS SELECT 42 AS answer");
        run(server, "CHECKPOINT");
        for (int i = 0; i < 2; i++) {
            Process orphan = orphaned(server);
            orphan.descendants().forEach(ProcessHandle::destroyForcibly);
            orphan.destroyForcibly().waitFor();
            assertThat(sockets()).isNotEmpty();

            server = EmbeddedPostgres.start(folder);

            assertThat(one(server, "SELECT answer FROM kept")).isEqualTo("42");
            assertThat(Files.readString(folder.resolve("data/postmaster.pid")))
                    .contains(sockets().stream()
                            .map(socket -> socket.replace(".s.PGSQL.", ""))
                            .toArray(String[]::new));
            assertThat(sockets()).hasSize(1);
            assertThat(one(server, "SHOW recovery_init_sync_method"))
                    .isEqualTo(System.getProperty("os.name").startsWith("Linux") ? "syncfs" : "fsync");
        }
        server.close();
    }

    @Test
    void aSecondOneOnTheSameFolderIsRefusedAndHarmsNothing() throws Exception {
        try (EmbeddedPostgres server = made()) {
            assertThatThrownBy(() -> EmbeddedPostgres.start(folder)).isInstanceOf(FolderLock.HeldException.class);

            assertThat(one(server, "SELECT 42")).isEqualTo("42");
        }
    }

    @Test
    void nobodyConnectsWithoutThePassword() throws Exception {
        try (EmbeddedPostgres server = made()) {
            assertThatThrownBy(() -> DriverManager.getConnection(server.jdbcUrl(), server.username(), "postgres"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("28P01"));
            assertThat(permissions(folder.resolve("password"))).isEqualTo("rw-------");
        }
    }

    @Test
    void nothingOfItIsOpenToOthers() throws Exception {
        Path binaries = Files.createDirectories(folder.resolve("binaries"));
        Files.setPosixFilePermissions(binaries, PosixFilePermissions.fromString("rwxrwxrwx"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));

        try (EmbeddedPostgres server = EmbeddedPostgres.start(folder);
                Stream<Path> files = Files.walk(folder)) {
            assertThat(server.process()).isPresent();
            assertThat(permissions(folder)).isEqualTo("rwx------");
            assertThat(files.filter(file -> !Files.isSymbolicLink(file))
                            .filter(EmbeddedPostgresTest::isWritableByOthers))
                    .isEmpty();
        }
    }

    @Test
    void dataFromBeforePasswordsGetsOne() throws Exception {
        try (EmbeddedPostgres server = made()) {
            run(server, "CREATE TABLE kept AS SELECT 42 AS answer");
            run(server, "ALTER ROLE postgres PASSWORD NULL");
        }
        Files.delete(folder.resolve("password"));
        Files.writeString(folder.resolve("data/pg_hba.conf"), "host all all 127.0.0.1/32 trust\n");

        try (EmbeddedPostgres again = EmbeddedPostgres.start(folder)) {
            assertThat(one(again, "SELECT answer FROM kept")).isEqualTo("42");
            assertThatThrownBy(() -> DriverManager.getConnection(again.jdbcUrl(), again.username(), ""))
                    .isInstanceOf(SQLException.class);
        }
    }

    @Test
    void whatAnInterruptedStartLeftIsMadeAgain() throws Exception {
        Files.createDirectories(folder.resolve("data.new/base"));
        Files.writeString(folder.resolve("data.new/PG_VERSION"), "18");
        Files.createDirectories(folder.resolve("data/global"));
        Files.createDirectories(folder.resolve("binaries/unpacking/bin"));
        Files.writeString(folder.resolve("binaries/unpacking/bin/postgres"), "half");

        try (EmbeddedPostgres server = EmbeddedPostgres.start(folder)) {
            assertThat(one(server, "SELECT 42")).isEqualTo("42");
        }
    }

    @Test
    void closingItWhileItStartsLeavesNoProcess() throws Exception {
        List<EmbeddedPostgres> closed = new ArrayList<>();
        for (int moment = 0; moment < 5; moment++) {
            EmbeddedPostgres server = new EmbeddedPostgres(folder);
            Thread starting = new Thread(() -> {
                try {
                    server.open();
                } catch (IOException e) {
                    closed.add(server);
                }
            });
            starting.start();
            starting.join(1 + 250L * moment);

            server.close(Duration.ofSeconds(5));
            starting.join(PATIENCE.toMillis());

            assertThat(starting.isAlive()).isFalse();
            assertThat(Programs.runningFrom(folder)).isEmpty();
        }
        try (EmbeddedPostgres server = EmbeddedPostgres.start(folder)) {
            assertThat(one(server, "SELECT 42")).isEqualTo("42");
        }
    }

    @Test
    void aFolderWithALongNameAndOddCharactersIsFine() throws Exception {
        Path odd = folder.resolve("it's a long, " + "long".repeat(25) + " name");

        try (EmbeddedPostgres server = EmbeddedPostgres.start(odd)) {
            assertThat(one(server, "SELECT 42")).isEqualTo("42");
        }
    }

    private List<String> sockets() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("\\.s\\.PGSQL\\.\\d+"))
                    .toList();
        }
    }

    private static void killed(EmbeddedPostgres server) throws Exception {
        ProcessHandle process = server.process().orElseThrow();
        process.destroyForcibly();
        process.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /** What a kill of this JVM would leave: the server runs on, and nobody holds its folder. */
    private Process orphaned(EmbeddedPostgres server) throws Exception {
        String program = server.process().orElseThrow().info().command().orElseThrow();
        String port = server.jdbcUrl().replaceAll(".*:(\\d+)/.*", "$1");
        server.close();
        Process orphan = Programs.server(
                        List.of(program, "-D", folder.resolve("data").toString(), "-p", port))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("orphan.log").toFile())
                .start();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!Files.readString(folder.resolve("orphan.log")).contains("ready to accept connections")) {
            assertThat(orphan.isAlive() && System.nanoTime() < deadline)
                    .as(Files.readString(folder.resolve("orphan.log")))
                    .isTrue();
            Programs.pause();
        }
        return orphan;
    }

    private static String eventually(EmbeddedPostgres server, String query) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return one(server, query);
            } catch (SQLException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                Programs.pause();
            }
        }
    }

    /** The id of the one System V segment of the running server, by the seventh line of its file. */
    private String segment() throws IOException {
        String line = Files.readAllLines(folder.resolve("data/postmaster.pid")).get(6);
        return line.strip().split("\\s+")[1];
    }

    private static List<String> segmentsOfTheMachine() throws IOException {
        return Files.readAllLines(SYSTEM_V_SEGMENTS, StandardCharsets.US_ASCII).stream()
                .map(line -> line.strip().split("\\s+")[1])
                .toList();
    }

    private static List<String> mappings(EmbeddedPostgres server) throws IOException {
        return Files.readAllLines(
                Path.of("/proc", Long.toString(server.process().orElseThrow().pid()), "maps"));
    }

    private static boolean isWritableByOthers(Path file) {
        try {
            return Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_WRITE);
        } catch (IOException e) {
            return false; // the server removes files of its own meanwhile
        }
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private static void run(EmbeddedPostgres server, String statement) throws Exception {
        try (Connection connection = connect(server);
                Statement open = connection.createStatement()) {
            open.execute(statement);
        }
    }

    private static String one(EmbeddedPostgres server, String query) throws SQLException {
        try (Connection connection = connect(server);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }

    private static Connection connect(EmbeddedPostgres server) throws SQLException {
        return DriverManager.getConnection(server.jdbcUrl(), server.username(), server.password());
    }
}
