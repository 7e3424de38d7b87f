package dev.winnow.dataset.split;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.dataset.Split;
import dev.winnow.dataset.spec.Splits;
import dev.winnow.dataset.spec.Splits.Leaks;
import dev.winnow.dataset.split.Notice.Code;
import dev.winnow.dataset.split.Notice.Elsewhere;
import dev.winnow.dataset.split.Notice.UnitSize;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NoticeTest {
    private static final Splits WISH = Splits.defaults();
    private static final Map<Split, Long> SIZES = Map.of(Split.TRAIN, 28L, Split.VAL, 6L, Split.TEST, 36L);

    @Test
    void aLargeUnitIsNamedWithItsSizeItsSharesAndTheSettingThatWouldChangeIt() {
        List<Notice> notices =
                Notice.of(WISH, SIZES, List.of(new UnitSize("u-1", Split.TEST, 36, 0, 1, 2)), List.of(), 0, 0);

        assertThat(notices)
                .containsExactly(new Notice(
                        Code.LARGE_UNIT,
                        "36 of 70 images hang together by 1 group and 2 clusters of copies (unit u-1) and are all in test, which has"
                                + " 51.4 % of the images, wished 10.0 %: 'split.groupPattern', 'split.groupKey' or the group of the"
                                + " upload makes smaller groups; a greater 'duplicates.minAgreement', or a ruling on two images,"
                                + " divides copies",
                        "u-1",
                        36));
    }

    @Test
    void aUnitIsLargeFromHalfOfTheSmallestSplitOnAndFromTenImages() {
        assertThat(Notice.large(WISH, 1_000)).isEqualTo(51);
        assertThat(Notice.large(WISH, 70)).isEqualTo(10);
        assertThat(Notice.large(new Splits(0.5, 0.5, 0, 7, true, null), 1_000)).isEqualTo(251);
    }

    @Test
    void aUnitThatItsFoldersPutThereIsNoNews() {
        UnitSize given = new UnitSize("u-1", Split.TEST, 36, 36, 0, 1);

        assertThat(Notice.of(WISH, SIZES, List.of(given), List.of(), 0, 0)).isEmpty();
        assertThat(Notice.of(new Splits(0.8, 0.1, 0.1, 7, false, null), SIZES, List.of(given), List.of(), 0, 0))
                .hasSize(1);
    }

    @Test
    void ofManyLargeUnitsThreeAreNamed() {
        List<UnitSize> units = java.util.stream.IntStream.range(0, 5)
                .mapToObj(i -> new UnitSize("u-" + i, Split.TEST, 12 + i, 0, 0, 1))
                .toList();

        List<Notice> notices = Notice.of(WISH, SIZES, units, List.of(), 0, 0);

        assertThat(notices).extracting(Notice::unit).containsExactly("u-4", "u-3", "u-2", null);
        assertThat(notices.get(3).detail()).isEqualTo("2 more units of this kind hold 25 images");
    }

    @Test
    void whatIsNotWhereItsFolderSaysIsCountedWithTheReason() {
        List<Notice> notices = Notice.of(
                WISH,
                SIZES,
                List.of(),
                List.of(new Elsewhere(Split.VAL, null, 1), new Elsewhere(Split.TRAIN, Split.TEST, 36)),
                0,
                0);

        assertThat(notices).extracting(Notice::code).containsExactly(Code.LAYOUT_CHANGED, Code.LAYOUT_LEAK);
        assertThat(notices.get(0).detail())
                .startsWith("36 images moved from train to test, because they are in one unit");
        assertThat(notices.get(1).detail())
                .startsWith("1 image from val is set aside, because another split has a copy");
    }

    @Test
    void leaksThatAreOnlyReportedAreCounted() {
        assertThat(Notice.of(WISH.withLeaks(Leaks.REPORT), SIZES, List.of(), List.of(), 3, 0))
                .extracting(Notice::detail)
                .containsExactly("3 clusters of copies stand in several splits as in the folders they came in, because"
                        + " 'split.leaks' is REPORT");
    }
}
