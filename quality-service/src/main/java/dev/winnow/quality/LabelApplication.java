package dev.winnow.quality;

import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;

/** What the service's Kafka Streams run when it runs alone; an application of several services produces a topology of its own. */
class LabelApplication {
    @Produces
    @Singleton
    @DefaultBean
    Topology topology(LabelTopology labels) {
        StreamsBuilder builder = new StreamsBuilder();
        labels.addTo(builder);
        return builder.build();
    }
}
