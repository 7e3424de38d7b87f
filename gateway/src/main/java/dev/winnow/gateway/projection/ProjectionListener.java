package dev.winnow.gateway.projection;

import java.util.Collection;
import java.util.Map;

/**
 * A bean that follows the projection. It is called after the transaction, on the projection's own thread, and must return quickly.
 * An image may be reported more than once. A call that a crash interrupted is not repeated.
 */
public interface ProjectionListener {

    /** Images have reached their end. */
    default void projected(Collection<Finished> images) {}

    /** Records of a topic were written. */
    default void projected(String topic, long records) {}

    /**
     * The projection begins, or begins again.
     *
     * @param recordsByTopic how many records of each topic the database holds
     */
    default void restored(Map<String, Long> recordsByTopic) {}

    /**
     * These items have a record among the dead letters: their images reach no end before somebody deals with that.
     *
     * @param items their ids
     */
    default void givenUp(Collection<String> items) {}

    /**
     * Datasets were deleted, with what was on its way to them.
     *
     * @param upTo by the dataset's name the last version of its spec under which uploads are deleted
     */
    default void deleted(Map<String, Integer> upTo) {}

    /**
     * An image in a final state.
     *
     * @param item its id
     */
    record Finished(String dataset, String item, ImageState state) {}
}
