package dev.winnow.dataset.split;

import static dev.winnow.dataset.Images.arrival;
import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.dataset.Arrival;
import dev.winnow.dataset.Assignment.MoveReason;
import dev.winnow.dataset.Duplication;
import dev.winnow.dataset.Split;
import dev.winnow.dataset.spec.Splits;
import dev.winnow.dataset.spec.Splits.Settle;
import dev.winnow.dataset.split.Settlement.Extent;
import dev.winnow.dataset.split.SplitAssigner.Moved;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettlementTest {
    private static final Splits WISH = new Splits(0.7, 0.15, 0.15, 7, true, null, null, null, 5, null, null);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theOrderOfArrivalChangesNothing(long order) {
        SplitAssigner one = assigned(images("new", 200), WISH);
        List<Arrival> shuffled = new ArrayList<>(images("new", 200));
        Collections.shuffle(shuffled, new Random(order));
        SplitAssigner other = assigned(shuffled, WISH);

        one.settle(Extent.NEW, WISH);
        other.settle(Extent.NEW, WISH);

        assertThat(other.splits()).isEqualTo(one.splits());
        assertThat(other.folds()).isEqualTo(one.folds());
    }

    @Test
    void labelsComeNearerToTheirShares() {
        SplitAssigner.Settled settled = assigned(images("new", 200), WISH).settle(Extent.NEW, WISH);

        assertThat(settled.errorAfter()).isLessThan(0.05).isLessThanOrEqualTo(settled.errorBefore());
    }

    @Test
    void whatWasSettledStaysWhenMoreIsSettled() {
        SplitAssigner assigner = assigned(images("new", 200), WISH);
        assigner.settle(Extent.NEW, WISH);
        Map<String, Split> before = assigner.splits();
        add(assigner, images("later", 50), WISH);

        List<Moved> moved = assigner.settle(Extent.NEW, WISH).change().moved();

        assertThat(moved).noneMatch(one -> before.containsKey(one.item()));
        assertThat(assigner.splits()).containsAllEntriesOf(before);
    }

    @Test
    void onDemandAllMayMoveButForWhatIsFrozen() {
        Splits never = with(Settle.NEVER);
        SplitAssigner assigner = assigned(images("new", 60), never);
        assigner.freeze(never);
        Map<String, Split> frozen = assigner.splits();
        add(assigner, images("later", 200), never);
        assigner.settle(Extent.NEW, never);

        List<Moved> moved = assigner.settle(Extent.ALL, never).change().moved();

        assertThat(assigner.splits()).containsAllEntriesOf(frozen);
        assertThat(moved).allMatch(one -> one.reason() == MoveReason.SETTLED);
    }

    @Test
    void theFirstReleaseSettlesWhatNoImportHas() {
        SplitAssigner frozen = assigned(images("new", 200), with(Settle.RELEASE));
        SplitAssigner settled = assigned(images("new", 200), with(Settle.RELEASE));
        settled.settle(Extent.NEW, WISH);

        frozen.freeze(with(Settle.RELEASE));

        assertThat(frozen.splits()).isEqualTo(settled.splits());
    }

    @Test
    void neverMeansThatAReleaseMovesNothing() {
        SplitAssigner assigner = assigned(images("new", 200), with(Settle.NEVER));

        assertThat(assigner.freeze(with(Settle.NEVER)).moved()).isEmpty();
    }

    @Test
    void aGivenLayoutStays() {
        SplitAssigner assigner = new SplitAssigner();
        for (int i = 0; i < 30; i++) {
            String item = "item" + i;
            assigner.assign(arrival(item, item, 0, "cat", null, i < 10 ? Split.TRAIN : Split.TEST), alone(item), WISH);
        }

        assertThat(assigner.settle(Extent.ALL, WISH).change().moved())
                .allMatch(one -> one.from() == one.to()); // but for folds
    }

    @Test
    void aRebalanceMovesFewImagesAndBringsLabelsNearer() {
        SplitAssigner assigner = assigned(images("new", 200), with(Settle.NEVER));
        Map<String, Split> before = assigner.splits();
        SplitAssigner.Forecast forecast = assigner.forecast(Integer.MAX_VALUE, WISH);

        SplitAssigner.Settled settled = assigner.rebalance(Integer.MAX_VALUE, WISH);

        long moved = before.entrySet().stream()
                .filter(image -> assigner.splits().get(image.getKey()) != image.getValue())
                .count();
        assertThat(settled.errorAfter()).isLessThan(settled.errorBefore() * 0.8);
        assertThat(moved).isPositive().isLessThan(100);
        assertThat(forecast)
                .isEqualTo(new SplitAssigner.Forecast((int) moved, settled.errorBefore(), settled.errorAfter()));
        assertThat(assigner.rebalance(Integer.MAX_VALUE, WISH).change().moved())
                .as("once is enough")
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5, 20})
    void aRebalanceMovesNoMoreThanItMay(int most) {
        SplitAssigner assigner = assigned(images("new", 200), with(Settle.NEVER));
        assigner.forecast(Integer.MAX_VALUE, WISH); // moves nothing
        Map<String, Split> before = assigner.splits();
        SplitAssigner.Forecast forecast = assigner.forecast(most, WISH);

        assigner.rebalance(most, WISH);

        long moved = before.entrySet().stream()
                .filter(image -> assigner.splits().get(image.getKey()) != image.getValue())
                .count();
        assertThat(moved).isLessThanOrEqualTo(most).isEqualTo(forecast.moved());
        assertThat(forecast.errorAfter()).isLessThanOrEqualTo(forecast.errorBefore());
    }

    @Test
    void aRebalanceLeavesWhatAReleaseOrALayoutHolds() {
        SplitAssigner assigner = assigned(images("new", 100), with(Settle.NEVER));
        assigner.freeze(with(Settle.NEVER));
        Map<String, Split> held = assigner.splits();
        List<Arrival> given = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            given.add(arrival("given" + i, "given" + i, 0, "label" + i % 3, null, Split.TEST));
        }
        add(assigner, given, WISH);
        add(assigner, images("later", 150), with(Settle.NEVER));

        assigner.rebalance(Integer.MAX_VALUE, WISH);

        assertThat(assigner.splits()).containsAllEntriesOf(held);
        given.forEach(image -> assertThat(assigner.splits()).containsEntry(image.item(), Split.TEST));
    }

    private static Splits with(Settle settle) {
        return new Splits(0.7, 0.15, 0.15, 7, true, null, null, null, 5, null, null, settle, null);
    }

    /** In groups of uneven size, with labels of uneven frequency. */
    private static List<Arrival> images(String prefix, int number) {
        Random random = new Random(number);
        List<Arrival> images = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            String group = prefix + (int) Math.abs(random.nextGaussian() * number / 4);
            images.add(
                    arrival(prefix + i, prefix + i, 0, "label" + random.nextInt(1 + random.nextInt(8)), group, null));
        }
        return images;
    }

    private static SplitAssigner assigned(List<Arrival> images, Splits wish) {
        SplitAssigner assigner = new SplitAssigner();
        add(assigner, images, wish);
        return assigner;
    }

    private static void add(SplitAssigner assigner, List<Arrival> images, Splits wish) {
        images.forEach(image -> assigner.assign(image, alone(image.item()), wish));
    }

    private static Duplication alone(String item) {
        return new Duplication(null, null, item, List.of(), List.of(), List.of());
    }
}
