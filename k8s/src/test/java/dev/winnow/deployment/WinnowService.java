package dev.winnow.deployment;

import java.util.Arrays;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The six services, and what the defaults that each packs say about its topics. */
enum WinnowService {
    INGEST("ingest-service", 8081),
    QUALITY("quality-service", 8082),
    DEDUP("dedup-service", 8083),
    SPLIT("split-service", 8084),
    AUGMENT("augment-service", 8085),
    GATEWAY("gateway", 8086);

    final String artifact;
    final int port;

    WinnowService(String artifact, int port) {
        this.artifact = artifact;
        this.port = port;
    }

    static WinnowService ofArtifact(String artifact) {
        return Arrays.stream(values())
                .filter(service -> service.artifact.equals(artifact))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(artifact + " is no service"));
    }

    static Set<String> artifacts() {
        return Arrays.stream(values()).map(service -> service.artifact).collect(Collectors.toUnmodifiableSet());
    }

    /** Its name in topics and metrics, such as {@code ingest}. */
    String stem() {
        return artifact.replace("-service", "");
    }

    /** What its messaging channels read. */
    Set<Subscription> subscriptions() {
        Properties defaults = defaults();
        return channels(defaults, "incoming")
                .flatMap(channel -> topics(defaults, channel)
                        .map(topic -> new Subscription(defaults.getProperty(channel + ".group.id"), topic)))
                .collect(Collectors.toSet());
    }

    /** What its messaging channels write, dead letters included. */
    Set<String> written() {
        Properties defaults = defaults();
        Stream<String> facts = channels(defaults, "outgoing").flatMap(channel -> topics(defaults, channel));
        Stream<String> deadLetters = channels(defaults, "incoming")
                .map(channel -> defaults.getProperty(channel + ".dead-letter-queue.topic"));
        return Stream.concat(facts, deadLetters).collect(Collectors.toCollection(TreeSet::new));
    }

    /** What its Kafka Streams topology reads or writes; empty where it has none. */
    Set<String> streamed() {
        String topics = defaults().getProperty("quarkus.kafka-streams.topics", "");
        return Stream.of(topics.split(","))
                .map(String::strip)
                .filter(topic -> !topic.isEmpty())
                .collect(Collectors.toSet());
    }

    private Properties defaults() {
        Properties defaults = new Properties();
        Checkout.files(artifact + "/src/main/resources", ".properties")
                .forEach(file -> defaults.putAll(Checkout.properties(file)));
        return defaults;
    }

    private static Stream<String> channels(Properties defaults, String direction) {
        Pattern topic = Pattern.compile("(mp\\.messaging\\." + direction + "\\.[^.]+)\\.topics?");
        return defaults.stringPropertyNames().stream()
                .map(topic::matcher)
                .filter(Matcher::matches)
                .map(matcher -> matcher.group(1));
    }

    private static Stream<String> topics(Properties defaults, String channel) {
        String several = defaults.getProperty(channel + ".topics", defaults.getProperty(channel + ".topic"));
        return Stream.of(several.split(","));
    }

    /** A topic read as a member of a consumer group. */
    record Subscription(String group, String topic) {}
}
