package dev.winnow.dataset.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReleaseDiffTest {
    private static ReleaseEntry entry(String source, String content, String split, String label, String rest) {
        return new ReleaseEntry(source, content, split, List.of(label), List.of("p" + content), rest);
    }

    private static ReleaseDiff diff(List<ReleaseEntry> before, List<ReleaseEntry> after) {
        return ReleaseDiff.between(before.iterator(), after.iterator());
    }

    private static final List<ReleaseEntry> BEFORE = List.of(
            entry("a", "1", "train", "wren", "x"),
            entry("b", "2", "val", "wren", "x"),
            entry("c", "3", "test", "robin", "x"));

    @Test
    void theSameIsAPatchThatSaysSo() {
        ReleaseDiff diff = diff(BEFORE, BEFORE);

        assertThat(diff.same()).isEqualTo(3);
        assertThat(diff.change()).isEqualTo(Version.Change.PATCH);
        assertThat(diff.reason()).isEqualTo("Patch, because nothing changed.");
    }

    @Test
    void additionsAloneAreMinor() {
        ReleaseDiff diff = diff(
                BEFORE,
                List.of(
                        entry("A", "9", "train", "wren", "x"),
                        BEFORE.get(0),
                        BEFORE.get(1),
                        BEFORE.get(2),
                        entry("d", "4", "train", "wren", "x")));

        assertThat(diff.added()).isEqualTo(2);
        assertThat(diff.examples()).containsEntry("added", List.of("A", "d"));
        assertThat(diff.change()).isEqualTo(Version.Change.MINOR);
        assertThat(diff.reason()).isEqualTo("Minor, because 2 items were added and nothing else of the items changed.");
        assertThat(diff.before()).containsEntry("train", 1L);
        assertThat(diff.after()).containsEntry("train", 3L);
    }

    @Test
    void whatIsEditedRemovedOrMovedIsMajor() {
        ReleaseDiff diff =
                diff(BEFORE, List.of(entry("a", "8", "train", "wren", "x"), entry("b", "2", "test", "wren", "x")));

        assertThat(List.of(diff.edited(), diff.removed(), diff.moved(), diff.same()))
                .containsExactly(1L, 1L, 1L, 0L);
        assertThat(diff.change()).isEqualTo(Version.Change.MAJOR);
        assertThat(diff.reason())
                .isEqualTo(
                        "Major, because 1 item was edited and 1 item was removed and 1 item was moved to another split.");
    }

    @Test
    void otherLabelsAndDescriptionsAreAPatch() {
        ReleaseDiff diff = diff(
                BEFORE,
                List.of(entry("a", "1", "train", "robin", "x"), entry("b", "2", "val", "wren", "y"), BEFORE.get(2)));

        assertThat(diff.relabelled()).isEqualTo(1);
        assertThat(diff.described()).isEqualTo(1);
        assertThat(diff.change()).isEqualTo(Version.Change.PATCH);
    }

    @Test
    void versionsAreReadOrderedAndRaised() {
        assertThat(Version.of("v1")).contains(Version.FIRST);
        assertThat(Version.of("1.0.0")).contains(Version.FIRST);
        assertThat(Version.of("v1.10").orElseThrow())
                .isGreaterThan(Version.of("v1.9.9").orElseThrow());
        assertThat(Version.of("spring")).isEmpty();
        assertThat(Version.of("v1.-1")).isEmpty();
        Version version = Version.of("v1.2.3").orElseThrow();
        assertThat(version.next(Version.Change.MAJOR)).hasToString("v2");
        assertThat(version.next(Version.Change.MINOR)).hasToString("v1.3");
        assertThat(version.next(Version.Change.PATCH)).hasToString("v1.2.4");
        assertThat(new Version(1, 0, 1)).hasToString("v1.0.1");
    }
}
