package dev.winnow.formats.release;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.dataset.ContentHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same release gives the same bytes on every machine: the hash of each lock, which holds the hashes of all files, is pinned. */
class PinnedExportsTest {
    private static final Map<ExportFormat, String> LOCKS = Map.ofEntries(
            Map.entry(ExportFormat.COCO, "d8c806c4fa0f4177"),
            Map.entry(ExportFormat.YOLO, "87b3c9ea19fd6fb0"),
            Map.entry(ExportFormat.YOLO_SEGMENT, "1b744ab5b99b1fb5"),
            Map.entry(ExportFormat.YOLO_OBB, "a44018198c464d7f"),
            Map.entry(ExportFormat.YOLO_POSE, "243e9fc006c51a3f"),
            Map.entry(ExportFormat.YOLO_CLASSIFY, "8a0ffce25ef6379a"),
            Map.entry(ExportFormat.IMAGEFOLDER, "9e0241bc08bff7c5"),
            Map.entry(ExportFormat.VOC, "f425a4315cac0e3b"),
            Map.entry(ExportFormat.MASKS, "fd7f0bbedacef344"),
            Map.entry(ExportFormat.WEBDATASET, "617da0b2636cb939"),
            Map.entry(ExportFormat.TFRECORD, "8caa99b3606e8fc8"),
            Map.entry(ExportFormat.HUGGINGFACE, "8bc01d0f75af8ea9"),
            Map.entry(ExportFormat.PARQUET, "fccdeea9643ffb9d"),
            Map.entry(ExportFormat.CSV, "ee0db7b175ebefeb"),
            Map.entry(ExportFormat.JSONL, "5b66948bf4b99061"),
            Map.entry(ExportFormat.LABEL_STUDIO, "36db15d712cd5c5c"),
            Map.entry(ExportFormat.CVAT, "56dc48f395b9d877"));

    @TempDir
    Path folder;

    @Test
    void theBytesOfEachFormatArePinned() throws IOException {
        Map<ExportFormat, String> locks = new EnumMap<>(ExportFormat.class);
        DrawnRelease drawn = new DrawnRelease();
        for (ExportFormat format : Exporters.formats()) {
            Path out = folder.resolve(format.label());
            try (FolderSink sink = new FolderSink(out)) {
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
            locks.put(
                    format,
                    ContentHash.of(Files.readAllBytes(out.resolve(LockedSink.LOCK)))
                            .hex()
                            .substring(0, 16));
        }

        assertThat(locks).isEqualTo(LOCKS);
    }
}
