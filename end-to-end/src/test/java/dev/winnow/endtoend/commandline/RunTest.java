package dev.winnow.endtoend.commandline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.winnow.dataset.ContentHash;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The one command, from folder to summary, killed and started again. */
class RunTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    @Test
    void theDemoFindsWhatItDrewAndASecondRunChangesNothing() throws Exception {
        JsonNode summary = demo();

        assertThat(summary.at("/images/uploaded").asInt()).isEqualTo(149);
        assertThat(summary.at("/images/accepted").asInt()).isEqualTo(144);
        assertThat(summary.path("rejections")).isEqualTo(JSON.readTree("{\"EMPTY\": 2, \"TRUNCATED\": 3}"));
        assertThat(summary.at("/issues/UNSHARP").asInt())
                .as("5 blurred, 5 resaved ones that lost most of their detail")
                .isEqualTo(10);
        assertThat(summary.at("/issues/DARK").asInt()).isEqualTo(4);
        assertThat(summary.at("/duplicates/exact").asInt()).isEqualTo(6);
        assertThat(summary.at("/duplicates/clusters").asInt()).isEqualTo(15);
        assertThat(summary.at("/duplicates/images").asInt()).isEqualTo(30);
        assertThat(summary.path("leakage").asInt()).isZero();
        assertThat(summary.path("prepared").asInt()).isEqualTo(144);
        assertThat(summary.path("augmented").asInt()).isEqualTo(144);

        JsonNode again = demo();

        assertThat(again.path("images")).isEqualTo(summary.path("images"));
        assertThat(again.path("duplicates")).isEqualTo(summary.path("duplicates"));
        assertThat(again.path("splits")).isEqualTo(summary.path("splits"));
        assertThat(again.path("imagesPerSecond").asInt()).isZero();
    }

    @Test
    void oddNamesLoopsAndManyCopiesAllComeThrough() throws Exception {
        Path images = Files.createDirectories(folder.resolve("odd"));
        SplittableRandom random = new SplittableRandom(5);
        for (String name : List.of(
                "with space.png", "größe.png", "🐦.png", "-leading.png", "quote'\"<b>.png", "x".repeat(251) + ".png")) {
            Files.write(images.resolve(name), png(random));
        }
        byte[] same = png(random);
        Files.createDirectories(images.resolve("same"));
        for (int i = 0; i < 100; i++) {
            Files.write(images.resolve("same/" + i + ".png"), same);
        }
        Files.writeString(images.resolve("notes.txt"), "not an image");
        Files.write(images.resolve("zero.jpg"), new byte[0]);
        Files.writeString(images.resolve(".hidden"), "skipped");
        Files.createSymbolicLink(images.resolve("loop"), images);

        try (Winnow winnow = Winnow.start(
                folder,
                "run",
                "odd",
                "--exit",
                "--port",
                0,
                "--data",
                "state",
                "--json",
                "summary.json",
                "--manifest",
                "manifest.csv")) {
            assertThat(winnow.exitCode())
                    .as("the loop is told of:%n%s", winnow.output())
                    .isEqualTo(1);
            assertThat(winnow.output()).contains("1 dot-files skipped").contains("loop");
        }

        JsonNode summary = JSON.readTree(folder.resolve("summary.json").toFile());
        assertThat(summary.at("/images/uploaded").asInt()).isEqualTo(108);
        assertThat(summary.at("/images/accepted").asInt()).isEqualTo(106);
        assertThat(summary.path("rejections")).isEqualTo(JSON.readTree("{\"EMPTY\": 1, \"NOT_AN_IMAGE\": 1}"));
        assertThat(summary.at("/duplicates/exact").asInt()).isEqualTo(99);
        assertThat(summary.path("prepared").asInt()).isEqualTo(106);
        assertThat(Files.readString(folder.resolve("manifest.csv"))).contains("🐦.png", "größe.png");
    }

    @Test
    void aKilledRunGoesOnWhereItWasAndATerminatedOneEndsInTime() throws Exception {
        Path images = Files.createDirectories(folder.resolve("images/birds"));
        SplittableRandom random = new SplittableRandom(9);
        for (int i = 0; i < 120; i++) {
            Files.write(images.resolve(i + ".png"), png(random));
        }
        Object[] arguments = {"run", "images", "--port", 0, "--data", "state", "--json", "summary.json"};

        Winnow killed = Winnow.start(folder, arguments);
        ProcessHandle leftOver;
        try {
            killed.awaitLine("imported [1-9]");
            leftOver = killed.databaseServer().orElseThrow();
        } finally {
            killed.kill(); // and not its database server, which the next run has to end
        }
        try (Winnow winnow = Winnow.start(folder, arguments)) {
            String url = winnow.awaitLine("^The dashboard is at (\\S+)/datasets/images\\.");
            JsonNode summary = JSON.readTree(folder.resolve("summary.json").toFile());
            assertThat(summary.at("/images/uploaded").asInt()).isEqualTo(120);
            assertThat(summary.at("/images/accepted").asInt()).isEqualTo(120);
            assertThat(summary.path("prepared").asInt()).isEqualTo(120);
            assertThat(get(url + "/api/datasets/images/summary")
                            .at("/images/accepted")
                            .asInt())
                    .isEqualTo(120);

            assertThat(leftOver.isAlive()).isFalse();
            ProcessHandle database = winnow.databaseServer().orElseThrow();
            winnow.terminate();

            assertThat(winnow.exitCode()).isEqualTo(143);
            database.onExit().get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void aRunWithADeadLetterNamesTheImageAndTheNextOneTriesItAgain() throws Exception {
        byte[] picture = png(new SplittableRandom(21));
        Files.write(Files.createDirectories(folder.resolve("images")).resolve("wren.png"), picture);
        // A store that takes the upload and nothing that is made of it: files lie where folders are to be.
        Path blobs = Files.createDirectories(folder.resolve("state/store/blobs/sha256"));
        Files.createFile(folder.resolve("state/winnow-state"));
        for (int prefix = 0; prefix < 256; prefix++) {
            String name = String.format("%02x", prefix);
            if (!ContentHash.of(picture).hex().startsWith(name)) {
                Files.createFile(blobs.resolve(name));
            }
        }
        Object[] arguments = {"run", "images", "--port", 0, "--data", "state", "--json", "summary.json"};

        try (Winnow winnow = Winnow.start(folder, append(arguments, "--exit"))) {
            assertThat(winnow.exitCode()).as(winnow.output()).isEqualTo(1);
            assertThat(winnow.output()).contains("failed: wren.png of images: augment gave it up: ");
        }
        JsonNode summary = JSON.readTree(folder.resolve("summary.json").toFile());
        assertThat(summary.path("deadLetters").asInt()).isEqualTo(1);
        assertThat(summary.path("prepared").asInt()).isZero();

        try (Winnow winnow = Winnow.start(folder, arguments)) {
            String url = winnow.awaitLine("^The dashboard is at (\\S+)/datasets/images\\.");
            assertThat(winnow.output()).contains("1 record that failed before is tried again.");
            JsonNode letters = get(url + "/api/dead-letters").path("letters");
            assertThat(letters).as("one letter that failed twice").hasSize(1);
            assertThat(letters.path(0).path("attempts").asInt()).isEqualTo(2);
            assertThat(letters.path(0).path("imageState").asText()).isEqualTo("in-flight");

            try (Stream<Path> inTheWay = Files.list(blobs).filter(Files::isRegularFile)) {
                for (Path file : inTheWay.toList()) {
                    Files.delete(file);
                }
            }
            try (Winnow resend = Winnow.start(
                    Files.createDirectories(folder.resolve("elsewhere")),
                    "dead-letters",
                    "resend",
                    "--all",
                    "--to",
                    url)) {
                assertThat(resend.exitCode()).as(resend.output()).isZero();
                assertThat(resend.output()).contains("wren.png of images: resent");
            }
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> get(url + "/api/datasets/images/summary")
                                    .path("prepared")
                                    .asInt()
                            == 1);
            assertThat(get(url + "/api/dead-letters").path("letters")).isEmpty();
        }
    }

    private static Object[] append(Object[] arguments, Object last) {
        return Stream.concat(Arrays.stream(arguments), Stream.of(last)).toArray();
    }

    private JsonNode demo() throws Exception {
        try (Winnow winnow =
                Winnow.start(folder, "demo", "--exit", "--port", 0, "--data", "state", "--json", "summary.json")) {
            assertThat(winnow.exitCode()).as(winnow.output()).isZero();
            assertThat(winnow.output())
                    .contains("6 exact copies", "3 truncated", "2 zero-byte files")
                    .as("no stack trace of what ends")
                    .doesNotContain("\tat ");
        }
        return JSON.readTree(folder.resolve("summary.json").toFile());
    }

    private static JsonNode get(String url) throws IOException, InterruptedException {
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        return JSON.readTree(response.body());
    }

    /** Coloured blocks in an order of their own: no two calls draw copies. */
    private static byte[] png(SplittableRandom random) throws IOException {
        BufferedImage image = new BufferedImage(96, 96, BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D g = image.createGraphics();
        for (int y = 0; y < 8; y++) {
            for (int x = 0; x < 8; x++) {
                g.setColor(new Color(random.nextInt(0x1000000)));
                g.fillRect(x * 12, y * 12, 12, 12);
            }
        }
        g.dispose();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "png", bytes);
        return bytes.toByteArray();
    }
}
