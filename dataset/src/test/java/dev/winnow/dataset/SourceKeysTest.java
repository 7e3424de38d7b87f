package dev.winnow.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourceKeysTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "cat/0001.jpg",
                "a.jpg",
                ".hidden/x.png",
                "..a/b..c/d...",
                "Straße/Größe 1.png",
                "鳥/\uD83D\uDC26.jpg",
                "12:30:01.jpg",
                "console/common/lpt10/null/auxiliary.jpg",
                "com/conx.jpg",
                " a / b.jpg",
                "cat/ /a.jpg"
            })
    void anOrdinaryPathIsKeptAsItIs(String path) {
        assertThat(SourceKeys.of(path)).isEqualTo(path);
    }

    @Test
    void backslashesAreReadAsSlashes() {
        assertThat(SourceKeys.of("cat\\tabby\\1.jpg")).isEqualTo("cat/tabby/1.jpg");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "..",
                "../a.jpg",
                "cat/../../a.jpg",
                "cat/..",
                "cat\\..\\a.jpg",
                "./a.jpg",
                "cat/./a.jpg",
                "cat/.../a.jpg",
                "cat/.. /a.jpg",
                "/etc/passwd",
                "//server/share/a.jpg",
                "\\\\server\\share\\a.jpg",
                "\\a.jpg",
                "cat//a.jpg",
                "cat/",
                "C:/a.jpg",
                "c:\\a.jpg",
                "C:a.jpg",
                "CON",
                "cat/nul",
                "cat/NUL.jpg",
                "aux/a.jpg",
                "Prn .txt",
                "com1.jpg",
                "LPT9",
                "com\u00b9.jpg",
                "CONIN$",
                "a\0.jpg",
                "a\n.jpg",
                "a\u0085.jpg",
                "a\uD83D.jpg",
                ""
            })
    void whatCouldLeaveAFolderOrNamesADeviceIsRefused(String path) {
        assertThatThrownBy(() -> SourceKeys.of(path))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("source key")
                .hasMessageContaining(": ");
    }

    @Test
    void aRefusalSaysWhatWasFoundAndWhatToDo() {
        assertThatThrownBy(() -> SourceKeys.of("cat/../dog.jpg"))
                .hasMessage(
                        "The source key 'cat/../dog.jpg' has the name '..', which may stand for another folder: leave it out");
        assertThatThrownBy(() -> SourceKeys.of("C:\\a.jpg"))
                .hasMessage(
                        "The source key 'C:/a.jpg' starts with a drive letter: give the path below the dataset, such as"
                                + " cat/0001.jpg");
        assertThatThrownBy(() -> SourceKeys.of("cat/nul.jpg"))
                .hasMessage(
                        "The source key 'cat/nul.jpg' has the name 'nul.jpg', which is a device on Windows: rename it");
    }

    @Test
    void aKeyOfMoreThan1024BytesIsRefusedByItsLimit() {
        assertThat(SourceKeys.of("ä".repeat(512))).hasSize(512);
        assertThatThrownBy(() -> SourceKeys.of("ä".repeat(512) + "x"))
                .hasMessage("A source key has 1 to 1024 bytes, this one has 1025: shorten the path");
    }
}
