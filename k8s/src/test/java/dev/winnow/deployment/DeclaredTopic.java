package dev.winnow.deployment;

import dev.winnow.events.Topic;
import java.util.Arrays;
import java.util.List;

/** A topic as a deployment has to create it. */
record DeclaredTopic(String name, int partitions, String cleanupPolicy) {

    /** Partitions of the topics that carry images: the most replicas of one service that can have work. */
    static final int IMAGE_PARTITIONS = 12;

    static List<DeclaredTopic> ofTheCatalogue() {
        return Arrays.stream(Topic.values()).map(DeclaredTopic::of).toList();
    }

    private static DeclaredTopic of(Topic topic) {
        String policy = switch (topic.kind()) {
            case STATE -> "compact";
            case FACTS, DEAD_LETTERS -> "delete";
        };
        return new DeclaredTopic(topic.topicName(), topic.partitions(IMAGE_PARTITIONS), policy);
    }

    @Override
    public String toString() {
        return name + " " + partitions + " " + cleanupPolicy;
    }
}
