package dev.winnow.gateway.projection;

import java.util.Collection;

/**
 * A bean that wants to know which images have reached their end. Told after the transaction, on the projection's own thread: to
 * be quick about it. An image may be told of more than once, and what was told before a crash is not repeated after it.
 */
public interface ProjectionListener {

    void projected(Collection<Finished> images);

    /**
     * An image in a final state.
     *
     * @param item its id
     */
    record Finished(String dataset, String item, ImageState state) {}
}
