package dev.winnow.events;

import java.util.HashMap;
import java.util.Map;
import org.eclipse.microprofile.config.Config;

/** How to reach the broker: every configuration key below {@code kafka.}, with that prefix taken off. */
public final class KafkaSettings {
    private static final String PREFIX = "kafka.";

    private KafkaSettings() {}

    /** @throws IllegalStateException when {@code kafka.bootstrap.servers} is not set */
    public static Map<String, Object> of(Config config) {
        Map<String, Object> settings = new HashMap<>();
        for (String name : config.getPropertyNames()) {
            if (name.startsWith(PREFIX)) {
                config.getOptionalValue(name, String.class)
                        .ifPresent(value -> settings.put(name.substring(PREFIX.length()), value));
            }
        }
        String servers = config.getOptionalValue("kafka.bootstrap.servers", String.class)
                .orElseThrow(
                        () -> new IllegalStateException(
                                "kafka.bootstrap.servers is not set: give the broker's host:port, for example KAFKA_BOOTSTRAP_SERVERS=127.0.0.1:9092"));
        settings.put("bootstrap.servers", servers);
        return settings;
    }
}
