package dev.winnow.gateway.rest;

import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** The dashboard is one page for every path; which view it shows it reads from the path. */
@ApplicationScoped
public class Pages {

    void routes(@Observes Router router) {
        router.getWithRegex("/datasets/[^/]+(/quality|/duplicates|/splits|/compare|/releases|/images/[0-9a-f]{32})?/?")
                .handler(request -> request.reroute("/"));
        router.getWithRegex("/dead-letters/?").handler(request -> request.reroute("/"));
    }
}
