package dev.winnow.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.winnow.airlock.Airlock;
import dev.winnow.airlock.JournaledVetting;
import dev.winnow.imaging.PictureDecoder;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the settings mean, and what is said of wrong ones. */
class VettingProducerTest {

    @Test
    void asItComesImagesAreDecodedInThisProcess() throws IOException {
        assertThat(VettingProducer.vettingOf(config(Map.of())))
                .isNotInstanceOfAny(Airlock.class, JournaledVetting.class);
    }

    @Test
    void aJournalIsKeptWhereOneIsNamed(@TempDir Path folder) throws IOException {
        Path journal = folder.resolve("state/decoding");
        try (JournaledVetting vetting =
                (JournaledVetting) VettingProducer.vettingOf(config(Map.of("ingest.journal", journal.toString())))) {
            assertThat(journal).exists();
            assertThat(vetting).isNotNull();
        }
    }

    @Test
    void aJournalThatCannotBeKeptStopsTheService(@TempDir Path folder) throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertThatThrownBy(() -> VettingProducer.vettingOf(config(Map.of("ingest.journal", file + "/decoding"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("ingest.journal", file.toString(), "name a file");
    }

    @Test
    void thereAreAsManyChildrenAsDecodersWithAGibibyteEach() throws IOException {
        assertThat(VettingProducer.airlockOf(config(Map.of("ingest.decoders", "3"))))
                .satisfies(settings -> {
                    assertThat(settings.children()).isEqualTo(3);
                    assertThat(settings.memoryBytes()).isEqualTo(1L << 30);
                    assertThat(settings.decoder()).isEqualTo(PictureDecoder.class);
                });
    }

    @ParameterizedTest
    @CsvSource({"512M, 536870912", "2g, 2147483648", "262144K, 268435456", "134217728, 134217728"})
    void memoryIsANumberWithAUnit(String text, long bytes) throws IOException {
        assertThat(VettingProducer.airlockOf(config(Map.of("ingest.airlock.memory", text)))
                        .memoryBytes())
                .isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource({
        "ingest.untrusted, ture, true to decode in child processes",
        "ingest.untrusted, yes, or false to decode in this one",
        "ingest.airlock.children, 0, from 1 to 256",
        "ingest.airlock.children, many, from 1 to 256",
        "ingest.airlock.memory, 64M, 128M or more",
        "ingest.airlock.memory, 1 gig, 128M or more",
        "ingest.airlock.memory, 999999999999999G, 128M or more"
    })
    void aWrongValueIsNamedWithItsKeyAndWhatToWriteInstead(String key, String value, String remedy) {
        assertThatThrownBy(() -> VettingProducer.vettingOf(config(
                        key.equals("ingest.untrusted")
                                ? Map.of(key, value)
                                : Map.of(key, value, "ingest.untrusted", "true"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(key + " is '" + value + "'", remedy);
    }

    private static IngestConfig config(Map<String, String> given) throws IOException {
        Properties defaults = new Properties();
        try (InputStream file = VettingProducer.class.getResourceAsStream("/META-INF/microprofile-config.properties")) {
            defaults.load(file);
        }
        Map<String, String> own = new HashMap<>();
        defaults.stringPropertyNames().stream()
                .filter(name -> name.startsWith("ingest."))
                .forEach(name -> own.put(name, defaults.getProperty(name)));
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withSources(new PropertiesConfigSource(own, "the service's", 100))
                .withSources(new PropertiesConfigSource(given, "the test's", 200))
                .withMapping(IngestConfig.class)
                .build();
        return config.getConfigMapping(IngestConfig.class);
    }
}
