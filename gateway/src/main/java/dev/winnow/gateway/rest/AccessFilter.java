package dev.winnow.gateway.rest;

import dev.winnow.gateway.access.Access;
import dev.winnow.gateway.access.Caller;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;

/** Passes every request through {@link Access}, uploads and pages included, ahead of the upload proxy. Runs on the event loop. */
@Singleton
class AccessFilter {
    /** After the check of hosts and origins, ahead of every route. */
    private static final int PRIORITY = Integer.MAX_VALUE - 100;

    private final Access access;

    AccessFilter(Access access) {
        this.access = access;
    }

    void install(@Observes Filters filters) {
        filters.register(this::identify, PRIORITY);
    }

    private void identify(RoutingContext context) {
        List<String> named = access.userHeader()
                .map(header -> context.request().headers().getAll(header))
                .orElse(List.of());
        try {
            Caller.note(context, access.identify(named));
        } catch (Access.UnknownCallerException e) {
            Problem.of(400, "Unknown caller", e.getMessage()).end(context.response());
            return;
        }
        context.next();
    }
}
