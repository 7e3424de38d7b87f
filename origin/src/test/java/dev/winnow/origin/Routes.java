package dev.winnow.origin;

import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicInteger;

/** A route as early as the gateway's upload proxy, which counts what comes through to it. */
@Singleton
class Routes {
    final AtomicInteger reached = new AtomicInteger();

    void add(@Observes Router router) {
        router.route("/early").order(Integer.MIN_VALUE + 1_000).handler(context -> {
            reached.incrementAndGet();
            context.request()
                    .resume()
                    .end()
                    .onComplete(whole -> context.response().end("reached"));
        });
    }
}
