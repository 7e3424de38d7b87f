package dev.winnow.split;

import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;

/** What the service runs when it runs alone; an application of several services produces a topology of its own. */
class SplitApplication {
    @Produces
    @Singleton
    @DefaultBean
    Topology topology(SplitTopology split) {
        StreamsBuilder builder = new StreamsBuilder();
        split.addTo(builder);
        return builder.build();
    }
}
