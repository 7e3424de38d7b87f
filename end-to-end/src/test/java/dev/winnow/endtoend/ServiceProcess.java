package dev.winnow.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/**
 * One service in a process of its own, on the Java that runs the tests. It may be killed and started again as often as wanted,
 * always on the same port; what it prints goes on in one file. Used by one thread.
 */
final class ServiceProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int LINES_SHOWN = 40;

    private final Service service;
    private final URI address;
    private final List<String> command;
    private final Path log;
    private final HttpClient http;
    private final Thread lastResort;
    private Process process;

    /** @param settings by their configuration keys */
    ServiceProcess(Service service, int port, Map<String, String> settings, Path log, HttpClient http) {
        this.service = service;
        this.address = URI.create("http://127.0.0.1:" + port);
        this.log = log;
        this.http = http;
        this.command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // seven Java processes share what may be a small machine
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dquarkus.http.port=" + port));
        settings.forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.addAll(List.of("-jar", service.program().toString()));
        this.lastResort = new Thread(this::destroy); // where the tests themselves are ended
        Runtime.getRuntime().addShutdownHook(lastResort);
    }

    Service service() {
        return service;
    }

    URI address() {
        return address;
    }

    void start() {
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start " + service.program(), e);
        }
    }

    /** SIGKILL; returns when the process is gone. */
    void kill() {
        destroy();
    }

    /** Returns when the service calls itself ready; fails with the end of its log when it ends or does not get there. */
    void awaitReady() {
        HttpRequest ready = HttpRequest.newBuilder(address.resolve("/q/health/ready"))
                .timeout(Duration.ofSeconds(10))
                .build();
        Awaitility.await(service.key() + " to be ready")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .failFast(this::requireAlive)
                .until(() -> answersOk(ready));
    }

    private void requireAlive() {
        if (!process.isAlive()) {
            throw new IllegalStateException(service.program() + " has ended:\n" + endOfLog());
        }
    }

    private boolean answersOk(HttpRequest request) throws InterruptedException {
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false; // not listening yet
        }
    }

    /** What the service printed last. */
    String endOfLog() {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES_SHOWN), lines.size()));
        } catch (IOException e) {
            return "(no log: " + e.getMessage() + ")";
        }
    }

    private void destroy() {
        if (process != null) {
            process.destroyForcibly();
            process.onExit().join();
        }
    }

    @Override
    public void close() {
        destroy();
        try {
            Runtime.getRuntime().removeShutdownHook(lastResort);
        } catch (IllegalStateException e) {
            // the JVM is going down, and the hook with it
        }
    }
}
