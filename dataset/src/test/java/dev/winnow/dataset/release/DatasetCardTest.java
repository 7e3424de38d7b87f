package dev.winnow.dataset.release;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.dataset.spec.Card;
import dev.winnow.dataset.spec.DatasetSpec;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DatasetCardTest {
    private static final DatasetCard.Identity IDENTITY =
            new DatasetCard.Identity("birds", "v1.1", "ab".repeat(32), Instant.parse("2026-11-28T23:00:00Z"), null);
    private static final DatasetCard.Composition COMPOSITION = new DatasetCard.Composition(
            Map.of("train", 900L, "test", 200L),
            Map.of("wren | <b>", 700L, "robin", 400L),
            Map.of(),
            Map.of("BLURRY", 3L),
            Instant.parse("2026-01-02T12:00:00Z"),
            Instant.parse("2026-02-03T12:00:00Z"),
            5,
            new DatasetCard.Copies(4, 1));

    private static String card(Card written) {
        DatasetSpec d = DatasetSpec.defaults();
        DatasetSpec spec = new DatasetSpec(
                3,
                d.limits(),
                d.metadata(),
                d.quality(),
                d.duplicates(),
                d.split(),
                d.preprocessing(),
                d.augmentation(),
                d.ontology(),
                d.labels(),
                d.readiness(),
                written);
        return new DatasetCard(IDENTITY, spec, COMPOSITION).markdown();
    }

    @Test
    void factsAreCountedAndWhatNobodyWroteIsNamed() {
        assertThat(card(Card.defaults()))
                .startsWith("---\nlicense: unknown\npretty_name: \"birds\"\ntask_categories:\n- image-classification\n"
                        + "size_categories:\n- 1K<n<10K\n---\n\n# birds v1.1\n")
                .contains("Nobody has written `card.description` yet.")
                .contains("The license is unknown")
                .contains("1100 images, uploaded from 2026-01-02 to 2026-02-03.")
                .contains("| wren \\| &lt;b> | 700 |")
                .contains("4 clusters of copies, 1 of them in more than one split.")
                .contains("5 images have no label.")
                .contains("ab".repeat(32));
    }

    @Test
    void licensesOfTheHubHaveItsIdentifiersAndOthersTheirName() {
        assertThat(card(new Card("Wild\nbirds", "CC-BY-4.0", null, null, null, null, null)))
                .startsWith("---\nlicense: cc-by-4.0\n")
                .contains("\nWild birds\n");
        assertThat(card(new Card(null, "Our \"own\"", null, null, null, null, null)))
                .startsWith("---\nlicense: other\nlicense_name: \"Our \\\"own\\\"\"\n");
    }

    @Test
    void sizesAreNamedAsTheHubDoes() {
        assertThat(DatasetCard.sizeCategory(999)).isEqualTo("n<1K");
        assertThat(DatasetCard.sizeCategory(1_000)).isEqualTo("1K<n<10K");
        assertThat(DatasetCard.sizeCategory(999_999)).isEqualTo("100K<n<1M");
        assertThat(DatasetCard.sizeCategory(1_000_000)).isEqualTo("1M<n<10M");
    }
}
