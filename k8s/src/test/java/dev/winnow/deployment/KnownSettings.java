package dev.winnow.deployment;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The environment variables that set something, read off the sources: keys with a default in a packed properties file, keys
 * read by name, and the methods of config mappings.
 */
final class KnownSettings {

    /** Settings of Quarkus and of Kafka's clients that no file of ours need name. */
    private static final Set<String> OF_THE_PLATFORM = Set.of(
            "quarkus.http.host",
            "quarkus.http.port",
            "quarkus.datasource.jdbc.url",
            "quarkus.datasource.username",
            "quarkus.datasource.password",
            "kafka.bootstrap.servers",
            "kafka.security.protocol",
            "kafka.ssl.truststore.location",
            "kafka.ssl.truststore.type",
            "kafka.ssl.truststore.password",
            "kafka.ssl.keystore.location",
            "kafka.ssl.keystore.type",
            "kafka.ssl.keystore.password");

    private static final Pattern MAPPING = Pattern.compile("@ConfigMapping\\(prefix = \"([^\"]+)\"\\)");
    private static final Pattern INTERFACE = Pattern.compile("interface (\\w+) \\{");
    private static final Pattern METHOD = Pattern.compile("^\\s+[\\w<>.]+ (\\w+)\\(\\);", Pattern.MULTILINE);
    private static final Pattern BY_NAME =
            Pattern.compile("(?:@ConfigProperty\\(name = |getValue\\(|getOptionalValue\\()\\s*\"([^\"]+)\"");

    private KnownSettings() {}

    /** Those of the given variables that no service reads. */
    static Set<String> unknownAmong(Collection<String> variables) {
        Set<String> unknown = new TreeSet<>(variables);
        unknown.removeAll(ofTheServices());
        return unknown;
    }

    static Set<String> ofTheServices() {
        List<String> modules = Stream.concat(
                        Stream.of("admission", "events", "messaging", "origin", "storage", "streams"),
                        WinnowService.artifacts().stream())
                .map(module -> module + "/src/main")
                .toList();
        Stream<String> defaults = modules.stream()
                .flatMap(module -> Checkout.files(module, ".properties").stream())
                .flatMap(file -> Checkout.properties(file).stringPropertyNames().stream());
        Stream<String> read = modules.stream()
                .flatMap(module -> Checkout.files(module, ".java").stream())
                .flatMap(file -> namedIn(Checkout.text(file)).stream());
        return Stream.of(OF_THE_PLATFORM.stream(), defaults, read)
                .flatMap(keys -> keys)
                .map(KnownSettings::inTheEnvironment)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The keys that a Java source reads. Those of an interface inside a config mapping stand below its name. */
    static Set<String> namedIn(String source) {
        Set<String> keys = new TreeSet<>();
        BY_NAME.matcher(source).results().forEach(found -> keys.add(found.group(1)));
        Matcher mapping = MAPPING.matcher(source);
        if (mapping.find()) {
            String prefix = mapping.group(1);
            String[] bodies = INTERFACE.split(source.substring(mapping.end()));
            List<String> names = INTERFACE
                    .matcher(source.substring(mapping.end()))
                    .results()
                    .map(found -> found.group(1))
                    .toList();
            for (int i = 1; i < bodies.length; i++) {
                String below = i == 1 ? prefix : prefix + "." + kebabCase(names.get(i - 1));
                METHOD.matcher(bodies[i])
                        .results()
                        .forEach(method -> keys.add(below + "." + kebabCase(method.group(1))));
            }
        }
        return keys;
    }

    /** As MicroProfile Config looks a key up. */
    private static String inTheEnvironment(String key) {
        return key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }

    private static String kebabCase(String name) {
        return name.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
    }
}
