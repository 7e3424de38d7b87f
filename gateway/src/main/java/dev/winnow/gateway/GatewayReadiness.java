package dev.winnow.gateway;

import dev.winnow.gateway.database.DatabaseWatch;
import dev.winnow.gateway.flow.LagMeter;
import dev.winnow.gateway.projection.Projection;
import dev.winnow.gateway.projection.Projector;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Ready where the read model can be read and is about current; otherwise the answer says why not. */
@Readiness
@ApplicationScoped
public class GatewayReadiness implements HealthCheck {
    private final Projector projector;
    private final Projection projection;
    private final LagMeter lag;
    private final GatewayConfig config;
    private final DatabaseWatch database;

    public GatewayReadiness(
            Projector projector, Projection projection, LagMeter lag, GatewayConfig config, DatabaseWatch database) {
        this.projector = projector;
        this.projection = projection;
        this.lag = lag;
        this.config = config;
        this.database = database;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response =
                HealthCheckResponse.named("read model").withData("lag", lag.gatewayLag());
        if (database.state() != DatabaseWatch.State.ANSWERS) {
            return response.withData(
                            "reason",
                            database.state() == DatabaseWatch.State.AWAY
                                    ? "the database does not answer"
                                    : "the database takes no writes")
                    .down()
                    .build();
        }
        try {
            projector.offsets();
        } catch (SQLException e) {
            return response.withData("reason", "the database cannot be read: " + e.getMessage())
                    .down()
                    .build();
        }
        if (projection.trouble().isPresent()) {
            return response.withData(
                            "reason",
                            "the projection has stopped: "
                                    + projection.trouble().get())
                    .down()
                    .build();
        }
        if (lag.gatewayLag() > config.readyLag()) {
            return response.withData("reason", "the read model is more than " + config.readyLag() + " records behind")
                    .down()
                    .build();
        }
        return response.up().build();
    }
}
