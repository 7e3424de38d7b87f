package dev.winnow.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KnownSettingsTest {

    @Test
    void aMappingsMethodsAreKeysBelowItsPrefix() {
        String source = """
                @ConfigMapping(prefix = "store")
                public interface StoreConfig {
                    Kind kind();
                    S3 s3();
                    interface S3 {
                        Optional<String> accessKey();
                    }
                }
                """;

        assertThat(KnownSettings.namedIn(source)).contains("store.kind", "store.s3.access-key");
    }

    @Test
    void aKeyReadByNameIsKnown() {
        String source = "config.getOptionalValue(\"winnow.topics.verify\", Boolean.class)";

        assertThat(KnownSettings.namedIn(source)).containsExactly("winnow.topics.verify");
    }

    @Test
    void theServicesSettingsIncludeTheStores() {
        assertThat(KnownSettings.ofTheServices())
                .contains("STORE_KIND", "STORE_S3_SECRET_KEY")
                .doesNotContain("STORE_S3_SECRETKEY");
    }
}
