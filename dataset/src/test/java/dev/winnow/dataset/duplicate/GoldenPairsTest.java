package dev.winnow.dataset.duplicate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.winnow.dataset.duplicate.LocalAgreement.Agreement;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Pairs of 64×64 pixels with the figures that OpenCV comes to. */
class GoldenPairsTest {
    private static final int SIDE = 64;
    private static final Pattern PAIR = Pattern.compile(
            "\"a\": \"([^\"]+)\",\\s+\"b\": \"([^\"]+)\",\\s+\"kind\": \"([^\"]+)\",\\s+\"copies\": (\\w+)(.*?)\\n \\}",
            Pattern.DOTALL);
    private static final Pattern IDENTITY = figures("identity");
    private static final Pattern AFFINE = figures("affine");

    private final LocalAgreement agreement = new LocalAgreement(SIDE);

    private static Pattern figures(String of) {
        return Pattern.compile(
                "\"" + of + "\".*?\"percentile20\": ([-0-9.e]+),\\s+\"shareAbove0.4\": ([-0-9.e]+)", Pattern.DOTALL);
    }

    private record Pair(String kind, boolean copies, Matcher identity, Matcher affine, Path a, Path b) {
        Agreement upright(LocalAgreement agreement) throws IOException {
            return agreement.upright(view(agreement, a), view(agreement, b));
        }

        Agreement registered(LocalAgreement agreement) throws IOException {
            return agreement.registered(view(agreement, a), view(agreement, b));
        }

        private static LocalAgreement.View view(LocalAgreement agreement, Path file) throws IOException {
            BufferedImage image = ImageIO.read(file.toFile());
            float[] gray = new float[SIDE * SIDE];
            for (int i = 0; i < gray.length; i++) {
                gray[i] = image.getRaster().getSample(i % SIDE, i / SIDE, 0);
            }
            return agreement.new View(gray);
        }
    }

    private static List<Pair> pairs() throws IOException {
        String data = System.getenv("WINNOW_DATA");
        Path folder = Path.of(data == null ? "../../shared/data" : data).resolve("copies");
        Assumptions.assumeTrue(Files.isDirectory(folder), "skipped: no folder " + folder);
        Matcher pair = PAIR.matcher(Files.readString(folder.resolve("golden.json")));
        List<Pair> pairs = new ArrayList<>();
        while (pair.find()) {
            Matcher identity = IDENTITY.matcher(pair.group(5));
            Matcher affine = AFFINE.matcher(pair.group(5));
            assertThat(identity.find()).isTrue();
            pairs.add(new Pair(
                    pair.group(3),
                    Boolean.parseBoolean(pair.group(4)),
                    identity,
                    affine.find() ? affine : null,
                    folder.resolve(pair.group(1)),
                    folder.resolve(pair.group(2))));
        }
        assertThat(pairs).hasSize(35);
        return pairs;
    }

    @Test
    void picturesThatLieOnEachOtherAgreeAsOpenCvSays() throws IOException {
        for (Pair pair : pairs()) {
            Agreement upright = pair.upright(agreement);

            String name = pair.a + " " + pair.kind;
            assertThat(upright.percentile())
                    .as(name)
                    .isCloseTo(Double.parseDouble(pair.identity.group(1)), within(1e-3));
            assertThat(upright.share()).as(name).isCloseTo(Double.parseDouble(pair.identity.group(2)), within(1e-3));
        }
    }

    @Test
    void editsAreLaidOnTheirOriginalsAndStrangersAreNot() throws IOException {
        for (Pair pair : pairs()) {
            Agreement upright = pair.upright(agreement);
            Agreement registered = pair.registered(agreement);

            String name = pair.a + " " + pair.kind + " " + upright + " " + registered;
            if (pair.kind.startsWith("look-alike: logos")) {
                continue; // of two, colour says that they are different
            }
            boolean copies = upright.isAtLeast(0.5, 0.8) || (registered != null && registered.isAtLeast(0.5, 0.8));
            assertThat(copies).as(name).isEqualTo(pair.copies);
            if (pair.copies && !upright.isAtLeast(0.5, 0.8)) {
                assertThat(registered.percentile())
                        .as(name)
                        .isCloseTo(Double.parseDouble(pair.affine.group(1)), within(0.05));
            }
        }
    }
}
