package dev.winnow.gateway.rest;

import dev.winnow.gateway.GatewayConfig;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Answers a request by a method that its path does not take with 405, and {@code OPTIONS}, both with {@code Allow}: exactly the
 * methods that the resources below {@code /api} have for the path, and {@code GET} everywhere else.
 */
@ApplicationScoped
public class AllowedMethods {
    private static final Set<String> PAGES = new TreeSet<>(Set.of("GET", "HEAD", "OPTIONS"));
    private static final int BEFORE_RESOURCES = Integer.MIN_VALUE + 2_000;

    private final List<Route> routes = new ArrayList<>();

    /** What one path takes; a parameter stands for any name, whatever its form. */
    private record Route(Pattern path, Set<String> methods) {}

    public AllowedMethods(BeanManager beans, GatewayConfig config) {
        for (Bean<?> bean : beans.getBeans(Object.class, Any.Literal.INSTANCE)) {
            Path path = bean.getBeanClass().getAnnotation(Path.class);
            if (path != null) {
                for (Method method : bean.getBeanClass().getDeclaredMethods()) {
                    add(path.value(), method);
                }
            }
        }
        if (config.ingestUrl().isPresent()) { // UploadProxy
            routes.add(new Route(pattern("/api/datasets/{dataset}/images"), Set.of("POST")));
        }
    }

    private void add(String base, Method method) {
        for (Annotation annotation : method.getAnnotations()) {
            jakarta.ws.rs.HttpMethod verb = annotation.annotationType().getAnnotation(jakarta.ws.rs.HttpMethod.class);
            if (verb != null) {
                Path below = method.getAnnotation(Path.class);
                String path = below == null ? base : base + '/' + below.value();
                routes.add(new Route(
                        pattern(path), verb.value().equals("GET") ? Set.of("GET", "HEAD") : Set.of(verb.value())));
            }
        }
    }

    /** {@code /api/datasets/{dataset}/images/{item: [0-9a-f]{32}}} as a pattern. */
    private static Pattern pattern(String template) {
        StringBuilder pattern = new StringBuilder();
        int depth = 0;
        for (char c : template.replaceAll("/{2,}", "/").toCharArray()) {
            if (c == '{') {
                pattern.append(depth++ == 0 ? "[^/]+" : "");
            } else if (c == '}') {
                depth--;
            } else if (depth == 0) {
                pattern.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return Pattern.compile((template.startsWith("/") ? "" : "/") + pattern + "/?");
    }

    void routes(@Observes Router router) {
        router.route().order(BEFORE_RESOURCES).handler(this::check);
    }

    private void check(RoutingContext context) {
        Set<String> allowed = allowed(context.normalizedPath());
        HttpMethod method = context.request().method();
        boolean known = !allowed.isEmpty();
        if (known && method == HttpMethod.OPTIONS) {
            context.response()
                    .setStatusCode(204)
                    .putHeader("Allow", String.join(", ", allowed))
                    .end();
        } else if (known && !allowed.contains(method.name())) {
            context.response().putHeader("Allow", String.join(", ", allowed));
            Problem.of(405, "Method not allowed", "This path takes " + String.join(", ", allowed) + ", not " + method)
                    .end(context.response());
            context.request().resume();
        } else {
            context.next();
        }
    }

    /** In the order of the alphabet; none where nothing is served. */
    private Set<String> allowed(String path) {
        if (!path.equals("/api") && !path.startsWith("/api/")) {
            return PAGES;
        }
        Set<String> allowed = new TreeSet<>();
        routes.stream()
                .filter(route -> route.path().matcher(path).matches())
                .forEach(route -> allowed.addAll(route.methods()));
        if (!allowed.isEmpty()) {
            allowed.add("OPTIONS");
        }
        return allowed;
    }
}
