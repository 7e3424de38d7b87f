package dev.winnow.gateway.flow;

/**
 * How one stage is doing.
 *
 * @param stage {@code ingest}, {@code quality}, {@code dedup}, {@code split}, {@code augment} or {@code gateway}
 * @param processed facts the stage has announced, as far as the gateway has read; for the gateway the facts it has projected
 * @param perSecond of them, over the last five seconds
 * @param lag records on the stage's topic that it has not finished, or null where the broker did not say
 */
public record StageFlow(String stage, long processed, double perSecond, Long lag) {}
