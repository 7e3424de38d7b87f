package dev.winnow.dedup;

import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;

/** What the service runs when it runs alone; an application of several services produces a topology of its own. */
class DedupApplication {
    @Produces
    @Singleton
    @DefaultBean
    Topology topology(DedupTopology dedup) {
        StreamsBuilder builder = new StreamsBuilder();
        dedup.addTo(builder);
        dedup.addOrderTo(builder);
        return builder.build();
    }
}
