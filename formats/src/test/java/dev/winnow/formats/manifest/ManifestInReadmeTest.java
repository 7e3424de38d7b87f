package dev.winnow.formats.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.dataset.Measure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The README lists the manifest's columns in their order; measures by the first and the last that stand side by side. */
class ManifestInReadmeTest {
    private static final Pattern CODE = Pattern.compile("`([a-z_]+)`");

    @Test
    void theColumnsStandInTheirOrder() throws IOException {
        List<String> measures =
                Arrays.stream(Measure.values()).map(Measure::key).toList();
        List<String> columns = Column.ALL.stream().map(Column::name).toList();

        assertThat(expanded(shown(), measures)).isEqualTo(columns);
    }

    /** The measures between two that are joined by an ellipsis are put in. */
    private static List<String> expanded(List<String> shown, List<String> measures) {
        List<String> all = new ArrayList<>();
        for (String name : shown) {
            int at = measures.indexOf(name);
            int before = all.isEmpty() ? -1 : measures.indexOf(all.get(all.size() - 1));
            if (at >= 0 && before >= 0) {
                all.addAll(measures.subList(before + 1, at));
            }
            all.add(name);
        }
        return all;
    }

    private static List<String> shown() throws IOException {
        String readme = Files.readString(Path.of(System.getProperty("winnow.root"), "README.md"));
        String section = readme.substring(readme.indexOf("## The manifest"));
        section = section.substring(0, section.indexOf("\n## ", 4));
        List<String> names = new ArrayList<>();
        for (String line : section.lines().filter(l -> l.startsWith("| `")).toList()) {
            Matcher code = CODE.matcher(line.split("\\|")[1]);
            while (code.find()) {
                names.add(code.group(1));
            }
        }
        return names;
    }
}
