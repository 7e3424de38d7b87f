package dev.winnow.storage;

import dev.winnow.dataset.ContentHash;
import io.minio.BucketExistsArgs;
import io.minio.CopyObjectArgs;
import io.minio.CopySource;
import io.minio.GetObjectArgs;
import io.minio.ListObjectsArgs;
import io.minio.MakeBucketArgs;
import io.minio.MinioClient;
import io.minio.PutObjectArgs;
import io.minio.RemoveObjectArgs;
import io.minio.Result;
import io.minio.StatObjectArgs;
import io.minio.UploadObjectArgs;
import io.minio.errors.ErrorResponseException;
import io.minio.errors.InvalidResponseException;
import io.minio.errors.MinioException;
import io.minio.errors.ServerException;
import io.minio.messages.Item;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;

/**
 * The S3 requests that Winnow makes, each tried again, with growing and random pauses, where the server or the network failed.
 * What stays failed is an {@link IOException} that names the object. The one class that sees the client library.
 */
final class S3Client implements AutoCloseable {
    private static final int ATTEMPTS = 5;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int CONNECTIONS = 64;

    /** The library cuts bodies that are longer than a part; one part keeps a put one conditional request. S3's own bounds. */
    private static final long MIN_PART = 5L << 20;

    private static final long MAX_PART = 5L << 30;

    private static final Set<Integer> WORTH_ANOTHER_TRY = Set.of(408, 409, 429, 500, 502, 503, 504);

    private final MinioClient client;

    /** Until the server says that it does not know {@code If-None-Match} on a put. */
    private volatile boolean conditionalPuts = true;

    S3Client(S3Settings settings) {
        Dispatcher dispatcher = new Dispatcher();
        dispatcher.setMaxRequests(CONNECTIONS);
        dispatcher.setMaxRequestsPerHost(CONNECTIONS);
        OkHttpClient http = new OkHttpClient.Builder()
                .dispatcher(dispatcher)
                .connectionPool(new ConnectionPool(CONNECTIONS, 1, TimeUnit.MINUTES))
                .protocols(List.of(Protocol.HTTP_1_1))
                .connectTimeout(Duration.ofSeconds(10))
                .readTimeout(TIMEOUT)
                .writeTimeout(TIMEOUT)
                .build();
        this.client = MinioClient.builder()
                .endpoint(settings.endpoint().toString())
                .region(settings.region())
                .credentials(settings.accessKey(), settings.secretKey())
                .httpClient(http, true)
                .build();
    }

    /** Stores the bytes under the key unless they are stored there; other bytes there are replaced. */
    void put(String bucket, String key, byte[] bytes, ContentHash content) throws IOException {
        putOnce(
                bucket,
                key,
                bytes.length,
                headers -> client.putObject(PutObjectArgs.builder().bucket(bucket).object(key).headers(headers).stream(
                                new ByteArrayInputStream(bytes), bytes.length, partFor(bytes.length))
                        .contentType("application/octet-stream")
                        .build()),
                content);
    }

    /** Stores the file's bytes under the key unless they are stored there; other bytes there are replaced. */
    void put(String bucket, String key, Path file, long length, ContentHash content) throws IOException {
        putOnce(
                bucket,
                key,
                length,
                headers -> client.uploadObject(UploadObjectArgs.builder()
                        .bucket(bucket)
                        .object(key)
                        .headers(headers)
                        .filename(file.toString(), partFor(length))
                        .contentType("application/octet-stream")
                        .build()),
                content);
    }

    /** All of the object's bytes. */
    byte[] read(String bucket, String key) throws IOException {
        return retry("read", bucket, key, attempt -> {
            try (InputStream in = get(bucket, key)) {
                return in.readAllBytes();
            }
        });
    }

    /** The object's bytes as a stream; what fails while it is read is not tried again. */
    InputStream open(String bucket, String key) throws IOException {
        return retry("read", bucket, key, attempt -> get(bucket, key));
    }

    /** Part of the object's bytes as a stream; what fails while it is read is not tried again. */
    InputStream open(String bucket, String key, long offset, long length) throws IOException {
        return retry(
                "read",
                bucket,
                key,
                attempt -> client.getObject(GetObjectArgs.builder()
                        .bucket(bucket)
                        .object(key)
                        .offset(offset)
                        .length(length)
                        .build()));
    }

    private InputStream get(String bucket, String key) throws IOException, MinioException, GeneralSecurityException {
        return client.getObject(
                GetObjectArgs.builder().bucket(bucket).object(key).build());
    }

    /** One page of the bucket's objects after a key, or from the first where that is null. */
    List<BucketReader.Listed> list(String bucket, String after, int most) throws IOException {
        return retry("list", bucket, after == null ? "" : after, attempt -> {
            ListObjectsArgs.Builder page =
                    ListObjectsArgs.builder().bucket(bucket).recursive(true).maxKeys(most);
            if (after != null) {
                page.startAfter(after);
            }
            List<BucketReader.Listed> listed = new ArrayList<>();
            for (Result<Item> result : client.listObjects(page.build())) { // asks for the next page where it is read on
                Item object = result.get();
                listed.add(new BucketReader.Listed(
                        object.objectName(),
                        object.size(),
                        object.lastModified().toInstant()));
                if (listed.size() == most) {
                    break;
                }
            }
            return listed;
        });
    }

    /** The object's length in bytes, or -1 where there is none. */
    long length(String bucket, String key) throws IOException {
        try {
            return retry(
                    "look up",
                    bucket,
                    key,
                    attempt -> client.statObject(StatObjectArgs.builder()
                                    .bucket(bucket)
                                    .object(key)
                                    .build())
                            .size());
        } catch (ImageStore.MissingContentException e) {
            return -1;
        }
    }

    /**
     * Copies an object within the bucket, over one that is there.
     *
     * @throws ImageStore.MissingContentException where there is none to copy
     */
    void copy(String bucket, String from, String to) throws IOException {
        retry(
                "copy",
                bucket,
                from,
                attempt -> client.copyObject(CopyObjectArgs.builder()
                        .bucket(bucket)
                        .object(to)
                        .source(CopySource.builder().bucket(bucket).object(from).build())
                        .build()));
    }

    /** Deletes an object; does nothing where there is none. */
    void delete(String bucket, String key) throws IOException {
        retry("delete", bucket, key, attempt -> {
            client.removeObject(
                    RemoveObjectArgs.builder().bucket(bucket).object(key).build());
            return null;
        });
    }

    /** Fails where the server cannot be asked, or does not know the keys. Not tried again: this is for people who wait. */
    boolean bucketExists(String bucket) throws IOException {
        try {
            return client.bucketExists(BucketExistsArgs.builder().bucket(bucket).build());
        } catch (MinioException | GeneralSecurityException e) {
            throw new IOException(reason(e), e);
        }
    }

    void makeBucket(String bucket) throws IOException {
        try {
            client.makeBucket(MakeBucketArgs.builder().bucket(bucket).build());
        } catch (MinioException | GeneralSecurityException e) {
            if (!bucketExists(bucket)) { // otherwise another process was faster
                throw new IOException(reason(e), e);
            }
        }
    }

    @Override
    public void close() throws IOException {
        try {
            client.close();
        } catch (Exception e) {
            throw new IOException("Cannot close the S3 client: " + e.getMessage(), e);
        }
    }

    @FunctionalInterface
    private interface Put {
        void send(Map<String, String> headers) throws IOException, MinioException, GeneralSecurityException;
    }

    @FunctionalInterface
    private interface Request<T> {
        /** @param attempt 0, 1, … */
        T send(int attempt) throws IOException, MinioException, GeneralSecurityException;
    }

    private void putOnce(String bucket, String key, long length, Put put, ContentHash content) throws IOException {
        retry("write", bucket, key, attempt -> {
            // A server may have stored the bytes and lost the answer, or refused them before it read them all and reset
            // the connection, so what an attempt after the first would send may be there.
            if ((attempt > 0 || !conditionalPuts) && holds(bucket, key, length, content)) {
                return null;
            }
            try {
                put.send(headers(content, conditionalPuts));
            } catch (ErrorResponseException e) {
                switch (e.response().code()) {
                    case 304, 412 -> { // there already; old MinIO servers say 304
                        if (!holds(bucket, key, length, content)) {
                            put.send(headers(content, false));
                        }
                    }
                    case 501 -> {
                        conditionalPuts = false;
                        put.send(headers(content, false));
                    }
                    default -> throw e;
                }
            }
            return null;
        });
    }

    /**
     * Whether the object has the content, by its bytes: a server's own checksum tells of what it took in, not of what it has. An
     * object that cannot be read counts as another one, because writing the same content over it harms nobody.
     */
    private boolean holds(String bucket, String key, long length, ContentHash content) throws IOException {
        if (length(bucket, key) != length) {
            return false;
        }
        try (InputStream in = get(bucket, key)) {
            return HashingCopy.copy(in, OutputStream.nullOutputStream(), length)
                    .content()
                    .equals(content);
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException | MinioException | GeneralSecurityException e) {
            return false;
        }
    }

    /** The server checks the bytes that came in against the checksum. */
    private static Map<String, String> headers(ContentHash content, boolean onlyIfAbsent) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(
                "x-amz-checksum-sha256",
                Base64.getEncoder().encodeToString(HexFormat.of().parseHex(content.hex())));
        if (onlyIfAbsent) {
            headers.put("If-None-Match", "*");
        }
        return headers;
    }

    private static long partFor(long length) {
        return Math.min(Math.max(length, MIN_PART), MAX_PART);
    }

    private <T> T retry(String verb, String bucket, String key, Request<T> request) throws IOException {
        String place = "s3://" + bucket + '/' + key;
        for (int attempt = 0; ; attempt++) {
            try {
                return request.send(attempt);
            } catch (ImageStore.MissingContentException e) {
                throw e;
            } catch (IOException | MinioException | GeneralSecurityException e) {
                if (e instanceof ErrorResponseException refused
                        && refused.errorResponse().code().equals("NoSuchKey")) {
                    throw new ImageStore.MissingContentException(place);
                }
                if (attempt + 1 == ATTEMPTS || !isWorthAnotherTry(e)) {
                    throw new IOException("Cannot " + verb + ' ' + place + ": " + reason(e), e);
                }
                pause(attempt, e);
            }
        }
    }

    private static boolean isWorthAnotherTry(Exception e) {
        if (e instanceof ErrorResponseException refused) {
            return WORTH_ANOTHER_TRY.contains(refused.response().code());
        }
        if (e instanceof ServerException failed) {
            return WORTH_ANOTHER_TRY.contains(failed.statusCode());
        }
        return e instanceof IOException || e instanceof InvalidResponseException;
    }

    /** A failure in words: never with a key, which the library's own description of a request would hold. */
    static String reason(Exception e) {
        if (e instanceof ErrorResponseException refused) {
            return refused.errorResponse().code() + ", " + refused.getMessage();
        }
        return e.getClass().getSimpleName() + ", " + e.getMessage();
    }

    /** Waits between none and all of 100 ms, 200 ms, 400 ms, …, at random, so that many clients do not come back at once. */
    private static void pause(int attempt, Exception cause) throws IOException {
        long most = FIRST_PAUSE.toMillis() << attempt;
        try {
            Thread.sleep(ThreadLocalRandom.current().nextLong(most + 1));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            InterruptedIOException e = new InterruptedIOException("Interrupted while waiting for the S3 server");
            e.initCause(cause);
            throw e;
        }
    }
}
