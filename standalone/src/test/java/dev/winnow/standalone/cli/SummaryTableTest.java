package dev.winnow.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SummaryTableTest {

    @Test
    void aRuleThatFlagsMoreThanAQuarterIsWarnedOf() throws Exception {
        String printed = printed("""
                {"dataset": "cells", "images": {"accepted": 180}, "issues": {"UNSHARP": 180, "DARK": 1},
                 "overflagging": {"UNSHARP": 180}}""");

        assertThat(printed)
                .contains("  issues      UNSHARP 180, DARK 1\n")
                .contains(
                        "  warning     UNSHARP flags 180 of 180 images, more than a quarter: change quality.rules.UNSHARP in the"
                                + " spec if it does not help\n");
    }

    @Test
    void otherwiseNothingIsWarnedOf() throws Exception {
        assertThat(printed("{\"images\": {\"accepted\": 180}, \"issues\": {\"DARK\": 1}, \"overflagging\": {}}"))
                .doesNotContain("warning");
    }

    @Test
    void labelsAreCounted() throws Exception {
        assertThat(
                        printed(
                                "{\"labels\": {\"images\": 3, \"objects\": 1, \"findings\": {\"BOX_TINY\": 2}, \"waiting\": 1}}"))
                .contains(
                        "  labels      1 object in 3 labelled images, 2 findings, 1 image that is labelled is not there\n");
        assertThat(printed("{\"labels\": {\"images\": 0, \"objects\": 0, \"findings\": {}, \"waiting\": 0}}"))
                .doesNotContain("labels ");
    }

    private static String printed(String summary) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        SummaryTable.print(new PrintStream(out, true, StandardCharsets.UTF_8), new ObjectMapper().readTree(summary));
        return out.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }
}
