package dev.winnow.bench;

/**
 * How fast copies are found and splits are given while events go through Kafka.
 *
 * @param stored images that were decided about before anything was measured
 * @param fillPerSecond images a second while those came, from an empty dataset on
 * @param images decided about in the measured burst
 * @param imagesPerSecond of the burst, from the first event sent to the last decision read
 * @param answers uploads that came one by one to an idle system
 * @param medianMillis from sending one to reading its decision
 * @param p99Millis of the same
 * @param restartSeconds from stopping the services in good order to the decision about the next image
 * @param dedup what dedup made anew meanwhile
 * @param split what split made anew meanwhile
 */
public record DecisionResult(
        int stored,
        double fillPerSecond,
        int images,
        double imagesPerSecond,
        int answers,
        double medianMillis,
        double p99Millis,
        double restartSeconds,
        Rebuild dedup,
        Rebuild split) {

    /**
     * What a service keeps in memory, made from its store.
     *
     * @param seconds from the first byte read to being ready for the next image
     */
    public record Rebuild(int items, double seconds) {}
}
