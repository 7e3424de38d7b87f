package dev.winnow.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A PostgreSQL server as a child process, with its data in a folder. After a {@code kill -9} of this JVM the next start
 * ends the server that was left over and recovers its data.
 *
 * <p>Commits reach the disk within a second, not at once ({@code synchronous_commit=off}): whoever writes must be able to
 * repeat its last transactions, as a read model fed by Kafka can. The data is consistent at any moment.
 */
public final class EmbeddedPostgres implements AutoCloseable {
    private static final Duration LONGEST_END = Duration.ofSeconds(30);

    private final io.zonky.test.db.postgres.embedded.EmbeddedPostgres server;
    private final Path data;

    private EmbeddedPostgres(io.zonky.test.db.postgres.embedded.EmbeddedPostgres server, Path data) {
        this.server = server;
        this.data = data;
    }

    /**
     * Starts the server on a free port of 127.0.0.1 and returns when it takes connections.
     *
     * @param folder of the data, made if absent; one server at a time
     */
    public static EmbeddedPostgres start(Path folder) throws IOException {
        Path data = folder.resolve("data");
        Files.createDirectories(folder);
        endLeftOver(data);
        io.zonky.test.db.postgres.embedded.EmbeddedPostgres server =
                io.zonky.test.db.postgres.embedded.EmbeddedPostgres.builder()
                        .setDataDirectory(data)
                        .setOverrideWorkingDirectory(folder.resolve("binaries").toFile())
                        .setCleanDataDirectory(false)
                        .setRegisterShutdownHook(false)
                        .setPGStartupWait(Duration.ofSeconds(60))
                        .setServerConfig("listen_addresses", "127.0.0.1")
                        .setServerConfig("fsync", "on")
                        .setServerConfig("full_page_writes", "on")
                        .setServerConfig("synchronous_commit", "off")
                        .setServerConfig("shared_buffers", "64MB")
                        .setServerConfig("max_connections", "40")
                        .setServerConfig("jit", "off")
                        .setServerConfig("max_parallel_workers_per_gather", "0")
                        .setServerConfig("autovacuum_naptime", "60s")
                        .setErrorRedirector(ProcessBuilder.Redirect.appendTo(
                                folder.resolve("postgres.log").toFile()))
                        .setOutputRedirector(ProcessBuilder.Redirect.appendTo(
                                folder.resolve("postgres.log").toFile()))
                        .start();
        return new EmbeddedPostgres(server, data);
    }

    public String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/postgres";
    }

    public String username() {
        return "postgres";
    }

    /** Anything does: the server trusts whoever reaches it on 127.0.0.1. */
    public String password() {
        return "postgres";
    }

    /** The process that serves, for those who account for its CPU time. */
    public Optional<ProcessHandle> process(Path folder) throws IOException {
        return postmaster(folder.resolve("data"));
    }

    /** Returns when the server has ended, so that its folder can be removed. */
    @Override
    public void close() throws IOException {
        Optional<ProcessHandle> serving = postmaster(data);
        server.close(); // asks it to end and waits no longer than five seconds
        if (serving.isPresent()) {
            awaitEnd(serving.get(), LONGEST_END);
        }
    }

    private static Optional<ProcessHandle> postmaster(Path data) throws IOException {
        Path pidFile = data.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return Optional.empty();
        }
        List<String> lines = Files.readAllLines(pidFile, StandardCharsets.UTF_8);
        if (lines.size() < 2 || !Path.of(lines.get(1).trim()).toAbsolutePath().equals(data.toAbsolutePath())) {
            return Optional.empty();
        }
        return ProcessHandle.of(Long.parseLong(lines.get(0).trim()))
                .filter(process -> process.info().command().orElse("").contains("postgres"));
    }

    private static void endLeftOver(Path data) throws IOException {
        Optional<ProcessHandle> leftOver = postmaster(data);
        if (leftOver.isEmpty()) {
            return;
        }
        leftOver.get().destroy();
        awaitEnd(leftOver.get(), Duration.ofSeconds(5));
    }

    /** Kills it when it takes longer; what it had committed is recovered at the next start. */
    private static void awaitEnd(ProcessHandle server, Duration longest) throws IOException {
        try {
            server.onExit().get(longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            server.destroyForcibly();
        } catch (ExecutionException e) {
            throw new IOException("Cannot end the database server " + server.pid(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while ending the database server " + server.pid(), e);
        }
    }
}
