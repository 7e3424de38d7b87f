package dev.winnow.origin;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Refuses what a page of another site sends through a person's browser, ahead of every route.
 *
 * <ul>
 *   <li>Any request for a host that is not ours: a name of theirs that points here would make us one origin with them.
 *   <li>A writing request that a page of another origin sent, as {@code Origin} and {@code Sec-Fetch-Site} say. Programs send
 *       neither.
 * </ul>
 *
 * <p>Such requests are answered without their body being read. Runs on the event loop.
 */
@Singleton
class SameOriginFilter {
    /** Of all filters the first, and ahead of every route whose order is above {@code -PRIORITY}. */
    static final int PRIORITY = Integer.MAX_VALUE - 49;

    private static final long DRAINED_MILLIS = 5_000;
    private static final Set<HttpMethod> READING =
            Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS, HttpMethod.TRACE);
    private static final Set<String> OWN_SITES = Set.of("same-origin", "none");

    private final OwnHosts hosts;
    private final Vertx vertx;

    SameOriginFilter(
            @ConfigProperty(name = "quarkus.http.host", defaultValue = "localhost") String boundTo,
            @ConfigProperty(name = OwnHosts.KEY) Optional<List<String>> configured,
            Vertx vertx) {
        this.hosts = new OwnHosts(boundTo, configured.orElse(List.of()));
        this.vertx = vertx;
    }

    void install(@Observes Filters filters) {
        filters.register(this::check, PRIORITY);
    }

    private void check(RoutingContext context) {
        HttpServerRequest request = context.request();
        Optional<Authority> asked = asked(request);
        if (asked.isEmpty()) {
            refuse(
                    request,
                    400,
                    "No host",
                    "The request names no host, or several: send one Host header, such as Host: localhost");
        } else if (!hosts.include(asked.get())) {
            refuse(
                    request,
                    403,
                    "Foreign host",
                    "The request is for the host '" + asked.get()
                            + "', which is not this server's: ask for localhost, or" + " add the name to "
                            + OwnHosts.KEY);
        } else if (!READING.contains(request.method()) && isForeign(request, asked.get())) {
            refuse(
                    request,
                    403,
                    "Foreign origin",
                    "A page of another origin sent this request: send it from this server's own pages or from a program,"
                            + " or add the page's host to " + OwnHosts.KEY);
        } else {
            context.next();
        }
    }

    private boolean isForeign(HttpServerRequest request, Authority asked) {
        return request.headers().getAll("Sec-Fetch-Site").stream().anyMatch(site -> !OWN_SITES.contains(site))
                || request.headers().getAll("Origin").stream().anyMatch(origin -> !hosts.mayWrite(origin, asked));
    }

    /** The one host that all parts of the request agree on. An address in the request line counts as much as the header. */
    private static Optional<Authority> asked(HttpServerRequest request) {
        List<String> named = request.headers().getAll("Host");
        if (named.size() > 1) {
            return Optional.empty();
        }
        Optional<Authority> asked = named.isEmpty() && request.authority() != null
                ? Authority.parse(request.authority().toString()) // HTTP/2
                : named.stream().findFirst().flatMap(Authority::parse);
        String target = request.uri();
        if (!target.regionMatches(true, 0, "http://", 0, 7) && !target.regionMatches(true, 0, "https://", 0, 8)) {
            return asked;
        }
        int start = target.indexOf("//") + 2;
        int end = start;
        while (end < target.length() && "/?#".indexOf(target.charAt(end)) < 0) {
            end++;
        }
        Optional<Authority> line = Authority.parse(target.substring(start, end));
        return asked.equals(line) ? asked : Optional.empty();
    }

    /** What still comes of the body goes nowhere, for a moment: a client that is cut off while it sends sees no answer. */
    private void refuse(HttpServerRequest request, int status, String title, String detail) {
        request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/problem+json")
                .end(new JsonObject()
                        .put("type", "about:blank")
                        .put("title", title)
                        .put("status", status)
                        .put("detail", detail)
                        .encode());
        if (!request.isEnded()) {
            long timer =
                    vertx.setTimer(DRAINED_MILLIS, late -> request.connection().close());
            request.exceptionHandler(gone -> vertx.cancelTimer(timer));
            request.endHandler(whole -> vertx.cancelTimer(timer));
            request.resume();
        }
    }
}
