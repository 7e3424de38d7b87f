package dev.winnow.formats.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.winnow.dataset.Issue;
import dev.winnow.dataset.Measure;
import dev.winnow.dataset.annotation.LabelIssue;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CsvManifestTest {
    private static final String HEADER =
            "item,dataset,source,content,state,reason,bytes,format,width,height,color_mode,label,group,split,fold,cluster,"
                    + "representative,ahash,phash,dhash,issues,laplacian_variance,brightness,contrast,entropy,clipped_shadows,"
                    + "clipped_highlights,brightness_p99,brightness_p5,color_entropy,edge_deviation,"
                    + "histogram_deviation,sharpness_score,aspect_ratio,size,grayscale,tenengrad,noise_sigma,"
                    + "hot_pixels,dead_pixels,blockiness,double_compression,clipped_shadows_red,clipped_shadows_green,"
                    + "clipped_shadows_blue,clipped_highlights_red,clipped_highlights_green,clipped_highlights_blue,"
                    + "dynamic_range,colorfulness,transparency,border,gray_range,labels,related,objects,label_issues,annotators";

    @Test
    void theHeaderIsAContract() throws IOException {
        assertThat(written(List.of())).isEqualTo(HEADER + "\r\n");
    }

    @Test
    void aRowIsALine() throws IOException {
        ManifestRow row = new ManifestRow(
                "00ff",
                "birds",
                "cat/a, b.jpg",
                "ab",
                "accepted",
                null,
                1234L,
                "JPEG",
                640,
                480,
                "RGB",
                List.of("cat", "in; or out\\"),
                "say \"hi\"",
                "train",
                0,
                "c1",
                "00ff",
                "01",
                "02",
                "03",
                List.of(Issue.Kind.BLURRY, Issue.Kind.DARK),
                Map.of(Measure.BRIGHTNESS, 0.25, Measure.LAPLACIAN_VARIANCE, 12.5),
                List.of("11aa", "22bb"),
                new ManifestRow.Labelled(
                        3, List.of(LabelIssue.BOX_TINY, LabelIssue.UNDEFINED_CLASS), List.of("ada", "bo")));

        assertThat(written(List.of(row)))
                .isEqualTo(HEADER + "\r\n"
                        + "00ff,birds,\"cat/a, b.jpg\",ab,accepted,,1234,JPEG,640,480,RGB,cat,\"say \"\"hi\"\"\",train,0,c1,00ff,"
                        + "01,02,03,BLURRY;DARK,12.5,0.25" + ",".repeat(31)
                        + "cat;in\\; or out\\\\,11aa;22bb,3,BOX_TINY;UNDEFINED_CLASS,ada;bo\r\n");
    }

    @Test
    void textThatLooksLikeAFormulaIsGuarded() throws IOException {
        for (String start : List.of("=", "+", "-", "@")) {
            String text = start + "cmd|' /C calc'!A0";
            assertThat(written(List.of(labelled(text))))
                    .contains(",'" + text + ",")
                    .doesNotContain("," + text);
        }
    }

    @Test
    void negativeNumbersAreNumbers() throws IOException {
        assertThat(written(List.of(measured(-0.5)))).contains(",-0.5").doesNotContain("'");
    }

    @Test
    void whatWasWrittenIsReadBack() throws IOException {
        List<ManifestRow> rows = DrawnManifest.rows(1, 2000).toList();

        assertThat(read(written(rows))).isEqualTo(rows);
    }

    @Test
    void anEmptyManifestHasNoRows() throws IOException {
        assertThat(read(HEADER + "\r\n")).isEmpty();
    }

    @Test
    void columnsOfOtherVersionsDoNotDisturb() throws IOException {
        List<ManifestRow> rows = read("later,source,dataset,item,bytes\n1,x.jpg,birds,00ff,7\n");

        assertThat(rows).hasSize(1);
        assertThat(rows.get(0).source()).isEqualTo("x.jpg");
        assertThat(rows.get(0).bytes()).isEqualTo(7);
        assertThat(rows.get(0).label()).isNull();
        assertThat(rows.get(0).measures()).isEmpty();
    }

    @Test
    void ofAVersionThatKnewOneLabelThatIsRead() throws IOException {
        assertThat(read("item,dataset,source,label\n1,birds,x.jpg,a;b\n").get(0).labels())
                .containsExactly("a;b");
    }

    @Test
    void whatIsNoManifestIsNamed() {
        assertThatThrownBy(() -> read("<html>"))
                .isInstanceOf(IOException.class)
                .hasMessage("The manifest has no column 'item', only [<html>]");
        assertThatThrownBy(() -> read("")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> read("item,dataset,source,bytes\n1,birds,x.jpg,many\n"))
                .isInstanceOf(IOException.class)
                .hasMessage("Line 2 of the manifest has 'many' as bytes, expected a number");
        assertThatThrownBy(() -> read("item,dataset,source\n1,birds\n"))
                .isInstanceOf(IOException.class)
                .hasMessage("Line 2 of the manifest has 2 cells, its header 3");
        assertThatThrownBy(() -> read("item,dataset,source\n1,birds,\n"))
                .isInstanceOf(IOException.class)
                .hasMessage("Line 2 of the manifest has no source");
        assertThatThrownBy(() -> read("item,dataset,source\n1,birds,\"x"))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("Line 2 of the manifest is no CSV: ");
    }

    @Test
    void aFilesNameSaysTheFormat() {
        assertThat(ManifestWriter.Format.ofFile("out/birds.CSV")).isEqualTo(ManifestWriter.Format.CSV);
        assertThat(ManifestWriter.Format.ofFile("birds.parquet")).isEqualTo(ManifestWriter.Format.PARQUET);
        assertThatThrownBy(() -> ManifestWriter.Format.ofFile("birds.json"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A manifest is a .csv or a .parquet file, which 'birds.json' is not: name it so");
    }

    private static ManifestRow labelled(String label) {
        return new ManifestRow(
                "00ff",
                "birds",
                "x.jpg",
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                List.of(label),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                List.of(),
                Map.of(),
                List.of(),
                null);
    }

    private static ManifestRow measured(double entropy) {
        return new ManifestRow(
                "00ff",
                "birds",
                "x.jpg",
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                List.of(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                List.of(),
                Map.of(Measure.ENTROPY, entropy),
                List.of(),
                null);
    }

    private static String written(List<ManifestRow> rows) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ManifestWriter writer = ManifestWriter.Format.CSV.writer(out)) {
            for (ManifestRow row : rows) {
                writer.write(row);
            }
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private static List<ManifestRow> read(String csv) throws IOException {
        List<ManifestRow> rows = new ArrayList<>();
        try (CsvManifestReader reader =
                new CsvManifestReader(new ByteArrayInputStream(csv.getBytes(StandardCharsets.UTF_8)))) {
            for (Optional<ManifestRow> row = reader.next(); row.isPresent(); row = reader.next()) {
                rows.add(row.get());
            }
        }
        return rows;
    }
}
