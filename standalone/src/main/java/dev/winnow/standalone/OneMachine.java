package dev.winnow.standalone;

import dev.winnow.embedded.EmbeddedKafka;
import dev.winnow.embedded.EmbeddedPostgres;
import dev.winnow.events.TopicCheck;
import io.quarkus.runtime.Quarkus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.utils.Exit;

/**
 * The whole pipeline in this process: broker and database first, then all services, then the session's work; everything is
 * stopped in the opposite order, also on SIGTERM and Ctrl-C.
 */
public final class OneMachine {
    /** One process has one consumer a stage, which takes several images at a time: more partitions would only make smaller batches. */
    private static final int IMAGE_PARTITIONS = 1;

    /** Held here, because a logger nobody holds forgets its level. */
    private static final List<Logger> BROKER_LOGGERS = Stream.of("kafka", "org.apache.kafka", "state.change.logger")
            .map(Logger::getLogger)
            .toList();

    private static final AtomicReference<Session> CURRENT = new AtomicReference<>();

    private OneMachine() {}

    /**
     * What one run is about; handed to the application once everything is up.
     *
     * @param state the state folder
     * @param port of the dashboard on 127.0.0.1; 0 takes a free one
     * @param work done when all services are up
     */
    public record Settings(Path state, int port, Work work) {}

    /** What a command does with the running pipeline; its result is the exit code. */
    @FunctionalInterface
    public interface Work {
        int run(Session session) throws Exception;
    }

    /** The session under way in this process. */
    static Session current() {
        return CURRENT.get();
    }

    /**
     * Starts everything, does the work, stops everything.
     *
     * @return the exit code
     * @throws Failure when something is in the way
     */
    public static int run(Settings settings) {
        long begun = System.nanoTime();
        quietUntilConfigured();
        int port = settings.port() == 0 ? freePort() : requireFree(settings.port());
        try (Ending ending = new Ending();
                StateFolder state = StateFolder.take(settings.state())) {
            Exit.setHaltProcedure((status, message) -> halt(state, ending, status));
            Exit.setExitProcedure((status, message) -> halt(state, ending, status));
            EmbeddedPostgres server = new EmbeddedPostgres(state.database());
            ending.closes(server);
            CompletableFuture<EmbeddedPostgres> startingDatabase =
                    CompletableFuture.supplyAsync(() -> startDatabase(state, server));
            try (EmbeddedKafka broker = startBroker(state)) {
                EmbeddedPostgres database = joined(startingDatabase);
                configure(state, broker, database, port);
                Session session = new Session(
                        settings.work(), state, begun, port, new CpuAccount(database::process), ending::servesNow);
                CURRENT.set(session);
                Quarkus.run(WinnowApplication.class, session::ended);
                server.end(); // while the broker ends
                return session.exitCode();
            } finally {
                server.close();
            }
        } catch (IOException e) {
            throw Failure.wentWrong("Cannot stop cleanly: " + Reasons.of(e), e);
        }
    }

    private static EmbeddedKafka startBroker(StateFolder state) {
        try {
            EmbeddedKafka broker = EmbeddedKafka.startForThisProcess(state.broker());
            try (Admin admin = Admin.create(Map.copyOf(broker.clientSettings()))) {
                TopicCheck.create(admin, IMAGE_PARTITIONS, (short) 1);
            }
            return broker;
        } catch (IOException | RuntimeException e) {
            throw damaged("broker", state.broker(), e);
        }
    }

    private static EmbeddedPostgres startDatabase(StateFolder state, EmbeddedPostgres server) {
        try {
            server.open();
            return server;
        } catch (IOException | RuntimeException e) {
            throw damaged("database", state.database(), e);
        }
    }

    private static Failure damaged(String part, Path folder, Exception e) {
        return Failure.wentWrong(
                "The " + part + " does not start on " + folder + ": " + Reasons.ofRoot(e)
                        + ". If the disk has room, its files are damaged: restore them from a backup, or name a new folder with"
                        + " --data and import again",
                e);
    }

    private static EmbeddedPostgres joined(CompletableFuture<EmbeddedPostgres> starting) {
        try {
            return starting.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Failure failure) {
                throw failure;
            }
            throw e;
        }
    }

    private static void configure(StateFolder state, EmbeddedKafka broker, EmbeddedPostgres database, int port) {
        // in memory, for this process alone: the password is in it
        broker.clientSettings().forEach((name, value) -> {
            System.setProperty("kafka." + name, value);
            System.setProperty("kafka-streams." + name, value);
        });
        System.setProperty("quarkus.datasource.jdbc.url", database.jdbcUrl());
        System.setProperty("quarkus.datasource.username", database.username());
        System.setProperty("quarkus.datasource.password", database.password());
        System.setProperty("quarkus.http.port", Integer.toString(port));
        System.setProperty("store.folder.path", state.store().toString());
        System.setProperty("ingest.journal", state.journal().toString());
        System.setProperty("kafka-streams.state.dir", state.streams().toString());
        System.setProperty("quarkus.log.file.path", state.log().toString());
        System.setProperty(
                "quarkus.log.handler.file.\"broker\".path",
                state.log().resolveSibling("broker.log").toString());
    }

    /** The broker gives up where its disk fails; a person should know why the process is gone. */
    private static void halt(StateFolder state, Ending ending, int status) {
        if (ending.hasBegun()) {
            Runtime.getRuntime().halt(Ending.exitCode());
        }
        System.err.println(
                "winnow: the broker cannot write to " + state.broker() + " any more: the disk is full or failing."
                        + " Make room and start again; everything acknowledged so far is kept");
        Runtime.getRuntime().halt(status == 0 ? Failure.WENT_WRONG : status);
    }

    /**
     * Before Quarkus has set up logging, everything would be kept at debug level and told on the terminal later. What keeps the
     * broker from starting comes as an exception; what it says on the way, nobody can act on.
     */
    static void quietUntilConfigured() {
        Logger.getLogger("").setLevel(Level.WARNING);
        BROKER_LOGGERS.forEach(logger -> logger.setLevel(Level.OFF));
    }

    private static int requireFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port));
            return port;
        } catch (IOException | IllegalArgumentException e) {
            throw Failure.askedWrong("Port " + port + " of 127.0.0.1 cannot be used (" + e.getMessage()
                    + "): end what listens there, or choose another with --port N, or any free one with --port 0");
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw Failure.wentWrong("No port of 127.0.0.1 is free: " + e.getMessage(), e);
        }
    }
}
