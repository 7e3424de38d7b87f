package dev.winnow.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.dataset.ContentHash;
import dev.winnow.standalone.MovedFiles.Held;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MovedFilesTest {

    @Test
    void aFileAtAnotherPlaceMovedThere() {
        MovedFiles files = of(Map.of("cat/1", held("one"), "cat/2", held("two"), "dog/3", held("three")));
        see(files, Map.of("dog/1", "one", "cat/2", "two", "dog/3", "three"));

        assertThat(files.moves()).isEqualTo(Map.of("cat/1", "dog/1"));
        assertThat(files.returned()).isEmpty();
    }

    @Test
    void aWholeClassFolderUnderAnotherNameMoved() {
        MovedFiles files = of(Map.of("cat/1", held("one"), "cat/2", held("two")));
        see(files, Map.of("kitten/1", "one", "kitten/2", "two"));

        assertThat(files.moves()).isEqualTo(Map.of("cat/1", "kitten/1", "cat/2", "kitten/2"));
    }

    @Test
    void aCopyAtASecondPlaceIsNoMove() {
        MovedFiles files = of(Map.of("cat/1", held("one")));
        see(files, Map.of("cat/1", "one", "dog/1", "one"));

        assertThat(files.moves()).isEmpty();
    }

    @Test
    void aFileThatIsGoneOrWasThereBeforeIsNoMove() {
        MovedFiles files =
                of(Map.of("cat/1", held("one"), "dog/1", held("one"), "dog/2", held("two"), "dog/3", held("three")));
        see(files, Map.of("cat/1", "one", "dog/3", "three"));

        assertThat(files.moves()).isEmpty();
    }

    @Test
    void anotherFolderWithSomeOfTheImagesMovesNone() {
        MovedFiles files = of(Map.of("cat/1", held("one"), "cat/2", held("two"), "cat/3", held("three")));
        see(files, Map.of("dog/1", "one", "dog/9", "nine"));

        assertThat(files.moves()).isEmpty();
    }

    @Test
    void aFolderThatCouldNotBeReadWholeMovesNone() {
        MovedFiles files = of(Map.of("cat/1", held("one")));
        see(files, Map.of("dog/1", "one"));
        files.incomplete();

        assertThat(files.moves()).isEmpty();
    }

    @Test
    void aFileThatMovedBackIsTakenInAgain() {
        MovedFiles files = of(Map.of("cat/1", new Held(content("one"), true), "dog/1", held("one")));
        see(files, Map.of("cat/1", "one"));

        assertThat(files.moves()).isEqualTo(Map.of("dog/1", "cat/1"));
        assertThat(files.returned()).containsExactly("cat/1");
    }

    @Test
    void whatAPersonRemovedStaysRemoved() {
        MovedFiles files = of(Map.of("cat/1", new Held(content("one"), true), "cat/2", held("two")));
        see(files, Map.of("cat/1", "one", "cat/2", "two"));

        assertThat(files.moves()).isEmpty();
        assertThat(files.returned()).isEmpty();
    }

    private static MovedFiles of(Map<String, Held> held) {
        return new MovedFiles(held);
    }

    private static void see(MovedFiles files, Map<String, String> folder) {
        folder.forEach((source, content) -> files.isKnown(source, content(content)));
    }

    private static Held held(String content) {
        return new Held(content(content), false);
    }

    private static ContentHash content(String text) {
        return ContentHash.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
