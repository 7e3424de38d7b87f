package dev.winnow.streams;

import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.jboss.logging.Logger;

/** Nothing is skipped: the transaction is aborted, and a new thread takes the same records again, a second later. */
@Dependent
public class StartOver {
    private static final Logger LOG = Logger.getLogger(StartOver.class);

    @Produces
    @Singleton
    @DefaultBean
    public StreamsUncaughtExceptionHandler startOver() {
        return failure -> {
            LOG.error("a stage failed; its records are taken again", failure);
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
            return StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
        };
    }
}
