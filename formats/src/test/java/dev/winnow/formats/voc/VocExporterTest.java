package dev.winnow.formats.voc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.formats.release.DrawnRelease;
import dev.winnow.formats.release.ExportFormat;
import dev.winnow.formats.release.ExportReport;
import dev.winnow.formats.release.FolderSink;
import dev.winnow.formats.release.Loss;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VocExporterTest {
    @TempDir
    Path folder;

    private String annotation(String stem) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("VOCdevkit/VOC2012/Annotations"))) {
            return Files.readString(files.filter(file -> file.toString().endsWith("_" + stem + ".xml"))
                            .findFirst()
                            .orElseThrow())
                    .replaceAll("[0-9a-f]{12}_", "HASH_");
        }
    }

    @Test
    void aFileIsPinned() throws IOException {
        new DrawnRelease().export(ExportFormat.VOC, folder);

        assertThat(annotation("turned")).isEqualTo("""
                <annotation>
                  <folder>VOC2012</folder>
                  <filename>HASH_turned.png</filename>
                  <source><database>pets v1</database></source>
                  <size><width>60</width><height>40</height><depth>3</depth></size>
                  <segmented>0</segmented>
                  <object>
                    <name>cat</name>
                    <pose>Unspecified</pose>
                    <truncated>0</truncated>
                    <occluded>0</occluded>
                    <difficult>0</difficult>
                    <bndbox><xmin>18.839746</xmin><ymin>10.669873</ymin><xmax>41.160254</xmax><ymax>29.330127</ymax></bndbox>
                  </object>
                  <object>
                    <name>dog</name>
                    <pose>Unspecified</pose>
                    <truncated>0</truncated>
                    <occluded>1</occluded>
                    <difficult>1</difficult>
                    <bndbox><xmin>1</xmin><ymin>2</ymin><xmax>4</xmax><ymax>6</ymax></bndbox>
                  </object>
                </annotation>
                """);
    }

    @Test
    void pixelsFromOneAreRoundedHalfUp() throws IOException {
        ExportReport report =
                new DrawnRelease().export(ExportFormat.VOC, new FolderSink(folder), Map.of(VocReader.ORIGIN, "1"));

        assertThat(annotation("a-b"))
                .contains("<database>PASCAL VOC layout, pets v1</database>")
                .contains("<bndbox><xmin>12</xmin><ymin>6</ymin><xmax>31</xmax><ymax>35</ymax></bndbox>")
                .contains("<bndbox><xmin>1</xmin><ymin>1</ymin><xmax>60</xmax><ymax>40</ymax></bndbox>");
        assertThat(report.losses()).containsKey(Loss.ROUNDED);
    }
}
