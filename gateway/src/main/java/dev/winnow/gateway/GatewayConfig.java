package dev.winnow.gateway;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.util.Optional;

/** Settings of the gateway. */
@ConfigMapping(prefix = "gateway")
public interface GatewayConfig {

    /** Where uploads are passed on to, such as {@code http://ingest:8081}; empty where the ingest service is in this process. */
    Optional<URI> ingestUrl();

    /** Records on all topics that the read model may be behind before the gateway calls itself not ready. */
    @WithDefault("100000")
    long readyLag();

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
