package dev.winnow.gateway.copies;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.dataset.spec.Duplicates.Representative;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReasonsTest {
    private final List<Clusters.Member> images = new ArrayList<>(List.of(image("best", "c1", null)));
    private final List<Clusters.Link> links = new ArrayList<>();

    @Test
    void whatStandsForItsCopiesSaysByWhichRule() {
        assertThat(reason("best", 1)).isEqualTo("The best of its copies by size and sharpness");
    }

    /** It arrived alone, and nothing was told of copies then. */
    @Test
    void theFirstOfAClusterSaysWhatTiesItToTheOneThatStandsForItNow() {
        images.add(image("first", "c2", null));
        links.add(near("best", "first", 4, null));

        assertThat(reason("first", 2))
                .isEqualTo("A copy of the representative (4 of 64 bits differ, thumbnails correlate by 0.90);"
                        + " the dataset keeps all copies");
    }

    @Test
    void exactCopiesSayOfWhat() {
        images.add(image("again", "c1", null));
        images.add(image("lossless", "c3", null));
        links.add(new Clusters.Link("best", "lossless", null, null, null, null, null, false, "PIXELS", null));

        assertThat(reason("again", 3)).contains("(the same bytes)");
        assertThat(reason("lossless", 3)).contains("(the same pixels in other bytes)");
    }

    /** Links are told between the first images that hold a content. */
    @Test
    void aLinkOfContentsTiesWhateverHoldsThem() {
        images.add(image("first", "c2", null));
        images.add(image("second", "c2", null));
        links.add(near("first", "best", 7, null));

        assertThat(reason("second", 3)).contains("(7 of 64 bits differ");
    }

    @Test
    void aRotationIsToldFromTheImageThatIsRead() {
        images.add(image("left", "c2", null));
        images.add(image("right", "c3", null));
        links.add(near("best", "left", 3, 28)); // left, rotated by 28 degrees, looks like the best
        links.add(near("right", "best", 3, 28));

        assertThat(reason("left", 3)).contains("(rotated by 28° clockwise; 3 of 64 bits differ");
        assertThat(reason("right", 3)).contains("(rotated by 28° counter-clockwise; 3 of 64 bits differ");
    }

    @Test
    void aTurnIsToldInWords() {
        images.add(image("mirrored", "c2", null));
        images.add(image("quarter", "c3", null));
        links.add(new Clusters.Link("best", "mirrored", 0, 0.99, null, "FLIP_LEFT_RIGHT", null, false, null, null));
        links.add(new Clusters.Link("best", "quarter", 2, 0.99, null, "ROTATE_90", null, false, null, null));

        assertThat(reason("mirrored", 3)).contains("(mirrored; 0 of 64 bits differ");
        assertThat(reason("quarter", 3)).contains("(rotated by 90° clockwise; 2 of 64 bits differ");
    }

    @Test
    void aPersonsWordTies() {
        images.add(image("said", "c2", null));
        links.add(new Clusters.Link("best", "said", null, null, null, null, null, true, null, null));

        assertThat(reason("said", 2)).contains("(a person said so)");
    }

    @Test
    void withoutALinkToTheRepresentativeOthersTie() {
        images.add(image("between", "c2", null));
        images.add(image("far", "c3", "as it was told"));
        links.add(near("best", "between", 9, null));
        links.add(near("between", "far", 9, null));
        links.add(near("elsewhere", "far", 9, null));

        assertThat(reason("far", 3)).contains("(by way of other copies)");
        assertThat(reason("far", 12)).as("a link may not be known here").isEqualTo("as it was told");
    }

    private String reason(String item, int size) {
        Clusters.Cluster cluster =
                new Clusters.Cluster("cluster", size, "best", "unit", List.of("train"), images, links);
        return new Reasons(cluster, Representative.BEST)
                .of(images.stream()
                        .filter(image -> image.item().equals(item))
                        .findFirst()
                        .orElseThrow());
    }

    private static Clusters.Member image(String item, String content, String told) {
        return new Clusters.Member(
                item,
                item + ".jpg",
                content,
                null,
                "train",
                "accepted",
                "KEPT",
                told,
                100,
                100,
                1_000,
                1.0,
                null,
                null,
                null,
                List.of());
    }

    private static Clusters.Link near(String one, String other, int distance, Integer degrees) {
        return new Clusters.Link(one, other, distance, 0.9, null, null, degrees, false, null, null);
    }
}
