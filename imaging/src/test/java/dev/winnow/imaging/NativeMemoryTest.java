package dev.winnow.imaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.spec.DatasetSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Pixels live outside the Java heap: what is not released is lost long before the garbage collector hears of it. */
@EnabledOnOs(OS.LINUX)
class NativeMemoryTest {
    private static final int PAGE = 4096;

    @Test
    void manyPicturesLeaveNoMemoryBehind() throws IOException {
        byte[] bytes = Drawn.encoded(Drawn.scene(500, 400, 2), ".jpg");
        Work work = new Work(bytes);
        for (int i = 0; i < 300; i++) {
            work.once();
        }
        long before = residentBytes();
        for (int i = 0; i < 1_500; i++) {
            work.once();
        }

        // One kept Mat per picture would be 900 MB.
        assertThat(residentBytes() - before).isLessThan(150L << 20);
    }

    private static long residentBytes() throws IOException {
        return PAGE
                * Long.parseLong(Files.readString(Path.of("/proc/self/statm")).split(" ")[1]);
    }

    private record Work(
            byte[] bytes, PictureDecoder decoder, Analyzer analyzer, Preparer preparer, ContentHash content) {
        Work(byte[] bytes) {
            this(bytes, new PictureDecoder(), new Analyzer(), new Preparer(), ContentHash.of(bytes));
        }

        void once() {
            DatasetSpec spec = DatasetSpec.defaults();
            Decoded.Image image = (Decoded.Image) decoder.decode(bytes, "a.jpg", spec.limits());
            try (Picture picture = image.picture()) {
                analyzer.analyze(picture, Drawn.metadata(picture));
                preparer.prepare(picture, content, spec.preprocessing(), spec.augmentation());
            }
        }
    }
}
