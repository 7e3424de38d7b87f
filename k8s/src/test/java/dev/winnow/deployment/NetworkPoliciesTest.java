package dev.winnow.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import java.util.List;
import org.junit.jupiter.api.Test;

class NetworkPoliciesTest {
    private final List<NetworkPolicy> policies =
            Manifests.of(Manifests.read(Checkout.text("k8s/base/network-policies.yaml")), NetworkPolicy.class);

    @Test
    void noPodReachesMoreThanNamedPeersAtNamedPorts() {
        assertThat(policies).isNotEmpty();
        for (NetworkPolicy policy : policies) {
            for (var rule : policy.getSpec().getEgress()) {
                String name = policy.getMetadata().getName();
                assertThat(rule.getPorts()).as(name).isNotEmpty();
                assertThat(rule.getTo())
                        .as(name + " to anywhere")
                        .isNotEmpty()
                        .allSatisfy(NetworkPoliciesTest::isNamed);
            }
        }
    }

    @Test
    void theStoreIsThePodsOfTheNamespaceThatAreLabelledAsOne() {
        NetworkPolicy store = policies.stream()
                .filter(policy -> policy.getMetadata().getName().equals("winnow-store"))
                .findFirst()
                .orElseThrow();
        assertThat(store.getSpec().getEgress())
                .singleElement()
                .satisfies(rule -> assertThat(rule.getTo()).singleElement().satisfies(peer -> {
                    assertThat(peer.getNamespaceSelector()).isNull();
                    assertThat(peer.getPodSelector().getMatchLabels()).containsEntry("winnow.dev/store", "true");
                }));
    }

    private static void isNamed(NetworkPolicyPeer peer) {
        boolean pods = peer.getPodSelector() != null
                && !peer.getPodSelector().getMatchLabels().isEmpty();
        boolean namespaces = peer.getNamespaceSelector() != null
                && !peer.getNamespaceSelector().getMatchLabels().isEmpty();
        assertThat(pods || namespaces).as("%s is named", peer).isTrue();
        assertThat(peer.getIpBlock()).isNull();
    }
}
