package dev.winnow.storage;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Not ready while work waits for the store; the answer names it. */
@Readiness
@ApplicationScoped
public class StoreReadiness implements HealthCheck {
    private final PatientStore store;

    public StoreReadiness(PatientStore store) {
        this.store = store;
    }

    @Override
    public HealthCheckResponse call() {
        return store.outage()
                .map(outage -> HealthCheckResponse.named("store")
                        .down()
                        .withData("since", outage.since().toString())
                        .withData("reason", outage.reason())
                        .build())
                .orElseGet(() -> HealthCheckResponse.up("store"));
    }
}
