package dev.winnow.deployment;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/**
 * The part of the Compose specification that {@code docker-compose.yml} uses. Fields that begin with {@code x-} are the
 * author's own and left out before reading.
 */
record ComposeFile(
        String name,
        Map<String, Service> services,
        Map<String, Network> networks,
        Map<String, Volume> volumes,
        Map<String, Config> configs) {

    static ComposeFile read(JsonNode document) {
        JsonNode own = document.deepCopy();
        own.properties().removeIf(field -> field.getKey().startsWith("x-"));
        return StrictYaml.read(own, ComposeFile.class);
    }

    record Service(
            String image,
            Build build,
            List<String> entrypoint,
            List<String> command,
            Map<String, String> environment,
            List<String> ports,
            List<String> volumes,
            List<String> networks,
            List<ConfigMount> configs,
            @JsonProperty("depends_on") Map<String, Dependency> dependsOn,
            HealthCheck healthcheck,
            Restart restart,
            @JsonProperty("read_only") boolean readOnly,
            List<String> tmpfs,
            @JsonProperty("cap_drop") List<String> capDrop,
            @JsonProperty("security_opt") List<String> securityOpt,
            @JsonProperty("stop_grace_period") String stopGracePeriod,
            @JsonProperty("shm_size") String shmSize,
            @JsonProperty("pids_limit") Integer pidsLimit,
            Double cpus,
            @JsonProperty("mem_limit") String memLimit) {

        Service {
            environment = environment == null ? Map.of() : environment;
            ports = ports == null ? List.of() : ports;
            volumes = volumes == null ? List.of() : volumes;
            networks = networks == null ? List.of() : networks;
            configs = configs == null ? List.of() : configs;
            dependsOn = dependsOn == null ? Map.of() : dependsOn;
        }

        /** Whether it is one of Winnow's own, built here. */
        boolean own() {
            return build != null;
        }
    }

    record Build(String context, Map<String, String> args) {}

    record ConfigMount(String source, String target) {}

    record Dependency(Condition condition) {}

    enum Condition {
        @JsonProperty("service_started")
        STARTED,
        @JsonProperty("service_healthy")
        HEALTHY,
        @JsonProperty("service_completed_successfully")
        COMPLETED
    }

    enum Restart {
        @JsonProperty("no")
        NO,
        @JsonProperty("on-failure")
        ON_FAILURE,
        @JsonProperty("unless-stopped")
        UNLESS_STOPPED
    }

    record HealthCheck(
            List<String> test,
            String interval,
            String timeout,
            int retries,
            @JsonProperty("start_period") String startPeriod) {}

    record Network(boolean internal) {}

    record Volume() {}

    record Config(String content) {}
}
