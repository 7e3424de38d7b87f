package dev.winnow.split;

import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.jboss.logging.Logger;

/** What the service runs when it runs alone; an application of several services produces a topology of its own. */
class SplitApplication {
    private static final Logger LOG = Logger.getLogger(SplitApplication.class);

    @Produces
    @Singleton
    @DefaultBean
    Topology topology(SplitTopology split) {
        StreamsBuilder builder = new StreamsBuilder();
        split.addTo(builder);
        return builder.build();
    }

    /** Nothing is skipped: the transaction is aborted, and a new thread takes the same records again, a second later. */
    @Produces
    @Singleton
    @DefaultBean
    StreamsUncaughtExceptionHandler startOver() {
        return failure -> {
            LOG.error("split failed; its records are taken again", failure);
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
            return StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
        };
    }
}
