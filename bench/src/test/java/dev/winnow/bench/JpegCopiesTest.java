package dev.winnow.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JpegCopiesTest {

    @TempDir
    Path temp;

    private Path originals;

    @BeforeEach
    void draw() throws IOException {
        originals = temp.resolve("originals");
        Photographs.draw(originals.resolve("cat/one.JPEG"), 1);
        Photographs.draw(originals.resolve("two"), 2);
        Files.writeString(originals.resolve("notes.txt"), "no picture");
        Files.createFile(originals.resolve("empty.jpg"));
    }

    @Test
    void everyJpegIsCopiedAtItsOwnPlaceAndNothingElse() throws IOException {
        JpegCopies copies = JpegCopies.of(originals);

        int written = copies.write(temp.resolve("copies"), 2, 0);

        assertThat(written).isEqualTo(4);
        assertThat(copies.others()).isEqualTo(2);
        assertThat(filesBelow(temp.resolve("copies")))
                .map(file -> temp.resolve("copies").relativize(file).toString())
                .containsExactly("cat/one.copy0.JPEG", "cat/one.copy1.JPEG", "two.copy0.jpg", "two.copy1.jpg");
    }

    @Test
    void noTwoCopiesOfAnyGenerationHaveTheSameBytes() throws IOException {
        Files.copy(originals.resolve("two"), originals.resolve("twin"));
        JpegCopies copies = JpegCopies.of(originals);

        copies.write(temp.resolve("copies/0"), 3, 0);
        copies.write(temp.resolve("copies/1"), 3, 1);

        Set<ByteBuffer> contents = new HashSet<>();
        for (Path file : filesBelow(temp.resolve("copies"))) {
            contents.add(ByteBuffer.wrap(Files.readAllBytes(file)));
        }
        assertThat(contents).hasSize(2 * 3 * 3);
    }

    @Test
    void aCopyShowsTheSamePicture() throws IOException {
        JpegCopies.of(originals).write(temp.resolve("copies"), 1, 5);

        BufferedImage copy =
                ImageIO.read(temp.resolve("copies/cat/one.copy0.JPEG").toFile());

        BufferedImage original = ImageIO.read(originals.resolve("cat/one.JPEG").toFile());
        assertThat(copy.getRGB(0, 0, 64, 48, null, 0, 64)).isEqualTo(original.getRGB(0, 0, 64, 48, null, 0, 64));
    }

    @Test
    void aCopyIsTheOriginalWithACommentSegmentAfterItsFirstMarker() throws IOException {
        JpegCopies.of(originals).write(temp.resolve("copies"), 1, 5);

        byte[] copy = Files.readAllBytes(temp.resolve("copies/two.copy0.jpg"));

        byte[] original = Files.readAllBytes(originals.resolve("two"));
        int segment = copy.length - original.length;
        assertThat(copy).startsWith(0xFF, 0xD8, 0xFF, 0xFE, 0, segment - 2);
        assertThat(ByteBuffer.wrap(copy, 2 + segment, original.length - 2))
                .isEqualTo(ByteBuffer.wrap(original, 2, original.length - 2));
    }

    private static List<Path> filesBelow(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .sorted(Comparator.naturalOrder())
                    .toList();
        }
    }
}
