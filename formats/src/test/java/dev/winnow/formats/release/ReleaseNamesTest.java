package dev.winnow.formats.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.Split;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReleaseNamesTest {
    private static final byte[] BYTES = {1};
    private static final String HEX = ContentHash.of(BYTES).hex().substring(0, 12);

    private static ReleaseItem item(String id, String source) {
        return DrawnRelease.item(id, source, Split.TRAIN, BYTES, ReleaseLabels.NONE);
    }

    private static String name(String source) {
        return new ReleaseNames().next(item("i", source));
    }

    @Test
    void namesHaveNeitherDotsNorBlanksNorOtherAlphabets() {
        assertThat(name("a/b c.d.jpg")).isEqualTo(HEX + "_b-c-d");
        assertThat(name("Crème brûlée.JPG")).isEqualTo(HEX + "_Creme-brulee");
        assertThat(name("猫.png")).isEqualTo(HEX + "_image");
        assertThat(name("CON")).isEqualTo(HEX + "_CON");
        assertThat(name(".hidden")).isEqualTo(HEX + "_hidden");
        assertThat(name("x".repeat(300) + ".png")).hasSize(12 + 1 + 60);
    }

    @Test
    void namesThatDifferInCaseAloneAreToldApart() {
        ReleaseNames names = new ReleaseNames();

        List<String> given = List.of(names.next(item("1", "Cat.png")), names.next(item("2", "cat.png")));

        assertThat(given.get(0)).isEqualTo(HEX + "_Cat");
        assertThat(given.get(1)).matches(HEX + "_cat-[0-9a-f]{8}");
    }

    @Test
    void itemsOutOfOrderAreRefused() {
        ReleaseNames names = new ReleaseNames();
        names.next(item("2", "a.png"));

        assertThatThrownBy(() -> names.next(item("1", "b.png")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a release is ordered by content, then item");
    }

    @Test
    void foldersOfClassesAreValidEverywhereAndReversible() {
        ClassFolders folders = new ClassFolders();

        assertThat(folders.of("traffic light")).isEqualTo("traffic light");
        assertThat(folders.of("a/b")).isEqualTo("a%2Fb");
        assertThat(folders.of("Con")).isEqualTo("%43on");
        assertThat(folders.of("cat")).isEqualTo("cat");
        assertThat(folders.of("CAT")).isEqualTo("%43AT");
        assertThat(folders.of("CAT")).isEqualTo("%43AT");
        assertThat(folders.of("..")).isEqualTo("%2E%2E");
        assertThat(folders.of("猫".repeat(200)).getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .hasSizeLessThan(202);
    }
}
