package dev.winnow.formats.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import com.jerolba.carpet.CarpetReader;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Parquet's reference implementation reads is what was written. */
class ParquetManifestTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 500, 1000, 20_000})
    void whatWasWrittenIsReadBackWhateverTheRowGroups(int rowsPerGroup) throws IOException {
        List<ManifestRow> rows = DrawnManifest.rows(2, 1000).toList();
        Path file = folder.resolve("manifest.parquet");

        try (ManifestWriter writer = new ParquetManifestWriter(open(file), rowsPerGroup)) {
            for (ManifestRow row : rows) {
                writer.write(row);
            }
        }

        assertThat(read(file))
                .isEqualTo(rows.stream().map(ParquetManifestTest::cells).toList());
    }

    @Test
    void anEmptyManifestIsAParquetFile() throws IOException {
        Path file = folder.resolve("manifest.parquet");

        ManifestWriter.Format.PARQUET.writer(open(file)).close();

        assertThat(read(file)).isEmpty();
    }

    private static OutputStream open(Path file) throws IOException {
        return new BufferedOutputStream(Files.newOutputStream(file));
    }

    private static Map<String, Object> cells(ManifestRow row) {
        Map<String, Object> cells = new HashMap<>();
        for (Column column : Column.ALL) {
            cells.put(column.name(), column.value().apply(row));
        }
        return cells;
    }

    @SuppressWarnings({"rawtypes", "unchecked"})
    private static List<Map<String, Object>> read(Path file) throws IOException {
        return (List) new CarpetReader<>(file.toFile(), Map.class).toList();
    }
}
