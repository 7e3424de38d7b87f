package dev.winnow.gateway.access;

import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.RequestScoped;

/** The caller of the request under way, as {@link Access} identified it. */
@RequestScoped
public class Caller {
    private static final String KEY = Caller.class.getName();

    private final RoutingContext request;

    Caller(RoutingContext request) {
        this.request = request;
    }

    /** Notes who sent a request, for what is decided during it. */
    public static void note(RoutingContext request, String name) {
        request.put(KEY, name);
    }

    /**
     * The caller's name, 1 to 256 characters.
     *
     * @throws IllegalStateException where the request did not pass {@link Access}
     */
    public String name() {
        String name = request.get(KEY);
        if (name == null) {
            throw new IllegalStateException("The request did not pass the access check");
        }
        return name;
    }
}
