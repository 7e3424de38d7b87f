package dev.winnow.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.dataset.spec.DatasetSpec;
import dev.winnow.events.spec.SpecReader;
import org.junit.jupiter.api.Test;

class SpecChangeTest {

    @Test
    void eachChangedKeySaysWhatItAppliesToAndWhatItLeaves() {
        DatasetSpec before = DatasetSpec.defaults();
        DatasetSpec after = SpecReader.read("""
                quality: {rules: {DARK: {measure: brightness_p99, below: 0.4, action: REJECT}}}
                duplicates: {policy: KEEP_REPRESENTATIVE, maxDistance: 8}
                split: {train: 0.7, val: 0.2, test: 0.1}
                limits: {minSide: 32}
                """);

        assertThat(SpecChange.between(before, after.withVersion(2)))
                .extracting(SpecChange::sentence)
                .contains(
                        "quality.rules.DARK.below: 0.06 → 0.4. Applies to images that are there and later ones",
                        "duplicates.maxDistance: 20 → 8. Applies to later uploads; not to pairs of images that were compared"
                                + " already",
                        "duplicates.policy: \"KEEP_ALL\" → \"KEEP_REPRESENTATIVE\". Applies to later uploads, and each cluster"
                                + " with the next image or decision that changes it; not to clusters that nothing changes",
                        "split.train: 0.8 → 0.7. Applies to later uploads, and from the first of them on to releases, settling"
                                + " and rebalancing; not to images that have their split, until one of these moves them",
                        "limits.minSide: 1 → 32. Applies to later uploads; not to images that are there");
    }

    @Test
    void aRuleThatIsTakenOutIsAbsent() {
        DatasetSpec before = SpecReader.read("{}");
        DatasetSpec after = SpecReader.read(
                "split: {valFrom: \"2026-01-01T00:00:00Z\", testFrom: \"2026-02-01T00:00:00Z\", strategy: TIME}");

        assertThat(SpecChange.between(after, before))
                .extracting(SpecChange::key, SpecChange::after)
                .contains(org.assertj.core.groups.Tuple.tuple("split.valFrom", null));
    }

    @Test
    void equalSpecsOfTwoVersionsDifferInNothing() {
        assertThat(SpecChange.between(
                        DatasetSpec.defaults(), DatasetSpec.defaults().withVersion(3)))
                .isEmpty();
    }
}
