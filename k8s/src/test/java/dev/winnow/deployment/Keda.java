package dev.winnow.deployment;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBehavior;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The part of KEDA's resources ({@code keda.sh/v1alpha1}) that is used here; no maintained Java model of them is published. */
interface Keda {

    record ScaledObject(String apiVersion, String kind, ObjectMeta metadata, Spec spec) {

        record Spec(
                Target scaleTargetRef,
                Integer pollingInterval,
                Integer cooldownPeriod,
                Integer minReplicaCount,
                Integer maxReplicaCount,
                Fallback fallback,
                Advanced advanced,
                List<Trigger> triggers) {

            Spec {
                if (fallback != null
                        && triggers.stream().anyMatch(trigger -> trigger.type().equals("cpu"))) {
                    throw new IllegalArgumentException("KEDA admits no fallback beside a cpu trigger");
                }
            }
        }

        record Target(String name) {}

        record Fallback(Integer failureThreshold, Integer replicas) {}

        record Advanced(HorizontalPodAutoscalerConfig horizontalPodAutoscalerConfig) {}

        record HorizontalPodAutoscalerConfig(HorizontalPodAutoscalerBehavior behavior) {}

        /** Of what a trigger's metadata may say, each type has its own list. */
        record Trigger(
                String type, String metricType, Map<String, String> metadata, AuthenticationRef authenticationRef) {

            private static final Map<String, Set<String>> KNOWN = Map.of(
                    "kafka",
                    Set.of(
                            "bootstrapServers",
                            "consumerGroup",
                            "topic",
                            "lagThreshold",
                            "activationLagThreshold",
                            "offsetResetPolicy",
                            "allowIdleConsumers",
                            "limitToPartitionsWithLag",
                            "excludePersistentLag",
                            "tls",
                            "sasl"),
                    "cpu",
                    Set.of("value", "containerName"));

            Trigger {
                Set<String> known = KNOWN.get(type);
                if (known == null) {
                    throw new IllegalArgumentException("Trigger " + type + " is none of " + KNOWN.keySet());
                }
                metadata.keySet().stream().filter(key -> !known.contains(key)).forEach(key -> {
                    throw new IllegalArgumentException("A " + type + " trigger has no " + key);
                });
            }
        }

        record AuthenticationRef(String name) {}
    }

    record TriggerAuthentication(String apiVersion, String kind, ObjectMeta metadata, Spec spec) {

        record Spec(List<SecretTargetRef> secretTargetRef) {}

        record SecretTargetRef(String parameter, String name, String key) {}
    }
}
