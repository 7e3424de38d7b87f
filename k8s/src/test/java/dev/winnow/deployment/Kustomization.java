package dev.winnow.deployment;

import java.util.List;

/** The fields of a {@code kustomization.yaml} that are used here. */
record Kustomization(
        String apiVersion,
        String kind,
        String namespace,
        List<String> resources,
        List<String> components,
        List<Replicas> replicas,
        List<Image> images,
        List<Patch> patches,
        List<ConfigMapArgs> configMapGenerator) {

    record Replicas(String name, int count) {}

    record Image(String name, String newTag) {}

    record Patch(String path, Target target) {}

    record Target(String kind) {}

    record ConfigMapArgs(String name, String behavior, List<String> literals) {}
}
