package dev.winnow.formats.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Exports as their own tools read them: pycocotools, webdataset, tfrecord, Hugging Face's datasets. Skipped unless
 * {@code WINNOW_READERS_PYTHON} names a Python that has them; a tool that it lacks is passed over with a line.
 */
class RealReadersTest {
    @TempDir
    Path folder;

    private static Path python() {
        String python = System.getenv("WINNOW_READERS_PYTHON");
        assumeThat(python)
                .as("WINNOW_READERS_PYTHON names a Python with pycocotools, webdataset, tfrecord, datasets, pytest")
                .isNotBlank();
        return Path.of(python);
    }

    private record Run(int exit, String out) {}

    private Run run(String... command) throws IOException, InterruptedException {
        Path out = folder.resolve("out.txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile());
        builder.environment()
                .putAll(Map.of(
                        "PYTHONDONTWRITEBYTECODE", "1",
                        "PYTHONPATH",
                                Path.of("../python/src")
                                        .toAbsolutePath()
                                        .normalize()
                                        .toString(),
                        "HF_DATASETS_OFFLINE", "1",
                        "HF_HUB_OFFLINE", "1",
                        "HF_HOME", folder.resolve("huggingface-home").toString()));
        Process process = builder.start();
        try {
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Run(process.exitValue(), Files.readString(out, StandardCharsets.UTF_8));
    }

    @Test
    void eachFormatIsReadByItsOwnTool() throws IOException, InterruptedException {
        Path python = python();
        Path exports = folder.resolve("exports");
        DrawnRelease drawn = new DrawnRelease();
        for (ExportFormat format : Exporters.formats()) {
            try (FolderSink sink = new FolderSink(exports.resolve(format.label()))) {
                Export.write(
                        Exporters.of(format).orElseThrow(),
                        drawn.release,
                        taker -> {
                            for (ReleaseItem item : drawn.items) {
                                taker.take(item);
                            }
                        },
                        sink,
                        Map.of());
            }
        }

        Run run = run(python.toString(), "src/test/python/read_exports.py", exports.toString());

        assertThat(run.exit()).as(run.out()).isZero();
        assertThat(run.out()).contains("coco: as the release says", "locks: as the release says");
    }

    @Test
    void thePackageForPythonPassesItsTests() throws IOException, InterruptedException {
        Run run = run(python().toString(), "-m", "pytest", "-q", "-p", "no:cacheprovider", "../python/tests");

        assertThat(run.exit()).as(run.out()).isZero();
    }
}
