package dev.winnow.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What {@link AnalysisBench} measured.
 *
 * @param images files analysed
 * @param refused files that are no image or are not taken in
 * @param analyses in all rounds
 * @param against the external commands
 */
public record AnalysisResult(
        int images, int refused, int analyses, int processors, String java, List<String> against, List<Round> rounds) {

    public AnalysisResult {
        against = List.copyOf(against);
        rounds = List.copyOf(rounds);
    }

    /**
     * One round; the decode limit is the mean of one measurement before and one after.
     *
     * @param shareOfDecodeLimit images per second over those of the decode limit
     * @param cpuShareOfDecodeLimit CPU time of decoding alone over that of the analysis, which contains a decode
     * @param others what each command said of itself
     * @param residentMebibytes of the process at the end
     */
    public record Round(
            double imagesPerSecond,
            double cpuMillis,
            double decodeImagesPerSecond,
            double decodeCpuMillis,
            double shareOfDecodeLimit,
            double cpuShareOfDecodeLimit,
            List<Other> others,
            double residentMebibytes) {

        static Round of(
                AllProcessors.Rate analysis,
                DecodeLimit.Rate before,
                DecodeLimit.Rate after,
                List<ExternalCommand.Outcome> outcomes,
                int images,
                double residentMebibytes) {
            double decodeRate = (before.imagesPerSecond() + after.imagesPerSecond()) / 2;
            double decodeCpu = (before.cpuMillisPerImage() + after.cpuMillisPerImage()) / 2;
            List<Other> others = new ArrayList<>();
            for (ExternalCommand.Outcome outcome : outcomes) {
                double millis = outcome.cpuSeconds() * 1000 / images;
                others.add(new Other(
                        outcome.imagesPerSecond(),
                        millis,
                        analysis.imagesPerSecond() / outcome.imagesPerSecond(),
                        millis / analysis.cpuMillisPerImage()));
            }
            return new Round(
                    analysis.imagesPerSecond(),
                    analysis.cpuMillisPerImage(),
                    decodeRate,
                    decodeCpu,
                    analysis.imagesPerSecond() / decodeRate,
                    decodeCpu / analysis.cpuMillisPerImage(),
                    others,
                    residentMebibytes);
        }
    }

    /**
     * An external command in the same round.
     *
     * @param ratio images per second of the analysis over the command's
     * @param cpuRatio CPU time of an image in the command over that in the analysis
     */
    public record Other(double imagesPerSecond, double cpuMillis, double ratio, double cpuRatio) {}

    /** For people. */
    public List<String> table() {
        List<String> lines = new ArrayList<>();
        lines.add(line(
                "%d images, %d analyses in %d rounds; %d processors, Java %s",
                images, analyses, rounds.size(), processors, java));
        if (refused > 0) {
            lines.add(line("%d files were not taken in and are left out", refused));
        }
        lines.add("");
        lines.add(line("%-34s %10s   %s", "", "median", "lowest to highest"));
        lines.add(row("images a second", 0, spread(Round::imagesPerSecond)));
        lines.add(row("decode limit, images a second", 0, spread(Round::decodeImagesPerSecond)));
        lines.add(row("share of the decode limit", 2, spread(Round::shareOfDecodeLimit)));
        lines.add(row("CPU ms an image", 2, spread(Round::cpuMillis)));
        lines.add(row("CPU ms of decoding alone", 2, spread(Round::decodeCpuMillis)));
        lines.add(row("share of the decode limit by CPU", 2, spread(Round::cpuShareOfDecodeLimit)));
        lines.add(row("MiB resident after each round", 0, spread(Round::residentMebibytes)));
        for (int i = 0; i < against.size(); i++) {
            int command = i;
            lines.add("");
            lines.add("against " + against.get(i));
            lines.add(row("  its images a second", 0, spread(round -> round.others.get(command).imagesPerSecond)));
            lines.add(row("  ratio", 2, spread(round -> round.others.get(command).ratio)));
            lines.add(row("  ratio of CPU time", 2, spread(round -> round.others.get(command).cpuRatio)));
        }
        return lines;
    }

    private Spread spread(java.util.function.ToDoubleFunction<Round> value) {
        return Spread.of(rounds.stream().map(value::applyAsDouble).toList());
    }

    private static String row(String name, int places, Spread spread) {
        String number = "%." + places + "f";
        return line(
                "%-34s %10s   %s to %s",
                name, line(number, spread.median()), line(number, spread.lowest()), line(number, spread.highest()));
    }

    private static String line(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
