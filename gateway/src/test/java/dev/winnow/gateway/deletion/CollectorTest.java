package dev.winnow.gateway.deletion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.winnow.dataset.ContentHash;
import dev.winnow.gateway.Folders;
import dev.winnow.gateway.projection.Databases;
import dev.winnow.gateway.projection.DrawnTopics;
import dev.winnow.gateway.projection.Projected;
import dev.winnow.storage.FolderStore;
import dev.winnow.storage.ImageStore;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Contents in a folder, named by rows of a read model or by none. */
@ExtendWith(Databases.class)
class CollectorTest {
    private final DataSource database = Databases.fresh();
    private Path folder;
    private FolderStore store;

    @BeforeEach
    void open() throws IOException {
        folder = Files.createTempDirectory("winnow-collector");
        store = new FolderStore(folder, false);
    }

    @AfterEach
    void remove() throws IOException {
        Folders.delete(folder);
    }

    @Test
    void whatNobodyNamesIsSetAsideAndDeletedAfterAWhile() throws Exception {
        List<ContentHash> contents =
                Stream.of("a", "b", "c").map(this::unreferenced).toList();

        collector(Duration.ofHours(1), store).collect();
        assertThat(contents).noneMatch(store::contains);
        assertThat(store.read(contents.get(0)))
                .as("put back by whoever reads it")
                .isNotEmpty();
        collector(Duration.ZERO, store).collect();

        assertThat(files()).containsExactly(contents.get(0).hex());
        assertThat(waiting()).isZero();
    }

    @Test
    void whatAnyImageNamesStaysAndSoDoWhatItHadBeforeAndItsPicturesListsAndLabels() throws Exception {
        new Projected(database).read(DrawnTopics.judgedAgain("kept", 5, 30).inOrder(), 20);
        List<ContentHash> named = Stream.of("image", "before", "picture", "list", "labels")
                .map(this::unreferenced)
                .toList();
        ContentHash other = unreferenced("other");
        Databases.run(
                database,
                "UPDATE image SET content = '" + named.get(1).hex() + "' WHERE item = (SELECT min(item) FROM image)");
        Databases.run(
                database,
                "UPDATE image SET content = '" + named.get(0).hex() + "' WHERE item = (SELECT min(item) FROM image)");
        Databases.run(database, """
                UPDATE dossier SET event = replace(event::text, (pictures_in(event))[1], '%s')::json
                WHERE item = (SELECT min(item) FROM dossier WHERE topic = 'images.prepared')""".formatted(named.get(2).hex()));
        Databases.run(database, """
                INSERT INTO curation (dataset, curation, action, uploads, images, at)
                VALUES ('kept', 'c', 'WITHDRAW', '%s', 1, now())""".formatted(named.get(3).hex()));
        Databases.run(
                database, "INSERT INTO label_content VALUES ('" + named.get(4).hex() + "', 'kept', 1)");

        collector(Duration.ZERO, store).collect();

        assertThat(named).allMatch(store::contains);
        assertThat(store.contains(other)).isFalse();
        assertThat(waiting()).isZero();
    }

    @Test
    void whatIsNamedWhileItLiesAsideIsPutBack() throws Exception {
        new Projected(database).read(DrawnTopics.judgedAgain("kept", 6, 10).inOrder(), 20);
        ContentHash content = unreferenced("raced");
        collector(Duration.ofHours(1), store).collect();
        assertThat(store.contains(content)).isFalse();

        Databases.run(
                database,
                "UPDATE image SET content = '" + content.hex() + "' WHERE item = (SELECT min(item) FROM image)");
        collector(Duration.ZERO, store).collect();

        assertThat(store.contains(content)).isTrue();
        assertThat(waiting()).isZero();
    }

    @Test
    void aStoreThatFailsInTheMiddleIsGoneThroughFromThere() throws Exception {
        List<ContentHash> contents =
                Stream.of("a", "b", "c", "d").map(this::unreferenced).toList();
        for (int calls = 0; calls < 8; calls++) {
            int failing = calls;
            assertThatThrownBy(() ->
                            collector(Duration.ZERO, failingAt(failing % 4)).collect())
                    .isInstanceOf(IOException.class);
        }

        collector(Duration.ZERO, store).collect();

        assertThat(contents).noneMatch(store::contains);
        assertThat(files()).isEmpty();
        assertThat(waiting()).isZero();
    }

    @Test
    void nothingIsTouchedBeforeTheReadModelKnowsWhoNamesWhat() {
        ContentHash content = unreferenced("a");
        Collector collector = new Collector(database, store, Duration.ZERO, () -> {
            throw new InterruptedException("the read model is behind");
        });

        assertThatThrownBy(collector::collect).isInstanceOf(InterruptedException.class);

        assertThat(store.contains(content)).isTrue();
    }

    private Collector collector(Duration grace, ImageStore over) {
        return new Collector(database, over, grace, () -> {});
    }

    private ContentHash unreferenced(String text) {
        try {
            ContentHash content = store.put(text.getBytes(StandardCharsets.UTF_8));
            Databases.run(database, "INSERT INTO unreferenced (content) VALUES ('" + content.hex() + "')");
            return content;
        } catch (IOException | SQLException e) {
            throw new AssertionError(e);
        }
    }

    private long waiting() throws SQLException {
        return Long.parseLong(Databases.one(database, "SELECT count(*) FROM unreferenced"));
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .toList();
        }
    }

    /** The store, which fails from the call with this number on. */
    private ImageStore failingAt(int call) {
        int[] left = {call};
        return (ImageStore) Proxy.newProxyInstance(
                CollectorTest.class.getClassLoader(), new Class<?>[] {ImageStore.class}, (proxy, method, arguments) -> {
                    if (left[0]-- == 0) {
                        throw new IOException("the disk is gone");
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
