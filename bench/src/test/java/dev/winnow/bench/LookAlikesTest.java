package dev.winnow.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.bench.LookAlikes.Family;
import dev.winnow.dataset.ColorMode;
import dev.winnow.dataset.Fingerprints;
import dev.winnow.dataset.ImageFormat;
import dev.winnow.dataset.ImageMetadata;
import dev.winnow.dataset.duplicate.CopyRule;
import dev.winnow.dataset.spec.Duplicates;
import dev.winnow.imaging.Analyzer;
import dev.winnow.imaging.Picture;
import dev.winnow.imaging.WantedHashes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.opencv.core.Mat;

/** What copies are not: pictures of one template. And what they are all the same: edits of such a picture. */
class LookAlikesTest {
    private static final int MEMBERS = 8;

    private static final Duplicates RULE = Duplicates.defaults();

    private final Analyzer analyzer = new Analyzer();

    @Test
    void picturesOfOneTemplateAreNoCopies() {
        List<String> mistaken = new ArrayList<>();
        LookAlikes.all().forEach((name, family) -> {
            List<Fingerprints> members = members(family);
            for (int one = 0; one < members.size(); one++) {
                for (int other = 0; other < one; other++) {
                    if (areCopies(members.get(one), members.get(other))) {
                        mistaken.add(name + " " + other + " and " + one);
                    }
                }
            }
        });

        assertThat(mistaken).isEmpty();
    }

    @Test
    void editsOfSuchPicturesAreCopies() {
        Map<String, PhotographEdits.Edit> edits = PhotographEdits.all();
        for (String edit : List.of("jpeg 50", "resize 0.5")) {
            List<String> missed = new ArrayList<>();
            LookAlikes.all().forEach((name, family) -> {
                Mat member = LookAlikes.member(family, 0);
                Mat edited = edits.get(edit).of(member, new SplittableRandom(1));
                if (!areCopies(prints(edited), prints(member))) {
                    missed.add(name);
                }
                edited.release();
                member.release();
            });

            assertThat(missed).as(edit).hasSizeLessThanOrEqualTo(2);
        }
    }

    private List<Fingerprints> members(Family family) {
        List<Fingerprints> members = new ArrayList<>();
        for (int number = 0; number < MEMBERS; number++) {
            Mat member = LookAlikes.member(family, number);
            members.add(prints(member));
            member.release();
        }
        return members;
    }

    private static boolean areCopies(Fingerprints one, Fingerprints other) {
        return CopyRule.compare(one, other, RULE).isPresent();
    }

    private Fingerprints prints(Mat drawn) {
        byte[] bgr = new byte[drawn.rows() * drawn.cols() * 3];
        drawn.get(0, 0, bgr);
        ImageMetadata metadata = new ImageMetadata(
                ImageFormat.PNG, drawn.cols(), drawn.rows(), ColorMode.RGB, 3, 8, 1, 1, null, false, null, null);
        try (Picture picture = Picture.of(drawn.cols(), drawn.rows(), bgr)) {
            return analyzer.analyze(picture, metadata, WantedHashes.NONE).fingerprints();
        }
    }
}
