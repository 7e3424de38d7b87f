package dev.winnow.gateway;

import static io.restassured.RestAssured.given;

import io.restassured.path.json.JsonPath;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** What the gateway answers once it has what was sent. */
final class Answers {
    private Answers() {}

    /** How many items of a dataset it knows, -1 where it knows nothing of the dataset. */
    static long uploaded(String dataset) {
        JsonPath summary = given().get("/api/datasets/" + dataset + "/summary").jsonPath();
        return summary.get("images") == null ? -1 : summary.getLong("images.uploaded");
    }

    /** Waits two minutes at most. */
    static void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("what was waited for did not come in two minutes");
            }
            Thread.sleep(50);
        }
    }
}
