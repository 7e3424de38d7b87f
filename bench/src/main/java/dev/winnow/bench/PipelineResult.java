package dev.winnow.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@link PipelineBench} found. Ratios and shares are formed within a round and only then summarised, so that what slows
 * the whole machine down for a while touches both sides.
 *
 * @param images in every round
 * @param originals that the images are copies of
 * @param leftOut files that are no JPEG
 * @param processors that this process may use, which is also the number of threads at the decode limit
 * @param java version it ran on
 * @param startupSeconds until the pipeline was ready
 * @param cold the first round of a fresh process
 * @param warm the rounds after it, in order
 * @param warmImagesPerSecond over the warm rounds
 * @param warmCpuMillisByStage median over the warm rounds
 * @param decodeImagesPerSecond over all rounds
 * @param warmShareOfDecodeLimit images per second as a share of the decode limit, over the warm rounds
 * @param against one for each external command
 */
public record PipelineResult(
        long images,
        int originals,
        int leftOut,
        int processors,
        String java,
        double startupSeconds,
        Round cold,
        List<Round> warm,
        Spread warmImagesPerSecond,
        Map<String, Double> warmCpuMillisByStage,
        Spread decodeImagesPerSecond,
        Spread warmShareOfDecodeLimit,
        List<Comparison> against) {

    /** @param rounds the cold one first */
    static PipelineResult of(JpegCopies copies, double startupSeconds, List<Round> rounds, List<Comparison> against) {
        List<Round> warm = List.copyOf(rounds.subList(1, rounds.size()));
        return new PipelineResult(
                rounds.get(0).images(),
                copies.originals().size(),
                copies.others(),
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("java.version"),
                startupSeconds,
                rounds.get(0),
                warm,
                Spread.of(warm.stream().map(Round::imagesPerSecond).toList()),
                medians(warm),
                Spread.of(rounds.stream()
                        .map(round -> round.decodeLimit().imagesPerSecond())
                        .toList()),
                Spread.of(warm.stream().map(Round::shareOfDecodeLimit).toList()),
                List.copyOf(against));
    }

    private static Map<String, Double> medians(List<Round> rounds) {
        Map<String, Double> medians = new LinkedHashMap<>();
        for (String stage : rounds.get(0).cpuMillisByStage().keySet()) {
            medians.put(
                    stage,
                    Spread.of(rounds.stream()
                                    .map(round -> round.cpuMillisByStage().get(stage))
                                    .toList())
                            .median());
        }
        return medians;
    }

    /**
     * One folder through the pipeline, and what the machine could decode right after it.
     *
     * @param accepted images
     * @param prepared pictures written
     * @param augmented copies written
     * @param seconds from the first upload to the end of the last image
     * @param cpuMillis of an image, over every process
     * @param cpuMillisByStage the same by stage; sums to {@code cpuMillis}
     */
    public record Round(
            long images,
            long accepted,
            long prepared,
            long augmented,
            double seconds,
            double imagesPerSecond,
            double cpuMillis,
            Map<String, Double> cpuMillisByStage,
            DecodeLimit.Rate decodeLimit,
            double shareOfDecodeLimit) {

        static Round of(
                Pipeline.Run run, double cpuSeconds, Map<String, Double> secondsByStage, DecodeLimit.Rate limit) {
            Map<String, Double> millis = new LinkedHashMap<>();
            secondsByStage.forEach((stage, seconds) -> millis.put(stage, seconds * 1000 / run.images()));
            double imagesPerSecond = run.images() / run.seconds();
            return new Round(
                    run.images(),
                    run.accepted(),
                    run.prepared(),
                    run.augmented(),
                    run.seconds(),
                    imagesPerSecond,
                    cpuSeconds * 1000 / run.images(),
                    millis,
                    limit,
                    imagesPerSecond / limit.imagesPerSecond());
        }
    }

    /**
     * The pipeline against one external command, on the same files, one right after the other.
     *
     * @param pairs one for each round, the cold one first
     * @param coldRatio pipeline's images per second over the command's in the cold round
     * @param warmRatio the same over the warm rounds
     * @param warmCpuRatio the command's CPU time of an image over the pipeline's, over the warm rounds
     */
    public record Comparison(
            String command, List<Pair> pairs, double coldRatio, Spread warmRatio, Spread warmCpuRatio) {

        /** @param pairs the cold one first */
        static Comparison of(String command, List<Pair> pairs) {
            List<Pair> warm = pairs.subList(1, pairs.size());
            return new Comparison(
                    command,
                    List.copyOf(pairs),
                    pairs.get(0).ratio(),
                    Spread.of(warm.stream().map(Pair::ratio).toList()),
                    Spread.of(warm.stream().map(Pair::cpuRatio).toList()));
        }
    }

    /**
     * One round of the pipeline and one run of the command.
     *
     * @param ratio images per second of the pipeline over those of the command
     * @param cpuRatio CPU time of an image in the command over that in the pipeline
     * @param idleCpuSeconds that the waiting pipeline took from the machine while the command ran
     */
    public record Pair(
            double imagesPerSecond,
            double otherImagesPerSecond,
            double ratio,
            double cpuMillis,
            double otherCpuMillis,
            double cpuRatio,
            double idleCpuSeconds) {

        static Pair of(Round round, ExternalCommand.Outcome other, double idleCpuSeconds) {
            double otherCpuMillis = other.cpuSeconds() * 1000 / round.images();
            return new Pair(
                    round.imagesPerSecond(),
                    other.imagesPerSecond(),
                    round.imagesPerSecond() / other.imagesPerSecond(),
                    round.cpuMillis(),
                    otherCpuMillis,
                    otherCpuMillis / round.cpuMillis(),
                    idleCpuSeconds);
        }
    }
}
