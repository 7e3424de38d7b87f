package dev.winnow.gateway.rest;

import dev.winnow.gateway.GatewayConfig;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URI;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Streams uploads through to the ingest service where {@code gateway.ingest-url} names one, at the pace at which it takes them. In
 * one process with the ingest service nothing is set, and that serves the path itself.
 */
@ApplicationScoped
public class UploadProxy {
    private static final Logger LOG = Logger.getLogger(UploadProxy.class);
    private static final Set<String> HOP_BY_HOP =
            Set.of("connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade", "host");

    private final GatewayConfig config;
    private final Vertx vertx;

    public UploadProxy(GatewayConfig config, Vertx vertx) {
        this.config = config;
        this.vertx = vertx;
    }

    void routes(@Observes Router router) {
        config.ingestUrl().ifPresent(url -> {
            HttpClient client = vertx.createHttpClient(
                    new HttpClientOptions().setConnectTimeout(5_000).setMaxPoolSize(64));
            router.post("/api/datasets/:dataset/images")
                    .order(Integer.MIN_VALUE + 1_000)
                    .handler(context -> forward(client, url, context));
        });
    }

    private static void forward(HttpClient client, URI ingest, RoutingContext context) {
        HttpServerRequest inbound = context.request();
        inbound.pause();
        RequestOptions target = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(ingest.resolve(inbound.uri()).toString());
        client.request(target)
                .compose(outbound -> stream(inbound, outbound))
                .onSuccess(answer -> pass(answer, context.response()))
                .onFailure(e -> {
                    LOG.warnf("an upload could not be passed on ingest=%s reason=%s", ingest, e.getMessage());
                    unavailable(context.response());
                });
    }

    private static io.vertx.core.Future<HttpClientResponse> stream(
            HttpServerRequest inbound, HttpClientRequest outbound) {
        inbound.headers().forEach(header -> {
            if (!HOP_BY_HOP.contains(header.getKey().toLowerCase(java.util.Locale.ROOT))) {
                outbound.headers().add(header.getKey(), header.getValue());
            }
        });
        if (!inbound.headers().contains("Content-Length")) {
            outbound.setChunked(true);
        }
        return outbound.send(inbound);
    }

    private static void pass(HttpClientResponse answer, HttpServerResponse response) {
        response.setStatusCode(answer.statusCode());
        answer.headers().forEach(header -> {
            if (!HOP_BY_HOP.contains(header.getKey().toLowerCase(java.util.Locale.ROOT))) {
                response.headers().set(header.getKey(), header.getValue());
            }
        });
        if (!answer.headers().contains("Content-Length")) {
            response.setChunked(true);
        }
        answer.pipeTo(response);
    }

    private static void unavailable(HttpServerResponse response) {
        if (response.headWritten()) {
            response.reset();
            return;
        }
        response.setStatusCode(503)
                .putHeader("Content-Type", Problem.MEDIA_TYPE)
                .putHeader("Connection", "close")
                .end(new JsonObject()
                        .put("type", "about:blank")
                        .put("title", "Ingest not available")
                        .put("status", 503)
                        .put("detail", "The ingest service does not take uploads at the moment")
                        .put("remedy", "Try again: nothing of this upload was kept for good")
                        .encode());
    }
}
