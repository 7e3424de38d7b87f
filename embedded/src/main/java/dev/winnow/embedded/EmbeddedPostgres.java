package dev.winnow.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A PostgreSQL server as a child process, with its data in a folder.
 *
 * <ol>
 *   <li>One process at a time has the folder; a second one is refused.
 *   <li>After a {@code kill -9} of this JVM the next start ends the server that was left over and recovers its data.
 *   <li>A server that ends by itself, or is killed, is started again on the same port.
 *   <li>The server listens on 127.0.0.1 and asks for a password, which only the owner of the folder can read.
 * </ol>
 *
 * <p>Commits reach the disk within a second, not at once ({@code synchronous_commit=off}): whoever writes must be able to
 * repeat its last transactions, as a read model fed by Kafka can. The data is consistent at any moment.
 *
 * <p>Safe for use by several threads; {@link #close} may come while another thread starts it.
 */
public final class EmbeddedPostgres implements AutoCloseable {
    private static final Logger LOG = System.getLogger(EmbeddedPostgres.class.getName());

    /** Until a left-over server that is asked to end is killed; its clients are gone. */
    private static final Duration LEFT_OVER_END = Duration.ofSeconds(5);

    /** Recovery after a kill replays at most {@code max_wal_size}, 1 GB. */
    private static final Duration LONGEST_START = Duration.ofSeconds(60);

    /** Until what {@code initdb} started has ended after it. */
    private static final Duration HELPER_END = Duration.ofMillis(1_500);

    private static final Duration LONGEST_END = Duration.ofSeconds(30);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final int PORTS_TRIED = 3;

    private final Path folder;
    private final PostgresData data;
    private final Object processes = new Object();
    private PostgresBinaries binaries;
    private volatile FolderLock lock;
    private volatile int port;
    private volatile String password;
    private volatile boolean closed;
    private volatile Process server; // written under processes
    private Process helper; // under processes

    /** @param folder of the data, made by {@link #open} where it is absent */
    public EmbeddedPostgres(Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
        this.data = new PostgresData(this.folder);
    }

    /** Starts a server on a folder and returns when it takes connections. */
    public static EmbeddedPostgres start(Path folder) throws IOException {
        EmbeddedPostgres server = new EmbeddedPostgres(folder);
        try {
            server.open();
            return server;
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /**
     * Starts the server on a free port of 127.0.0.1 and returns when it takes connections.
     *
     * @throws FolderLock.HeldException when another process has the folder
     * @throws IOException also when it is closed meanwhile
     */
    public void open() throws IOException {
        PrivateFiles.folder(folder);
        lock = FolderLock.take(folder.resolve("lock"));
        try {
            startLocked();
        } catch (IOException | RuntimeException e) {
            if (closed) {
                lock.close();
            }
            throw e;
        }
    }

    private void startLocked() throws IOException {
        requireOpen();
        Programs.endAll(folder, LEFT_OVER_END);
        binaries = PostgresBinaries.in(folder.resolve("binaries"));
        data.prepare(binaries, this::runToEnd);
        password = data.password();
        launchOnAFreePort();
        Thread watch = new Thread(this::keepRunning, "database-watch");
        watch.setDaemon(true);
        watch.start();
    }

    public String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    public String username() {
        return PostgresData.USER;
    }

    /** As the file {@code password} in the folder has it. */
    public String password() {
        return password;
    }

    /** The process that serves at the moment, for those who account for its CPU time. */
    public Optional<ProcessHandle> process() {
        return Optional.ofNullable(server).map(Process::toHandle).filter(ProcessHandle::isAlive);
    }

    /** Asks the server to end and returns at once; {@link #close} waits for it. */
    public void end() throws IOException {
        synchronized (processes) {
            closed = true;
            if (server != null && server.isAlive()) {
                Programs.interrupt(server.toHandle());
            }
        }
    }

    /** Returns when the server has ended, so that its folder can be removed. */
    @Override
    public void close() throws IOException {
        close(LONGEST_END);
    }

    /**
     * Returns when the server has ended, or was killed because it took longer; what it had committed is recovered at the next start.
     *
     * @param longest how long the server may take to write what it holds in memory
     */
    public void close(Duration longest) throws IOException {
        synchronized (processes) {
            closed = true;
            if (helper != null && helper.isAlive()) {
                helper.destroyForcibly();
                Programs.awaitEnd(folder, HELPER_END);
            }
            if (server != null) {
                end(server, longest);
            }
        }
        if (lock != null) {
            lock.close();
        }
    }

    private void end(Process process, Duration longest) throws IOException {
        if (!process.isAlive()) {
            return;
        }
        Programs.interrupt(process.toHandle());
        if (!awaited(process, longest)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            awaited(process, LEFT_OVER_END);
        }
    }

    private static boolean awaited(Process process, Duration longest) throws IOException {
        try {
            return process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while ending the database server " + process.pid(), e);
        }
    }

    private void runToEnd(List<String> command, String input) throws IOException {
        Process started;
        Path said = Files.createTempFile(folder, "said", ".txt", PrivateFiles.FILE);
        try {
            ProcessBuilder builder =
                    Programs.program(command).redirectErrorStream(true).redirectOutput(said.toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
            synchronized (processes) {
                requireOpen();
                helper = builder.start();
                started = helper;
            }
            feed(started, input);
            int code = started.waitFor();
            requireOpen();
            String output = Files.readString(said);
            if (code != 0 || output.contains("ERROR:") || output.contains("FATAL:")) {
                throw new IOException(Path.of(command.get(0)).getFileName() + " ended with exit code " + code + ": "
                        + output.strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while " + command.get(0) + " ran", e);
        } finally {
            Files.deleteIfExists(said);
        }
    }

    private static void feed(Process started, String input) {
        try (OutputStream in = started.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the program ended before it had read its input; its exit code says why", e);
        }
    }

    private void launchOnAFreePort() throws IOException {
        for (int tried = 1; ; tried++) {
            port = freePort();
            try {
                launch();
                return;
            } catch (IOException e) {
                if (tried == PORTS_TRIED || closed) {
                    throw e;
                }
            }
        }
    }

    /** Returns when the server takes connections. */
    private void launch() throws IOException {
        long logged = Files.size(data.log());
        Process launched;
        synchronized (processes) {
            requireOpen();
            ProcessBuilder builder = Programs.server(List.of(
                            binaries.program("postgres"), "-D", data.path().toString(), "-p", Integer.toString(port)))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(data.log().toFile()));
            builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
            launched = builder.start();
            server = launched;
        }
        launched.getOutputStream().close();
        long deadline = System.nanoTime() + LONGEST_START.toNanos();
        while (!isReady(launched)) {
            if (!launched.isAlive()) {
                requireOpen();
                throw new IOException("the database server ended with exit code " + launched.exitValue() + ": "
                        + loggedSince(logged));
            }
            if (System.nanoTime() > deadline) {
                end(launched, LEFT_OVER_END);
                throw new IOException("the database server takes no connections within " + LONGEST_START.toSeconds()
                        + " s: " + loggedSince(logged));
            }
            Programs.pause();
        }
    }

    /** The server writes its process id into the first line of its file and its status into the eighth. */
    private boolean isReady(Process launched) throws IOException {
        Path file = data.path().resolve("postmaster.pid");
        List<String> lines;
        try {
            lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            return false; // not yet, or the server ended
        }
        return lines.size() >= 8
                && lines.get(0).strip().equals(Long.toString(launched.pid()))
                && lines.get(7).strip().equals("ready");
    }

    private String loggedSince(long position) throws IOException {
        byte[] log = Files.readAllBytes(data.log());
        int from = (int) Math.max(Math.min(position, log.length), log.length - 4_000L);
        return new String(log, from, log.length - from, StandardCharsets.UTF_8).strip();
    }

    /** Starts the server again whenever it has ended, until this is closed. */
    private void keepRunning() {
        Duration pause = Duration.ofMillis(100);
        while (!closed) {
            try {
                int code = server.waitFor();
                Thread.sleep(pause.toMillis());
                synchronized (processes) {
                    if (closed) {
                        return;
                    }
                }
                LOG.log(
                        Level.WARNING,
                        "the database server ended and is started again exit={0} port={1,number,#}",
                        code,
                        port);
                Programs.endAll(folder, LEFT_OVER_END); // what is left of a killed one keeps its memory until it ends
                launch();
                pause = Duration.ofMillis(100);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (IOException | RuntimeException e) {
                if (!closed) {
                    LOG.log(
                            Level.ERROR,
                            "the database server cannot be started again; tried in " + pause.toMillis() + " ms",
                            e);
                }
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            }
        }
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new IOException("The database server was closed while it started");
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }
}
