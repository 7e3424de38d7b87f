package dev.winnow.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.winnow.dataset.ContentHash;
import io.minio.ListObjectsArgs;
import io.minio.MinioClient;
import io.minio.PutObjectArgs;
import io.minio.RemoveObjectArgs;
import io.minio.Result;
import io.minio.messages.Item;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract on a real S3 server, and what a server that fails is met with. */
class S3StoreTest implements ImageStoreContract {
    @TempDir
    static Path folder;

    private static MinioServer server;
    private static MinioClient outside;

    private S3Store store;

    @BeforeAll
    static void startServer() throws Exception {
        Optional<Path> program = MinioServer.program();
        assumeTrue(
                program.isPresent(),
                "no S3 server: 'minio' is not on the PATH (go install github.com/minio/minio@latest)");
        server = MinioServer.start(program.get(), folder);
        S3Settings settings = server.settings();
        outside = MinioClient.builder()
                .endpoint(settings.endpoint().toString())
                .region(settings.region())
                .credentials(settings.accessKey(), settings.secretKey())
                .build();
    }

    @AfterAll
    static void stopServer() throws Exception {
        if (server != null) {
            outside.close();
            server.close();
        }
    }

    @BeforeEach
    void open() throws IOException {
        store = new S3Store(server.settings());
        store.check();
    }

    @AfterEach
    void empty() throws Exception {
        for (String name : names()) {
            outside.removeObject(
                    RemoveObjectArgs.builder().bucket("images").object(name).build());
        }
        store.close();
    }

    @Override
    public ImageStore store() {
        return store;
    }

    @Override
    public void overwrite(ContentHash content, byte[] bytes) throws Exception {
        put("images", S3Store.key(content), bytes);
    }

    @Override
    public List<String> names() throws Exception {
        List<String> names = new ArrayList<>();
        for (Result<Item> object : outside.listObjects(
                ListObjectsArgs.builder().bucket("images").recursive(true).build())) {
            names.add(object.get().objectName());
        }
        return names;
    }

    @Test
    void aBucketIsListedInPagesByTheKeysAsTheyAre() throws Exception {
        List<String> keys =
                List.of("birds/", "birds/a name + ü.jpg", "birds/b%20c.jpg", "birds/wren/1.jpg", "cats/1.jpg");
        for (String key : keys) {
            put("images", key, new byte[] {1, 2, 3});
        }

        List<BucketReader.Listed> first = store.list("images", null, 2);
        List<BucketReader.Listed> second = store.list("images", first.get(1).key(), 2);
        List<BucketReader.Listed> last = store.list("images", second.get(1).key(), 2);

        assertThat(Stream.of(first, second, last).flatMap(List::stream))
                .extracting(BucketReader.Listed::key)
                .isEqualTo(keys);
        assertThat(first).hasSize(2);
        assertThat(last).singleElement().satisfies(object -> {
            assertThat(object.bytes()).isEqualTo(3);
            assertThat(object.writtenAt()).isAfter(Instant.EPOCH);
        });
        assertThat(store.list("images", "cats/1.jpg", 2)).isEmpty();
    }

    @Test
    void aPutDoesNotReplaceWhatIsThere() throws Exception {
        byte[] small = ImageStoreContract.drawn(35, 10_000);
        byte[] big = ImageStoreContract.drawn(36, 6_000_000); // more than the smallest part of a multipart upload
        for (byte[] image : List.of(small, big)) {
            ContentHash content = store.put(image);
            ZonedDateTime written = written(content);

            store.put(image);
            store.put(new ByteArrayInputStream(image), image.length);

            assertThat(written(content)).isEqualTo(written);
        }
    }

    /** To the millisecond. */
    private static ZonedDateTime written(ContentHash content) throws Exception {
        return outside.listObjects(ListObjectsArgs.builder()
                        .bucket("images")
                        .prefix(S3Store.key(content))
                        .build())
                .iterator()
                .next()
                .get()
                .lastModified();
    }

    @Test
    void objectsThatOthersPutAreReadAsStreams() throws Exception {
        byte[] image = ImageStoreContract.drawn(30, 3_000_000);
        put("images", "birds/_/ein Bild ü 🐦.jpg", image);

        try (InputStream in = store.open("images", "birds/_/ein Bild ü 🐦.jpg")) {
            assertThat(in.readAllBytes()).isEqualTo(image);
        }
        assertThatThrownBy(() -> store.open("images", "birds/_/gone.jpg"))
                .isInstanceOf(ImageStore.MissingContentException.class)
                .hasMessageEndingWith("s3://images/birds/_/gone.jpg");
        assertThatThrownBy(() -> store.open("no-such-bucket", "x.jpg"))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(ImageStore.MissingContentException.class)
                .hasMessageStartingWith("Cannot read s3://no-such-bucket/x.jpg: NoSuchBucket");
    }

    @Test
    void aMissingBucketIsNamedUnlessItMayBeMade() throws Exception {
        try (S3Store without =
                new S3Store(with("other-images", server.settings().secretKey(), false))) {
            assertThatThrownBy(without::check)
                    .hasMessage("store.s3.bucket is other-images, which does not exist at "
                            + server.settings().endpoint() + ": make it, or set store.s3.create-bucket=true");
        }
        try (S3Store making = new S3Store(with("made-images", server.settings().secretKey(), true))) {
            making.check();
            making.check();
            assertThat(making.read(making.put(new byte[] {1, 2}))).containsExactly(1, 2);
        }
    }

    @Test
    void wrongKeysAreNamedWithoutBeingTold() throws Exception {
        String wrong = "not-the-secret-key";
        try (S3Store refused = new S3Store(with("images", wrong, false))) {
            assertThatThrownBy(refused::check)
                    .hasMessageStartingWith(
                            "store.s3.endpoint is " + server.settings().endpoint())
                    .hasMessageContaining("store.s3.access-key and store.s3.secret-key")
                    .hasMessageNotContainingAny(wrong, server.settings().accessKey());
        }
    }

    @Test
    void aServerThatDoesNotAnswerIsNamed() throws Exception {
        S3Settings nobody = new S3Settings(URI.create("http://127.0.0.1:1"), "images", "any", "key", "hush", false);
        try (S3Store alone = new S3Store(nobody)) {
            assertThatThrownBy(alone::check)
                    .hasMessageStartingWith("store.s3.endpoint is http://127.0.0.1:1, which did not let us look")
                    .hasMessageNotContaining("hush");
        }
    }

    @Test
    void aServerThatFailsAFewTimesIsAskedAgain() throws Exception {
        byte[] image = ImageStoreContract.drawn(31, 10_000);
        ContentHash content = ContentHash.of(image);
        try (Faulty faulty = new Faulty(3, 503, image);
                S3Store store = new S3Store(faulty.settings())) {
            assertThat(store.read(content)).isEqualTo(image);
            assertThat(faulty.requests()).isEqualTo(4);
        }
    }

    @Test
    void aServerThatKeepsFailingIsGivenUp() throws Exception {
        byte[] image = ImageStoreContract.drawn(32, 10_000);
        try (Faulty faulty = new Faulty(Integer.MAX_VALUE, 500, image);
                S3Store store = new S3Store(faulty.settings())) {
            assertThatThrownBy(() -> store.read(ContentHash.of(image)))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("Cannot read s3://images/blobs/sha256/");
            assertThat(faulty.requests()).isEqualTo(5);
        }
    }

    @Test
    void aServerThatRefusesIsNotAskedAgain() throws Exception {
        byte[] image = ImageStoreContract.drawn(33, 10_000);
        try (Faulty faulty = new Faulty(Integer.MAX_VALUE, 403, image);
                S3Store store = new S3Store(faulty.settings())) {
            assertThatThrownBy(() -> store.read(ContentHash.of(image)))
                    .hasMessageStartingWith("Cannot read s3://images/blobs/sha256/");
            assertThat(faulty.requests()).isEqualTo(1);
        }
    }

    @Test
    void aServerWithoutConditionalPutsIsAskedFirst() throws Exception {
        byte[] image = ImageStoreContract.drawn(34, 10_000);
        try (Faulty faulty = new Faulty(1, 501, image);
                S3Store store = new S3Store(faulty.settings())) {
            store.put(image);
            assertThat(faulty.methods()).containsExactly("PUT", "PUT");
            store.put(image);
            assertThat(faulty.methods()).containsExactly("PUT", "PUT", "HEAD", "GET");
        }
    }

    private static S3Settings with(String bucket, String secretKey, boolean createBucket) {
        S3Settings right = server.settings();
        return new S3Settings(right.endpoint(), bucket, right.region(), right.accessKey(), secretKey, createBucket);
    }

    private static void put(String bucket, String key, byte[] bytes) throws Exception {
        outside.putObject(PutObjectArgs.builder().bucket(bucket).object(key).stream(
                        new ByteArrayInputStream(bytes), bytes.length, -1)
                .build());
    }

    /** A server that answers the first requests with an error and all others as if it held one object, everywhere. */
    private static final class Faulty implements AutoCloseable {
        private final HttpServer http;
        private final ExecutorService threads = Executors.newCachedThreadPool();
        private final AtomicInteger requests = new AtomicInteger();
        private final List<String> methods = new ArrayList<>();

        Faulty(int failures, int status, byte[] object) throws IOException {
            http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            http.setExecutor(threads);
            http.createContext("/", exchange -> {
                exchange.getRequestBody().readAllBytes();
                synchronized (methods) {
                    methods.add(exchange.getRequestMethod());
                }
                answer(exchange, requests.getAndIncrement() < failures ? status : 200, object);
            });
            http.start();
        }

        private static void answer(HttpExchange exchange, int status, byte[] object) throws IOException {
            boolean head = exchange.getRequestMethod().equals("HEAD");
            boolean get = exchange.getRequestMethod().equals("GET");
            exchange.getResponseHeaders().add("ETag", "\"1\"");
            exchange.getResponseHeaders().add("Last-Modified", "Thu, 01 Jan 2026 00:00:00 GMT");
            byte[] error = "<Error><Code>Fault</Code><Message>drawn</Message></Error>".getBytes();
            byte[] body = status != 200 ? error : get || head ? object : new byte[0];
            exchange.getResponseHeaders().add("Content-Type", status == 200 ? "image/jpeg" : "application/xml");
            if (head) {
                exchange.getResponseHeaders().add("Content-Length", Integer.toString(body.length));
            }
            exchange.sendResponseHeaders(status, head || body.length == 0 ? -1 : body.length);
            if (!head && body.length > 0) {
                try (OutputStream out = exchange.getResponseBody()) {
                    out.write(body);
                }
            }
            exchange.close();
        }

        S3Settings settings() {
            URI endpoint = URI.create("http://127.0.0.1:" + http.getAddress().getPort());
            return new S3Settings(endpoint, "images", "us-east-1", "access", "secret", false);
        }

        int requests() {
            return requests.get();
        }

        List<String> methods() {
            synchronized (methods) {
                return List.copyOf(methods);
            }
        }

        @Override
        public void close() {
            http.stop(0);
            threads.shutdownNow();
        }
    }
}
