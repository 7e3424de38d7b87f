package dev.winnow.imaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.Issue;
import dev.winnow.dataset.Rejection;
import dev.winnow.dataset.spec.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/**
 * What becomes of hundreds of odd files, written down to be read by people: {@code mvn test -pl imaging -am
 * -Dtest=GoldenTableTest -Dgolden.write=true} writes the table anew, every other run compares with it.
 */
class GoldenTableTest {
    private static final Path TABLE = Path.of("src/test/resources/golden/vetting.tsv");
    private static final List<String> FOLDERS = List.of("corpus", "formats", "malformed-and-odd");
    private static final String HEAD = "content\tverdict\treason or issues\twidth\theight\tpixels crc-32\tfile";

    /** What the words in a file say, and not its picture, has tests of its own. */
    private static final Set<Issue.Kind> OF_METADATA =
            EnumSet.of(Issue.Kind.BAD_EXIF, Issue.Kind.METADATA_TOO_LARGE, Issue.Kind.WIDE_GAMUT);

    private final PictureDecoder decoder = new PictureDecoder();

    @Test
    void everyFileHasTheVerdictThatIsWrittenDown() throws IOException {
        List<String> found = new ArrayList<>();
        for (String folder : FOLDERS) {
            Path root = SharedData.folder(folder);
            for (Path file : images(root)) {
                found.add(line(folder + "/" + root.relativize(file), SharedData.bytes(file)));
            }
        }
        if (Boolean.getBoolean("golden.write")) {
            Files.writeString(TABLE, HEAD + "\n" + String.join("\n", found) + "\n");
        }

        Set<String> expected = comparable(golden());
        Set<String> actual = comparable(found);
        Set<String> news = new TreeSet<>(actual);
        news.removeAll(expected);
        expected.removeAll(actual);
        assertThat(news)
                .as("verdicts that are not in the table, which has in their place %s", expected)
                .isEmpty();
        assertThat(expected).as("files in the table that are not there").isEmpty();
    }

    private static Set<String> comparable(List<String> lines) {
        return lines.stream().map(GoldenTableTest::comparable).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Decoders of other versions round differently, and openpnp's reads no animated WebP. */
    private static String comparable(String line) {
        if (isBytedeco()) {
            return line;
        }
        String[] cells = line.split("\t", -1);
        boolean animatedWebp = line.endsWith(".webp") && (cells[2].contains("ANIMATED") || cells[1].equals("REJECTED"));
        return cells[0] + (animatedWebp ? "" : "\t" + cells[1] + "\t" + cells[2] + "\t" + cells[3] + "\t" + cells[4]);
    }

    private static boolean isBytedeco() {
        try {
            Class.forName("org.bytedeco.opencv.opencv_java", false, GoldenTableTest.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private static List<String> golden() throws IOException {
        try (InputStream in = Files.newInputStream(TABLE)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .skip(1)
                    .toList();
        }
    }

    private static List<Path> images(Path root) {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().endsWith(".txt")
                            && !file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String line(String name, byte[] bytes) {
        String content = ContentHash.of(bytes).toString();
        Decoded decoded = decoder.decode(bytes, name, Limits.defaults());
        if (decoded instanceof Decoded.Refused refused) {
            Rejection rejection = refused.rejection();
            assertThat(rejection.detail()).as(name).isNotBlank();
            String verdict = rejection.reason().quarantines() ? "QUARANTINED" : "REJECTED";
            return String.join("\t", content, verdict, rejection.reason().name(), "", "", "", name);
        }
        Decoded.Image image = (Decoded.Image) decoded;
        try (Picture picture = image.picture()) {
            CRC32 crc = new CRC32();
            crc.update(Drawn.pixels(picture));
            String issues = image.issues().stream()
                    .map(Issue::kind)
                    .filter(kind -> !OF_METADATA.contains(kind))
                    .map(Issue.Kind::name)
                    .sorted()
                    .collect(Collectors.joining(" "));
            return String.join(
                    "\t",
                    content,
                    "ACCEPTED",
                    issues,
                    Integer.toString(picture.width()),
                    Integer.toString(picture.height()),
                    String.format("%08x", crc.getValue()),
                    name);
        }
    }
}
