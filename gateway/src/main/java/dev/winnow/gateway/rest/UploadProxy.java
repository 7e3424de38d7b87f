package dev.winnow.gateway.rest;

import dev.winnow.gateway.GatewayConfig;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.RequestOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Streams uploads through to the ingest service where {@code gateway.ingest-url} names one, at the pace at which it takes them. In
 * one process with the ingest service nothing is set, and that serves the path itself.
 *
 * <p>The address is the configured one, whatever the client wrote: of its request line only the dataset's name and the query go on.
 */
@ApplicationScoped
public class UploadProxy {
    private static final Logger LOG = Logger.getLogger(UploadProxy.class);

    /** RFC 9110, 7.6.1, and what older clients send. */
    private static final Set<String> HOP_BY_HOP = Set.of(
            "connection",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    /** What is between the client and this server alone. Where a page's request came from has been checked here. */
    private static final Set<String> OURS = Set.of("host", "expect", "cookie", "origin", "referer");

    private static final String OF_A_QUERY = "-._~!$&'()*+,;=:@/?%";
    private static final String OF_A_NAME = "-._~";

    private final GatewayConfig config;
    private final Vertx vertx;

    public UploadProxy(GatewayConfig config, Vertx vertx) {
        this.config = config;
        this.vertx = vertx;
    }

    void routes(@Observes Router router) {
        config.ingestUrl().ifPresent(url -> {
            requireServer(url);
            HttpClient client = vertx.createHttpClient(
                    new HttpClientOptions().setConnectTimeout(5_000).setMaxPoolSize(64));
            router.post("/api/datasets/:dataset/images")
                    .order(Integer.MIN_VALUE + 1_000)
                    .handler(context -> forward(client, url, context));
        });
    }

    /** @throws IllegalArgumentException where uploads cannot be passed on to this address */
    static void requireServer(URI url) {
        boolean http = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
        if (!http || url.getHost() == null || url.getUserInfo() != null || url.getQuery() != null) {
            throw new IllegalArgumentException("gateway.ingest-url is " + url
                    + ", expected a server such as http://ingest-service:8081, without a user or a query");
        }
    }

    private static void forward(HttpClient client, URI ingest, RoutingContext context) {
        HttpServerRequest inbound = context.request();
        inbound.pause();
        if ("100-continue".equalsIgnoreCase(inbound.getHeader("Expect"))) {
            inbound.response().writeContinue();
        }
        client.request(target(ingest, context.pathParam("dataset"), inbound.uri()))
                .compose(outbound -> stream(context, outbound))
                .compose(answer -> pass(answer, context.response()))
                .onFailure(e -> failed(ingest, context.response(), e));
    }

    /** The request to the ingest service: its address and path are ours, dataset and query the client's. */
    static RequestOptions target(URI ingest, String dataset, String requested) {
        boolean secure = "https".equalsIgnoreCase(ingest.getScheme());
        String base = ingest.getRawPath() == null ? "" : ingest.getRawPath().replaceFirst("/+$", "");
        int mark = requested.indexOf('?');
        int end = requested.indexOf('#') < 0 ? requested.length() : requested.indexOf('#');
        String query = mark < 0 || mark > end ? "" : "?" + escaped(requested.substring(mark + 1, end), OF_A_QUERY);
        return new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setSsl(secure)
                .setHost(ingest.getHost())
                .setPort(ingest.getPort() >= 0 ? ingest.getPort() : secure ? 443 : 80)
                .setURI(base + "/api/datasets/" + escaped(dataset, OF_A_NAME) + "/images" + query);
    }

    /** Percent signs for everything but letters, digits and the given characters. */
    private static String escaped(String text, String kept) {
        StringBuilder escaped = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (c < 0x80 && (Character.isLetterOrDigit(c) || kept.indexOf(c) >= 0)) {
                escaped.append(c);
            } else {
                escaped.append(String.format("%%%02X", (int) c));
            }
        }
        return escaped.toString();
    }

    private static Future<HttpClientResponse> stream(RoutingContext context, HttpClientRequest outbound) {
        HttpServerRequest inbound = context.request();
        if (context.response().closed()) { // nothing more will come of its body, not even an end
            outbound.reset();
            return Future.failedFuture("The client went away");
        }
        context.addEndHandler(ended -> {
            if (ended.failed()) {
                outbound.reset();
            }
        });
        Set<String> left = hopByHop(inbound.headers());
        inbound.headers().forEach(header -> {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (!left.contains(name) && !OURS.contains(name) && !name.startsWith("sec-")) {
                outbound.headers().add(header.getKey(), header.getValue());
            }
        });
        if (!outbound.headers().contains("Content-Length")) {
            outbound.setChunked(true);
        }
        return outbound.send(inbound);
    }

    private static Future<Void> pass(HttpClientResponse answer, HttpServerResponse response) {
        Set<String> left = hopByHop(answer.headers());
        response.setStatusCode(answer.statusCode());
        for (String name : answer.headers().names()) {
            if (!left.contains(name.toLowerCase(Locale.ROOT))) {
                response.putHeader(name, answer.headers().getAll(name));
            }
        }
        if (!response.headers().contains("Content-Length")) {
            response.setChunked(true);
        }
        return answer.pipeTo(response);
    }

    /** Headers that end here: those of the standard, and those that {@code Connection} names. */
    static Set<String> hopByHop(MultiMap headers) {
        Set<String> names = new HashSet<>(HOP_BY_HOP);
        for (String value : headers.getAll("Connection")) {
            for (String name : value.split(",")) {
                names.add(name.strip().toLowerCase(Locale.ROOT));
            }
        }
        names.remove("content-length"); // or the body's end would be lost
        return names;
    }

    private static void failed(URI ingest, HttpServerResponse response, Throwable e) {
        if (response.ended()) { // its body was too large or too slow, and the connection's gate has said so
            LOG.debugf("an upload was refused while it was passed on reason=%s", e.getMessage());
            return;
        }
        if (response.closed()) {
            LOG.debugf("a client went away while its upload was passed on reason=%s", e.getMessage());
            return;
        }
        LOG.warnf("an upload could not be passed on ingest=%s reason=%s", ingest, e.getMessage());
        if (response.headWritten()) {
            response.reset();
            return;
        }
        response.headers().remove("Content-Length");
        response.putHeader("Connection", "close").putHeader("Retry-After", "5");
        Problem.of(503, "Ingest not available", "The ingest service does not take uploads at the moment")
                .remedy("Try again: nothing of this upload was kept for good")
                .end(response);
    }
}
