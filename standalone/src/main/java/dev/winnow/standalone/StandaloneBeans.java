package dev.winnow.standalone;

import dev.winnow.dedup.DedupTopology;
import dev.winnow.imaging.Analyzer;
import dev.winnow.imaging.PictureCache;
import dev.winnow.imaging.PictureDecoder;
import dev.winnow.imaging.Pictures;
import dev.winnow.imaging.Preparer;
import dev.winnow.imaging.Vetting;
import dev.winnow.quality.LabelTopology;
import dev.winnow.split.SplitTopology;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;

/** What the services share when they are one process. */
@Dependent
class StandaloneBeans {
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

    /** The stateful stages as one Kafka Streams application. */
    @Produces
    @Singleton
    Topology topology(DedupTopology dedup, SplitTopology split, LabelTopology labels) {
        StreamsBuilder builder = new StreamsBuilder();
        dedup.addTo(builder);
        split.addTo(builder);
        labels.addTo(builder);
        dedup.addOrderTo(builder);
        return builder.build();
    }
}
