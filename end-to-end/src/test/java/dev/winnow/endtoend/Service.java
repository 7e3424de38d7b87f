package dev.winnow.endtoend;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** The services in the order in which an image meets them; the gateway, which meets every event, last. */
enum Service {
    INGEST("ingest-service"),
    QUALITY("quality-service"),
    DEDUP("dedup-service"),
    SPLIT("split-service"),
    AUGMENT("augment-service"),
    GATEWAY("gateway");

    private final String module;

    Service(String module) {
        this.module = module;
    }

    /** {@code ingest}, {@code quality}, … */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalStateException where the service is not packaged, saying how to do that */
    Path program() {
        Path jar = Path.of(System.getProperty("winnow.root", ".."), module, "target", "quarkus-app", "quarkus-run.jar")
                .toAbsolutePath()
                .normalize();
        if (!Files.exists(jar)) {
            throw new IllegalStateException(
                    "There is no " + jar + ": package the services first, with mvn verify from the"
                            + " root or mvn package -pl " + module + " -am -DskipTests");
        }
        return jar;
    }
}
