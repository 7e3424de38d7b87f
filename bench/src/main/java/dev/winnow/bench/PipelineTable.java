package dev.winnow.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A {@link PipelineResult} for people. */
public final class PipelineTable {
    private PipelineTable() {}

    public static List<String> of(PipelineResult result) {
        List<String> lines = new ArrayList<>();
        PipelineResult.Round cold = result.cold();
        Spread warm = result.warmImagesPerSecond();
        lines.add(line(
                "%d images a round: %d photographs, %d copies of each; %d warm rounds; %d processors, Java %s",
                result.images(),
                result.originals(),
                result.images() / result.originals(),
                result.warm().size(),
                result.processors(),
                result.java()));
        if (result.leftOut() > 0) {
            lines.add(line("%d files that are no JPEG were left out", result.leftOut()));
        }
        PipelineResult.Round last = result.warm().get(result.warm().size() - 1);
        lines.add(line(
                "in each: %d accepted, %d prepared, %d augmented; ready after %.1f s",
                last.accepted(), last.prepared(), last.augmented(), result.startupSeconds()));
        lines.add("");
        lines.add(line("%-32s %10s %10s   %s", "", "cold", "warm", "lowest to highest of the warm rounds"));
        lines.add(line(
                "%-32s %10.0f %10.0f   %.0f to %.0f",
                "images a second", cold.imagesPerSecond(), warm.median(), warm.lowest(), warm.highest()));
        Spread limit = result.decodeImagesPerSecond();
        lines.add(line(
                "%-32s %10.0f %10.0f   %.0f to %.0f",
                "decode limit, images a second",
                cold.decodeLimit().imagesPerSecond(),
                limit.median(),
                limit.lowest(),
                limit.highest()));
        Spread share = result.warmShareOfDecodeLimit();
        lines.add(line(
                "%-32s %9.0f%% %9.0f%%   %.0f%% to %.0f%%",
                "share of the decode limit",
                cold.shareOfDecodeLimit() * 100,
                share.median() * 100,
                share.lowest() * 100,
                share.highest() * 100));
        lines.add("");
        lines.addAll(cpu(result));
        result.against().forEach(comparison -> lines.addAll(comparison(comparison)));
        return lines;
    }

    private static List<String> cpu(PipelineResult result) {
        List<String> lines = new ArrayList<>();
        Spread warm = Spread.of(
                result.warm().stream().map(PipelineResult.Round::cpuMillis).toList());
        lines.add(line("%-32s %10s %10s", "CPU milliseconds an image", "cold", "warm"));
        for (Map.Entry<String, Double> stage : result.warmCpuMillisByStage().entrySet()) {
            lines.add(line(
                    "  %-30s %10.2f %10.2f",
                    stage.getKey(), result.cold().cpuMillisByStage().get(stage.getKey()), stage.getValue()));
        }
        lines.add(line("  %-30s %10.2f %10.2f", "all", result.cold().cpuMillis(), warm.median()));
        lines.add(line(
                "  %-30s %10s %10.2f",
                "decoding alone",
                "",
                Spread.of(result.warm().stream()
                                .map(round -> round.decodeLimit().cpuMillisPerImage())
                                .toList())
                        .median()));
        return lines;
    }

    private static List<String> comparison(PipelineResult.Comparison comparison) {
        List<String> lines = new ArrayList<>();
        Spread ratio = comparison.warmRatio();
        lines.add("");
        lines.add("against " + comparison.command());
        lines.add(line(
                "  %-30s %10.2f %10.2f   %.2f to %.2f; pairs %s",
                "times as many images a second",
                comparison.coldRatio(),
                ratio.median(),
                ratio.lowest(),
                ratio.highest(),
                comparison.pairs().stream()
                        .map(pair -> line("%.2f", pair.ratio()))
                        .collect(Collectors.joining(" "))));
        lines.add(line(
                "  %-30s %10.2f %10.2f   %.2f to %.2f",
                "its CPU time over the pipeline's",
                comparison.pairs().get(0).cpuRatio(),
                comparison.warmCpuRatio().median(),
                comparison.warmCpuRatio().lowest(),
                comparison.warmCpuRatio().highest()));
        return lines;
    }

    private static String line(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
