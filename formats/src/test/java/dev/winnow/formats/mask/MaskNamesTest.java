package dev.winnow.formats.mask;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.dataset.annotation.ImageLabels;
import dev.winnow.formats.labels.LabelFormat;
import dev.winnow.formats.labels.Readings;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MaskNamesTest {
    @TempDir
    Path folder;

    private void draw(String name) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        ImageIO.write(new BufferedImage(100, 80, BufferedImage.TYPE_BYTE_GRAY), "png", file.toFile());
    }

    @Test
    void aMaskMayHaveItsPicturesNameInAFolderOfItsOwn() throws IOException {
        draw("a.png");
        draw("b.png");

        Readings readings = Readings.of(LabelFormat.MASK_INDEX, folder, Readings.pictures("a.png", "b.jpg"));

        assertThat(readings.images).extracting(ImageLabels::image).containsExactlyInAnyOrder("a.png", "b.jpg");
    }

    @Test
    void picturesAmongTheMasksAreNoMasks() throws IOException {
        draw("images/a.png");
        draw("masks/a.png");

        Readings readings = Readings.of(LabelFormat.MASK_INDEX, folder, Readings.pictures("images/a.png"));

        assertThat(readings.images).extracting(labels -> labels.origin().file()).containsExactly("masks/a.png");
    }
}
