package dev.winnow.formats.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.winnow.formats.folder.FolderWalk.Obstacle;
import dev.winnow.formats.folder.FolderWalk.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderWalkTest {
    @TempDir
    Path root;

    private final Map<String, Path> found = new LinkedHashMap<>();
    private final List<Obstacle> obstacles = new ArrayList<>();
    private final List<String> sentences = new ArrayList<>();

    @Test
    void filesComeInTheOrderOfTheirSourceKeys() throws IOException {
        List<String> sources =
                List.of("B.jpg", "a-b.jpg", "a.jpg", "a/b/c.jpg", "a/z.jpg", "a0.jpg", "b c/d.jpg", "é.jpg");
        for (int i = sources.size() - 1; i >= 0; i--) {
            file(sources.get(i));
        }

        Outcome outcome = walk(root);

        assertThat(found.keySet()).containsExactlyElementsOf(sources);
        assertThat(sources).isSorted();
        assertThat(outcome.files()).isEqualTo(8);
        assertThat(obstacles).isEmpty();
    }

    @Test
    void filesOfAnyKindAreFilesAndEmptyFoldersNothing() throws IOException {
        file("notes.txt");
        Files.createFile(root.resolve("zero.jpg"));
        Files.createDirectories(root.resolve("empty/er"));

        assertThat(walk(root)).isEqualTo(new Outcome(2, 0, Map.of()));
    }

    @Test
    void anEmptyFolderHoldsNothing() throws IOException {
        assertThat(walk(root)).isEqualTo(new Outcome(0, 0, Map.of()));
    }

    @Test
    void dotFilesAndDotFoldersArePassedOverAndCounted() throws IOException {
        file("cat/x.jpg");
        file("cat/.DS_Store");
        file(".git/HEAD");
        file(".git/config");
        Files.createSymbolicLink(root.resolve(".gone"), Path.of("nowhere"));

        assertThat(walk(root)).isEqualTo(new Outcome(1, 3, Map.of()));
        assertThat(found).containsOnlyKeys("cat/x.jpg");
    }

    @Test
    void stateFoldersOfWinnowArePassedOver() throws IOException {
        file("a.jpg");
        file("winnow-data/winnow-state");
        file("winnow-data/store/blobs/ab/abcd");
        file("deeper/elsewhere/winnow-state");
        file("deeper/elsewhere/store/b.jpg");
        file("deeper/winnow-data/c.jpg");

        Outcome outcome = walk(root);

        assertThat(found).containsOnlyKeys("a.jpg", "deeper/winnow-data/c.jpg");
        assertThat(outcome.obstacles()).containsEntry(Obstacle.STATE_FOLDER, 2L);
        assertThat(obstacles).noneMatch(Obstacle::losesImages);
    }

    @Test
    void linksToFilesAndFoldersAreFollowed(@TempDir Path elsewhere) throws IOException {
        Files.writeString(elsewhere.resolve("x.jpg"), "x");
        Files.createSymbolicLink(root.resolve("linked"), elsewhere);
        Files.createSymbolicLink(root.resolve("again"), root.resolve("linked"));
        Files.createSymbolicLink(root.resolve("y.jpg"), elsewhere.resolve("x.jpg"));

        walk(root);

        assertThat(found).containsOnlyKeys("again/x.jpg", "linked/x.jpg", "y.jpg");
        assertThat(Files.readString(found.get("y.jpg"))).isEqualTo("x");
    }

    @Test
    void theRootMayBeALink(@TempDir Path elsewhere) throws IOException {
        file("x.jpg");

        walk(Files.createSymbolicLink(elsewhere.resolve("link"), root));

        assertThat(found).containsOnlyKeys("x.jpg");
    }

    @Test
    void linksInALoopAreReportedAndNotFollowed() throws IOException {
        file("a/b/x.jpg");
        Files.createSymbolicLink(root.resolve("a/b/up"), Path.of(".."));
        Files.createSymbolicLink(root.resolve("a/b/top"), root);
        Files.createSymbolicLink(root.resolve("a/here"), Path.of("."));
        Files.createSymbolicLink(root.resolve("me"), Path.of("me"));
        Files.createSymbolicLink(root.resolve("ping"), Path.of("pong"));
        Files.createSymbolicLink(root.resolve("pong"), Path.of("ping"));

        Outcome outcome = walk(root);

        assertThat(found).containsOnlyKeys("a/b/x.jpg");
        assertThat(outcome).isEqualTo(new Outcome(1, 0, Map.of(Obstacle.LOOP, 6L)));
        assertThat(sentences)
                .contains(
                        root.resolve("a/b/up") + " links to a folder that it lies in: it is not followed",
                        root.resolve("me") + " links to itself: it is not followed");
    }

    @Test
    void twoFoldersThatLinkToEachOtherEnd() throws IOException {
        file("a/x.jpg");
        file("b/y.jpg");
        Files.createSymbolicLink(root.resolve("a/to-b"), root.resolve("b"));
        Files.createSymbolicLink(root.resolve("b/to-a"), root.resolve("a"));

        Outcome outcome = walk(root);

        assertThat(found).containsOnlyKeys("a/to-b/y.jpg", "a/x.jpg", "b/to-a/x.jpg", "b/y.jpg");
        assertThat(outcome.obstacles()).containsEntry(Obstacle.LOOP, 2L);
    }

    @Test
    void brokenLinksAreReported() throws IOException {
        Files.createSymbolicLink(root.resolve("x.jpg"), Path.of("../gone.jpg"));

        assertThat(walk(root)).isEqualTo(new Outcome(0, 0, Map.of(Obstacle.BROKEN_LINK, 1L)));
        assertThat(sentences).containsExactly(root.resolve("x.jpg") + " links to ../gone.jpg, which is not there");
    }

    @Test
    void namesWithSpacesUmlautsEmojiAnd255BytesAreTaken() throws IOException {
        String longest = "ü".repeat(125) + "1.jpg";
        List<String> names =
                List.of(" ", "a b.jpg", "Käfer groß.jpg", longest, "🐦🐦.jpg", "'\"$(x)`;.jpg", "100%41.jpg");
        for (String name : names) {
            file("日本/" + name);
        }

        Outcome outcome = walk(root);

        assertThat(found.keySet()).allMatch(source -> source.startsWith("日本/"));
        assertThat(found.keySet().stream().map(source -> source.substring(3)))
                .containsExactlyInAnyOrderElementsOf(names);
        assertThat(outcome.files()).isEqualTo(names.size());
        for (Path file : found.values()) {
            assertThat(Files.readString(file)).isEqualTo("x");
        }
    }

    @Test
    void aBackslashInANameIsReadAsASlashAndADeviceNameIsReported() throws IOException {
        file("cat\\1.jpg");
        file("cat\\..\\2.jpg");
        file("nul.jpg");
        file("aux/3.jpg");

        Outcome outcome = walk(root);

        assertThat(found).containsOnlyKeys("cat/1.jpg");
        assertThat(outcome).isEqualTo(new Outcome(1, 0, Map.of(Obstacle.UNUSABLE_NAME, 3L)));
        assertThat(sentences).allMatch(sentence -> sentence.contains("cannot be taken. The source key '"));
    }

    @Test
    void namesThatAreNoSourceKeysAreReported() throws Exception {
        file("fine.jpg");
        file("two\nlines.jpg");
        file("deep/".repeat(210) + "x.jpg");
        assumeTrue(
                run("sh", "-c", "touch \"$(printf 'latin1-\\374.jpg')\" && mkdir \"$(printf '\\377')\"") == 0,
                "this file system takes only names in UTF-8");

        Outcome outcome = walk(root);

        assertThat(found).containsOnlyKeys("fine.jpg");
        assertThat(outcome).isEqualTo(new Outcome(1, 0, Map.of(Obstacle.UNUSABLE_NAME, 4L)));
        assertThat(sentences)
                .anySatisfy(sentence -> assertThat(sentence).endsWith("has a name that is not UTF-8: rename it"))
                .anySatisfy(sentence -> assertThat(sentence)
                        .endsWith("A source key holds no control characters: rename two\\u000alines.jpg"))
                .anySatisfy(sentence -> assertThat(sentence)
                        .endsWith("A source key has 1 to 1024 bytes, this one has 1055: shorten the path"));
    }

    @Test
    void pipesAreNotOpened() throws Exception {
        assumeTrue(run("mkfifo", "pipe.jpg") == 0, "no mkfifo here");

        assertThat(walk(root)).isEqualTo(new Outcome(0, 0, Map.of(Obstacle.NOT_A_FILE, 1L)));
        assertThat(sentences)
                .containsExactly(root.resolve("pipe.jpg") + " is neither file nor folder: it is passed over");
    }

    @Test
    void whatMayNotBeReadIsReportedAndTheRestTaken() throws IOException {
        assumeFalse(System.getProperty("user.name").equals("root"), "root may read everything");
        file("a.jpg");
        file("closed/x.jpg");
        file("z.jpg");
        Files.setPosixFilePermissions(root.resolve("closed"), PosixFilePermissions.fromString("---------"));
        Files.setPosixFilePermissions(root.resolve("z.jpg"), PosixFilePermissions.fromString("---------"));
        try {
            assertThat(walk(root)).isEqualTo(new Outcome(1, 0, Map.of(Obstacle.UNREADABLE, 2L)));
            assertThat(sentences)
                    .containsExactly(
                            root.resolve("closed") + " cannot be read (permission denied): allow this user to",
                            root.resolve("z.jpg") + " cannot be read (permission denied): allow this user to");
            assertThatThrownBy(() -> walk(root.resolve("closed")))
                    .hasMessage("The folder " + root.resolve("closed")
                            + " cannot be read (permission denied): allow this user to");
        } finally {
            Files.setPosixFilePermissions(root.resolve("closed"), PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Test
    void aRootThatIsNoFolderIsAnError() throws IOException {
        file("x.jpg");

        assertThatThrownBy(() -> walk(root.resolve("gone")))
                .isInstanceOf(IOException.class)
                .hasMessage("There is no folder " + root.resolve("gone") + ": check the path");
        assertThatThrownBy(() -> walk(root.resolve("x.jpg")))
                .isInstanceOf(IOException.class)
                .hasMessage(root.resolve("x.jpg") + " is a file, not a folder: give the folder it lies in");
    }

    @Test
    void whatTheVisitorThrowsEndsTheWalk() throws IOException {
        file("a/x.jpg");
        file("b/y.jpg");
        List<String> seen = new ArrayList<>();
        FolderWalk.Visitor failing = new FolderWalk.Visitor() {
            @Override
            public void file(Path file, String source) throws IOException {
                seen.add(source);
                throw new IOException("disk full");
            }

            @Override
            public void obstacle(Path path, Obstacle obstacle, String sentence) {}
        };

        assertThatThrownBy(() -> FolderWalk.walk(root, failing)).hasMessage("disk full");
        assertThat(seen).containsExactly("a/x.jpg");
    }

    private Outcome walk(Path folder) throws IOException {
        return FolderWalk.walk(folder, new FolderWalk.Visitor() {
            @Override
            public void file(Path file, String source) {
                assertThat(found.put(source, file)).isNull();
            }

            @Override
            public void obstacle(Path path, Obstacle obstacle, String sentence) {
                obstacles.add(obstacle);
                sentences.add(sentence);
            }
        });
    }

    private void file(String source) throws IOException {
        Path file = root.resolve(source);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "x");
    }

    private int run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(root.toFile())
                .redirectErrorStream(true)
                .start();
        try {
            process.getInputStream().readAllBytes();
            return process.waitFor(30, TimeUnit.SECONDS) ? process.exitValue() : -1;
        } finally {
            process.destroyForcibly();
        }
    }
}
