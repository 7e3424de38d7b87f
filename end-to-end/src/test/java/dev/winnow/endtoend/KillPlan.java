package dev.winnow.endtoend;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Which service is killed when, drawn before anything happens: each service once, in a random order.
 *
 * @param imagesPerKill uploaded around each kill
 */
record KillPlan(long seed, int imagesPerKill, List<Kill> kills) {

    /**
     * One SIGKILL.
     *
     * @param afterUploads how many of the images around this kill are acknowledged at least when it comes
     * @param pause from then to the kill
     */
    record Kill(Service service, int afterUploads, Duration pause) {}

    static KillPlan draw(long seed, int imagesPerKill) {
        Random random = new Random(seed);
        List<Service> order = new ArrayList<>(List.of(Service.values()));
        Collections.shuffle(order, random);
        return new KillPlan(
                seed,
                imagesPerKill,
                order.stream()
                        .map(service -> new Kill(
                                service, random.nextInt(imagesPerKill / 2), Duration.ofMillis(random.nextInt(400))))
                        .toList());
    }
}
