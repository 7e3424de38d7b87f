package dev.winnow.gateway;

import static io.restassured.RestAssured.given;

import dev.winnow.gateway.projection.DrawnTopics;
import dev.winnow.gateway.projection.ImageState;

/** A dataset of two hundred drawn images, sent once for all tests that only ask. */
final class Birds {
    static final DrawnTopics TOPICS = new DrawnTopics("birds", 42, 200, true);
    private static boolean sent;

    private Birds() {}

    /** Returns when the gateway has all of it. */
    static void project() throws Exception {
        if (!sent) {
            sent = true;
            Topics.send(TOPICS);
        }
        Answers.await(() -> Answers.uploaded("birds") == TOPICS.members().size()
                && given().get("/api/datasets/birds/summary").jsonPath().getLong("inFlight")
                        == TOPICS.members().values().stream()
                                .filter(member -> member.state == ImageState.IN_FLIGHT)
                                .count());
    }
}
