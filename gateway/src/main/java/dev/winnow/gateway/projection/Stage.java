package dev.winnow.gateway.projection;

import dev.winnow.events.Topic;
import java.util.Optional;

/** How far an upload has come, in this order. A rejection ends an upload wherever it stood, unless it was prepared already. */
enum Stage {
    UPLOADED(Topic.IMAGES_UPLOADED),
    INGESTED(Topic.IMAGES_INGESTED),
    ASSESSED(Topic.IMAGES_ASSESSED),
    DEDUPLICATED(Topic.IMAGES_DEDUPLICATED),
    ASSIGNED(Topic.IMAGES_ASSIGNED),
    REJECTED(Topic.IMAGES_REJECTED),
    PREPARED(Topic.IMAGES_PREPARED);

    private final Topic topic;

    Stage(Topic topic) {
        this.topic = topic;
    }

    Topic topic() {
        return topic;
    }

    static Optional<Stage> of(Topic topic) {
        for (Stage stage : values()) {
            if (stage.topic == topic) {
                return Optional.of(stage);
            }
        }
        return Optional.empty();
    }
}
