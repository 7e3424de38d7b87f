package dev.winnow.gateway;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Settings of the gateway. */
@ConfigMapping(prefix = "gateway")
public interface GatewayConfig {

    /** Where uploads are passed on to, such as {@code http://ingest:8081}; empty where the ingest service is in this process. */
    Optional<URI> ingestUrl();

    /** Records on all topics that the read model may be behind before the gateway calls itself not ready. */
    @WithDefault("100000")
    long readyLag();

    /** Looking for objects whose notification was lost. */
    Sweep sweep();

    interface Sweep {
        /**
         * The watched buckets, with commas between; empty for none. They are listed with the keys of the store, and {@code
         * ingest.notifications.enabled} has to be set for the ingest service.
         */
        Optional<List<String>> buckets();

        /** From the end of a sweep to the begin of the next. The first comes when the gateway starts. */
        @WithDefault("1H")
        Duration every();
    }

    /** Deleting contents that only deleted datasets named. */
    Collector collector();

    interface Collector {
        /**
         * How long such a content lies aside in the store before it is deleted. An upload that found it there a moment before is
         * announced, or has failed, within two minutes; whoever reads the content meanwhile puts it back.
         */
        @WithDefault("5M")
        Duration grace();
    }

    /** Who callers are. */
    Access access();

    interface Access {
        /**
         * The header in which a proxy that authenticates callers names them, such as {@code X-Forwarded-User}. The proxy must
         * overwrite it. Empty: every caller is anonymous.
         */
        Optional<String> userHeader();
    }
}
