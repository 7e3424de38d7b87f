package dev.winnow.gateway.rest;

import dev.winnow.gateway.database.DatabaseWatch;
import dev.winnow.gateway.database.DatabaseWatch.State;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Answers for the database while it is away, before a thread is taken: 503. While it takes no writes, changes are answered 503, and
 * what is read carries the header {@value #STALE}. Uploads go on: they need no database.
 */
@ApplicationScoped
public class DatabaseGuard {
    /** Says that an answer may be old, and why. */
    static final String STALE = "Winnow-Stale";

    private static final int BEFORE_THE_API = Integer.MIN_VALUE + 2_000;
    private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
    private static final Pattern UPLOAD = Pattern.compile("/api/datasets/[^/]+/images/?");

    private final DatabaseWatch watch;

    public DatabaseGuard(DatabaseWatch watch) {
        this.watch = watch;
    }

    void routes(@Observes Router router) {
        router.route("/api/*").order(BEFORE_THE_API).handler(this::check);
    }

    private void check(RoutingContext context) {
        State state = watch.state();
        boolean reads = READING.contains(context.request().method());
        if (state == State.ANSWERS || !reads && isUpload(context)) {
            context.next();
        } else if (state == State.READ_ONLY && reads) {
            context.response().putHeader(STALE, "the database takes no writes");
            context.next();
        } else {
            refuse(context, state);
        }
    }

    private static boolean isUpload(RoutingContext context) {
        return context.request().method() == HttpMethod.POST
                && UPLOAD.matcher(context.normalizedPath()).matches();
    }

    private static void refuse(RoutingContext context, State state) {
        boolean away = state == State.AWAY;
        context.response().putHeader("Retry-After", "5");
        Problem.of(
                        503,
                        away ? "Database not available" : "Database takes no writes",
                        away
                                ? "The read model cannot be read at the moment"
                                : "Nothing can be changed at the moment; what is shown may be old")
                .remedy("Try again; /q/health/ready says more")
                .end(context.response());
    }
}
