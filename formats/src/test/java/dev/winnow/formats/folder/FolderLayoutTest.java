package dev.winnow.formats.folder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.dataset.Split;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FolderLayoutTest {

    @ParameterizedTest
    @CsvSource({
        "x.jpg,,",
        "cat/x.jpg, cat,",
        "train/cat/x.jpg, cat, TRAIN",
        "val/cat/x.jpg, cat, VAL",
        "valid/cat/x.jpg, cat, VAL",
        "test/cat/x.jpg, cat, TEST",
        "TRAIN/cat/x.jpg, cat, TRAIN",
        "train/x.jpg,, TRAIN",
        "cat/black/x.jpg, cat,",
        "train/cat/2024/may/x.jpg, cat, TRAIN",
        "cat/train/x.jpg, cat,",
        "train/test/x.jpg, test, TRAIN",
        "train.jpg,,",
        "trainings/x.jpg, trainings,",
        "große Vögel 🐦/ein Bild.jpg, große Vögel 🐦,",
    })
    void foldersSayLabelAndSplit(String source, String label, Split split) {
        assertThat(FolderLayout.of(source)).isEqualTo(new FolderLayout(source, label, split));
    }

    @Test
    void thePathStaysTheSourceKey() {
        assertThat(FolderLayout.of("train/cat/a b.jpg").source()).isEqualTo("train/cat/a b.jpg");
    }
}
