package dev.winnow.endtoend;

import dev.winnow.storage.S3Settings;
import dev.winnow.storage.S3Store;
import io.minio.BucketExistsArgs;
import io.minio.MakeBucketArgs;
import io.minio.MinioClient;
import io.minio.PutObjectArgs;
import io.minio.SetBucketNotificationArgs;
import io.minio.errors.MinioException;
import io.minio.messages.EventType;
import io.minio.messages.NotificationConfiguration;
import io.minio.messages.QueueConfiguration;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;

/** The {@code minio} on the PATH as the services' store, with a bucket to drop images into that tells the broker of each. */
final class Minio implements AutoCloseable {
    private static final String STORE = "images";
    private static final String INBOX = "inbox";
    private static final String REGION = "us-east-1";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final String endpoint;
    private final String accessKey = random();
    private final String secretKey = random();
    private final Path log;
    private final ProcessBuilder command;
    private final MinioClient client;
    private Process process;

    /** The program, if it is on the PATH. */
    static Optional<Path> program() {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, "minio"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private Minio(Path program, Path folder, String brokers) throws IOException {
        FreePorts ports = new FreePorts();
        String address = "127.0.0.1:" + ports.next();
        endpoint = "http://" + address;
        log = Files.createDirectories(folder).resolve("minio.log");
        command = new ProcessBuilder(
                        program.toString(),
                        "server",
                        folder.resolve("data").toString(),
                        "--address",
                        address,
                        "--console-address",
                        "127.0.0.1:" + ports.next())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        command.environment()
                .putAll(Map.of(
                        "MINIO_ROOT_USER",
                        accessKey,
                        "MINIO_ROOT_PASSWORD",
                        secretKey,
                        "MINIO_BROWSER",
                        "off",
                        "MINIO_NOTIFY_KAFKA_ENABLE_WINNOW",
                        "on",
                        "MINIO_NOTIFY_KAFKA_BROKERS_WINNOW",
                        brokers,
                        "MINIO_NOTIFY_KAFKA_TOPIC_WINNOW",
                        "bucket.notifications",
                        "HOME",
                        folder.toString()));
        client = MinioClient.builder()
                .endpoint(endpoint)
                .region(REGION)
                .credentials(accessKey, secretKey)
                .build();
        process = command.start();
    }

    /** Starts the server, makes its buckets and has it tell the broker of what comes to the inbox. */
    static Minio start(Path program, Path folder, String brokers) throws IOException {
        Minio minio = new Minio(program, folder, brokers);
        try {
            minio.awaitReady(STORE, false);
            minio.makeBuckets();
        } catch (IOException | RuntimeException | Error e) {
            minio.close();
            throw e;
        }
        return minio;
    }

    /** The services' settings. */
    Map<String, String> settings() {
        return Map.of(
                "gateway.sweep.buckets", INBOX,
                "store.kind", "s3",
                "store.s3.endpoint", endpoint,
                "store.s3.bucket", STORE,
                "store.s3.region", REGION,
                "store.s3.access-key", accessKey,
                "store.s3.secret-key", secretKey);
    }

    /** The services' store, for whoever checks what they left there. */
    S3Store store() {
        return new S3Store(new S3Settings(S3Settings.endpoint(endpoint), STORE, REGION, accessKey, secretKey, false));
    }

    /** Puts an object into the inbox, as any S3 client does that knows nothing of Winnow. */
    void drop(String key, byte[] bytes) throws IOException {
        asking(() -> client.putObject(PutObjectArgs.builder().bucket(INBOX).object(key).stream(
                        new ByteArrayInputStream(bytes), bytes.length, -1)
                .build()));
    }

    /** Kills the server; returns when it is gone. */
    void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** Starts a killed server on what it had; returns when it answers. */
    void startAgain() throws IOException {
        process = command.start();
        awaitReady(STORE, true);
    }

    private void awaitReady(String bucket, boolean exists) {
        Awaitility.await("minio to be ready")
                .atMost(PATIENCE)
                .failFast(this::requireAlive)
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> asking(() -> client.bucketExists(
                                BucketExistsArgs.builder().bucket(bucket).build()))
                        == exists);
    }

    private void requireAlive() throws IOException {
        if (!process.isAlive()) {
            throw new IllegalStateException("minio has ended: " + Files.readString(log));
        }
    }

    private void makeBuckets() throws IOException {
        for (String bucket : List.of(STORE, INBOX)) {
            asking(() -> {
                client.makeBucket(MakeBucketArgs.builder().bucket(bucket).build());
                return bucket;
            });
        }
        notifies(true);
    }

    /** Has the server tell the broker of objects that are dropped from now on, or not. */
    void notifies(boolean on) throws IOException {
        NotificationConfiguration notifications = new NotificationConfiguration();
        if (on) {
            QueueConfiguration queue = new QueueConfiguration();
            queue.setQueue("arn:minio:sqs::WINNOW:kafka");
            queue.setEvents(List.of(EventType.OBJECT_CREATED_ANY));
            notifications.setQueueConfigurationList(List.of(queue));
        }
        asking(() -> {
            client.setBucketNotification(SetBucketNotificationArgs.builder()
                    .bucket(INBOX)
                    .config(notifications)
                    .build());
            return on;
        });
    }

    @FunctionalInterface
    private interface Question<T> {
        T ask() throws MinioException, GeneralSecurityException, IOException;
    }

    private static <T> T asking(Question<T> question) throws IOException {
        try {
            return question.ask();
        } catch (MinioException | GeneralSecurityException e) {
            throw new IOException("The S3 server did not do as it was asked", e);
        }
    }

    private static String random() {
        byte[] bytes = new byte[10];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public void close() {
        kill();
        try {
            client.close();
        } catch (Exception e) {
            throw new IllegalStateException("Cannot close the S3 client", e);
        }
    }
}
