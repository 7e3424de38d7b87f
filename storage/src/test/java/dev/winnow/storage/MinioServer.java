package dev.winnow.storage;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** A real S3 server for a test: the {@code minio} on the PATH, on a free local port, with keys and data of its own. */
final class MinioServer implements AutoCloseable {
    private final Process process;
    private final S3Settings settings;

    private MinioServer(Process process, S3Settings settings) {
        this.process = process;
        this.settings = settings;
    }

    /** The program, if it is on the PATH. */
    static Optional<Path> program() {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, "minio"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    static MinioServer start(Path program, Path folder) throws IOException, InterruptedException {
        int port;
        int consolePort;
        try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = one.getLocalPort();
            consolePort = other.getLocalPort();
        }
        S3Settings settings =
                new S3Settings(URI.create("http://127.0.0.1:" + port), "images", "us-east-1", random(), random(), true);
        Path log = folder.resolve("minio.out");
        ProcessBuilder builder = new ProcessBuilder(
                        program.toString(),
                        "server",
                        folder.resolve("data").toString(),
                        "--address",
                        "127.0.0.1:" + port,
                        "--console-address",
                        "127.0.0.1:" + consolePort)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("MINIO_ROOT_USER", settings.accessKey());
        builder.environment().put("MINIO_ROOT_PASSWORD", settings.secretKey());
        builder.environment().put("MINIO_BROWSER", "off");
        builder.environment().put("HOME", folder.toString());
        MinioServer server = new MinioServer(builder.start(), settings);
        try {
            server.awaitReady(log);
        } catch (IOException | InterruptedException | RuntimeException e) {
            server.close();
            throw e;
        }
        return server;
    }

    S3Settings settings() {
        return settings;
    }

    private void awaitReady(Path log) throws IOException, InterruptedException {
        HttpClient http = HttpClient.newHttpClient();
        HttpRequest ready = HttpRequest.newBuilder(settings.endpoint().resolve("/minio/health/ready"))
                .timeout(Duration.ofSeconds(2))
                .build();
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (System.nanoTime() < deadline && process.isAlive()) {
            try {
                if (http.send(ready, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
                    return;
                }
            } catch (IOException e) {
                // not listening yet
            }
            Thread.sleep(50);
        }
        throw new IOException("minio did not get ready: " + Files.readString(log));
    }

    private static String random() {
        byte[] bytes = new byte[10];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
