package dev.winnow.events;

import dev.winnow.embedded.EmbeddedKafka;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** One real broker with every topic for all tests that ask for it, started with the first and stopped after the last. */
final class TestBroker implements ParameterResolver {

    /** Ends with the whole run of tests, because it is kept in the root's store. */
    static final class Running implements ExtensionContext.Store.CloseableResource {
        private final Path folder;
        private final EmbeddedKafka broker;

        private Running() {
            try {
                folder = Files.createTempDirectory("winnow-events-test");
                broker = EmbeddedKafka.start(folder.resolve("broker"), 0);
            } catch (IOException e) {
                throw new IllegalStateException("Cannot start a broker", e);
            }
            try (Admin admin = Admin.create(settings())) {
                TopicCheck.create(admin, 2, (short) 1);
            }
        }

        String servers() {
            return broker.bootstrapServers();
        }

        Map<String, Object> settings() {
            return Map.of("bootstrap.servers", servers());
        }

        @Override
        public void close() throws IOException {
            broker.close();
            try (Stream<Path> files = Files.walk(folder)) {
                List<Path> deepestFirst =
                        files.sorted(Comparator.reverseOrder()).toList();
                for (Path file : deepestFirst) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Running.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(Namespace.create(TestBroker.class))
                .getOrComputeIfAbsent(Running.class, type -> new Running(), Running.class);
    }
}
