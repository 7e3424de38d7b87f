package dev.winnow.admission;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.Channel;
import io.quarkus.arc.DefaultBean;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Decides of each request, by its header alone, whether it is taken on; and bounds its body. */
@ApplicationScoped
public class Admission {
    private static final Pattern UPLOAD = Pattern.compile("/api/datasets/([^/]+)/images/?");
    private static final int BEFORE_ANY_WORK = Integer.MIN_VALUE + 100; // after the routes that set headers
    private static final long LARGEST_UPLOAD =
            (1L << 30) + (1 << 20); // as limits.maxBytes may be at most, and a form's headers

    private final AdmissionConfig config;
    private final UploadLimit uploadLimit;
    private final Pace pace;
    private final MeterRegistry meters;
    private final AtomicInteger underWay = new AtomicInteger();

    public Admission(AdmissionConfig config, UploadLimit uploadLimit, MeterRegistry meters) {
        this.config = config;
        this.uploadLimit = uploadLimit;
        this.pace = Pace.of(config);
        this.meters = meters;
        meters.gauge("winnow.uploads.under.way", underWay);
    }

    void routes(@Observes Router router) {
        router.route().order(BEFORE_ANY_WORK).handler(this::admit);
    }

    private void admit(RoutingContext context) {
        HttpServerRequest request = context.request();
        Matcher upload = UPLOAD.matcher(context.normalizedPath());
        boolean isUpload = request.method() == HttpMethod.POST && upload.matches();
        long most = isUpload
                ? uploadLimit.maxBytes(upload.group(1), isForm(request))
                : config.body().asLongValue();
        Channel connection = ((ConnectionBase) request.connection()).channel();
        if (request.version() != HttpVersion.HTTP_2 && connection.isActive()) {
            ConnectionGate.of(connection, pace).bound(most, refusal -> refuse(context, refusal));
        }
        if (announced(request) > most) {
            refuse(context, Refusal.tooLarge(most));
            return;
        }
        if (!isUpload) {
            context.next();
        } else if (underWay.incrementAndGet() <= config.uploads()) {
            context.addEndHandler(ended -> underWay.decrementAndGet());
            context.next();
        } else {
            underWay.decrementAndGet();
            refuse(context, Refusal.tooMany(config.uploads(), config.retryAfterSeconds()));
        }
    }

    private void refuse(RoutingContext context, Refusal refusal) {
        meters.counter("winnow.http.refused", "reason", refusal.reason()).increment();
        refusal.answer(context.response());
    }

    private static boolean isForm(HttpServerRequest request) {
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        return type != null && type.toLowerCase(Locale.ROOT).startsWith("multipart/");
    }

    /** The length that the client announced; -1 where it gave none, or one that the codec refuses anyway. */
    private static long announced(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null ? -1 : Long.parseLong(length.strip());
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /** Where nobody in the process knows the datasets: the largest upload that any spec can allow. */
    @Produces
    @DefaultBean
    @Singleton
    static UploadLimit anySpecs() {
        return (dataset, form) -> LARGEST_UPLOAD;
    }
}
