package dev.winnow.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CopiesBenchTest {
    @TempDir
    Path temp;

    @Test
    void editsAreComparedWithTheirOriginalAndWithStrangers() throws Exception {
        Photographs.draw(temp.resolve("a.jpg"), 1);
        Photographs.draw(temp.resolve("b.jpg"), 2);
        Photographs.draw(temp.resolve("c.jpg"), 3);
        Files.writeString(temp.resolve("notes.txt"), "no image");

        CopiesResult result = new CopiesBench(temp).run();

        assertThat(result.photographs()).isEqualTo(3);
        assertThat(result.refused()).isEqualTo(1);
        assertThat(result.strangers()).isEqualTo(3 + 6L * result.edits());
        Map<String, CopiesResult.Rule> rules = byName(result);
        assertThat(rules.get("default").recall()).containsEntry("jpeg 95", 1.0).containsEntry("mirror", 0.0);
        assertThat(rules.get("MIRRORED").recall()).containsEntry("mirror", 1.0);
        assertThat(rules.get("PDQ, ALL").recall()).containsEntry("mirror", 1.0);
        assertThat(rules.get("ANY_ANGLE").recall()).containsEntry("mirror", 1.0).containsKey("black corners 30");
        assertThat(rules.get("default").mistaken()).isZero();
        assertThat(result.table()).anyMatch(line -> line.startsWith("precision"));
    }

    @Test
    void onePhotographHasNoStrangers() throws Exception {
        Photographs.draw(temp.resolve("a.jpg"), 1);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CopiesBench(temp).run())
                .withMessage("Of the 1 files 1 are photographs, expected 2 or more");
    }

    /** What the defaults of a dataset's spec promise, on every fifth photograph; {@code ./winnow bench copies} takes all of them. */
    @Test
    void theDefaultFindsEditsOfPhotographsAndNoStrangers() throws Exception {
        String data = System.getenv("WINNOW_DATA");
        Path photos = Path.of(data == null ? "../../shared/data" : data).resolve("photos");
        Assumptions.assumeTrue(Files.isDirectory(photos), "skipped: no folder " + photos);

        linkEveryFifth(photos);

        Map<String, CopiesResult.Rule> rules = byName(new CopiesBench(temp).run());

        CopiesResult.Rule ours = rules.get("default");
        rules.get("THUMBNAIL, 12")
                .recall()
                .forEach((edit, recall) ->
                        assertThat(ours.recall().get(edit)).as(edit).isGreaterThanOrEqualTo(recall - 0.02));
        Map.of("crop 5 %", 0.98, "crop 10 %", 0.7, "rotation 2", 0.98, "rotation 5", 0.93, "border 5 %", 0.95)
                .forEach((edit, least) ->
                        assertThat(ours.recall().get(edit)).as(edit).isGreaterThanOrEqualTo(least));
        assertThat(ours.precision()).isGreaterThanOrEqualTo(0.9999);
        assertThat(rules.get("ALL").precision()).isGreaterThanOrEqualTo(0.999);
        CopiesResult.Rule anyAngle = rules.get("ANY_ANGLE");
        assertThat(anyAngle.precision()).isGreaterThanOrEqualTo(0.999);
        anyAngle.recall().forEach((edit, recall) -> {
            assertThat(recall).as(edit).isGreaterThanOrEqualTo(ours.recall().get(edit));
            if (edit.contains("corners") || edit.contains("rotation")) {
                assertThat(recall).as(edit).isGreaterThanOrEqualTo(0.99);
            }
        });
        assertThat(rules.get("MIRRORED").recall().get("mirror")).isGreaterThanOrEqualTo(0.99);
    }

    private void linkEveryFifth(Path photos) throws IOException {
        try (Stream<Path> files = Files.list(photos)) {
            List<Path> sorted = files.sorted().toList();
            for (int i = 0; i < sorted.size(); i += 5) {
                Files.createSymbolicLink(
                        temp.resolve(sorted.get(i).getFileName()), sorted.get(i).toAbsolutePath());
            }
        }
    }

    private static Map<String, CopiesResult.Rule> byName(CopiesResult result) {
        return result.rules().stream().collect(Collectors.toMap(CopiesResult.Rule::name, Function.identity()));
    }
}
