package dev.winnow.standalone;

import dev.winnow.dedup.DedupTopology;
import dev.winnow.imaging.Analyzer;
import dev.winnow.imaging.PictureCache;
import dev.winnow.imaging.PictureDecoder;
import dev.winnow.imaging.Pictures;
import dev.winnow.imaging.Preparer;
import dev.winnow.imaging.Vetting;
import dev.winnow.split.SplitTopology;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.jboss.logging.Logger;

/** What the services share when they are one process. */
@Dependent
class StandaloneBeans {
    private static final Logger LOG = Logger.getLogger(StandaloneBeans.class);

    /** A picture decoded by ingest stays here until augment is through with it. */
    @Produces
    @Singleton
    Pictures pictures(Vetting vetting) {
        return new Pictures(vetting, new PictureDecoder(), new PictureCache(FolderImport.DECODED_BYTES));
    }

    @Produces
    @Singleton
    Analyzer analyzer() {
        return new Analyzer();
    }

    @Produces
    @Singleton
    Preparer preparer() {
        return new Preparer();
    }

    @Produces
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }

    /** Both stateful services as one Kafka Streams application. */
    @Produces
    @Singleton
    Topology topology(DedupTopology dedup, SplitTopology split) {
        StreamsBuilder builder = new StreamsBuilder();
        dedup.addTo(builder);
        split.addTo(builder);
        return builder.build();
    }

    /** Nothing is skipped: the transaction is aborted, and a new thread takes the same records again, a second later. */
    @Produces
    @Singleton
    StreamsUncaughtExceptionHandler startOver() {
        return failure -> {
            LOG.error("dedup or split failed; its records are taken again", failure);
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
            return StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
        };
    }
}
