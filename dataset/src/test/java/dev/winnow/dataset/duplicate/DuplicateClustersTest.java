package dev.winnow.dataset.duplicate;

import static dev.winnow.dataset.Images.arrival;
import static dev.winnow.dataset.Images.blank;
import static dev.winnow.dataset.Images.prints;
import static dev.winnow.dataset.Images.under;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.winnow.dataset.Arrival;
import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.Duplication;
import dev.winnow.dataset.Duplication.Match;
import dev.winnow.dataset.Duplication.Part;
import dev.winnow.dataset.Duplication.Standed;
import dev.winnow.dataset.Fingerprints;
import dev.winnow.dataset.Images;
import dev.winnow.dataset.PolarThumbnail;
import dev.winnow.dataset.Revision;
import dev.winnow.dataset.RotationHash;
import dev.winnow.dataset.Standing;
import dev.winnow.dataset.Thumbnail;
import dev.winnow.dataset.Traits;
import dev.winnow.dataset.duplicate.Remembered.Judged;
import dev.winnow.dataset.duplicate.Remembered.Progress;
import dev.winnow.dataset.duplicate.Remembered.Withdrawn;
import dev.winnow.dataset.spec.Duplicates;
import dev.winnow.dataset.spec.Duplicates.Policy;
import dev.winnow.dataset.spec.Duplicates.Representative;
import dev.winnow.dataset.spec.Duplicates.Turned;
import dev.winnow.dataset.spec.Duplicates.Verification;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DuplicateClustersTest {
    private static final int MAX_DISTANCE = 6;
    private static final Duplicates SECOND_LOOK = new Duplicates(
            MAX_DISTANCE, Verification.THUMBNAIL, 0.8, null, null, Policy.KEEP_ALL, Representative.FIRST, null);

    private final DuplicateClusters clusters = new DuplicateClusters(Looks.onHeap());

    @Test
    void anImageLikeNoOtherStandsAlone() {
        Duplication duplication = add("a", "cat", 0L);

        assertThat(duplication).isEqualTo(new Duplication(null, null, "a", List.of(), List.of(), List.of()));
        assertThat(clusters.clusters()).isEmpty();
    }

    @Test
    void theSameBytesUnderTwoNamesAreAnExactCopyOfTheFirst() {
        add("a", "cat", 0L);

        Duplication duplication = add("b", "cat", 0L);

        assertThat(duplication.exactOf()).isEqualTo("a");
        assertThat(duplication.cluster()).isEqualTo("a-2");
        assertThat(duplication.representative()).isEqualTo("a");
        assertThat(duplication.relabelled()).containsExactly("a");
        assertThat(duplication.matches()).isEmpty();
    }

    @Test
    void hashesAtTheMaximumDistanceLinkAndOneBitFurtherDoNot() {
        add("a", "cat", 0L);

        assertThat(add("b", "dog", 0b1111111L).matches()).isEmpty();
        assertThat(add("c", "fox", 0b111111L << 20).matches()).containsExactly(new Match("a", 6));
    }

    @Test
    void matchesComeNearestFirstAndAtMostTen() {
        for (int i = 0; i < 12; i++) {
            add("item" + i, "content" + i, (1L << (i % 4)) - 1);
        }

        List<Match> matches = add("z", "zebra", 0L).matches();

        assertThat(matches).hasSize(10).startsWith(new Match("item0", 0), new Match("item4", 0), new Match("item8", 0));
        assertThat(matches).isSortedAccordingTo((x, y) -> Integer.compare(x.distance(), y.distance()));
    }

    @Test
    void anImageTakenInAgainUnderALaterSpecIsNewsAndChangesNothingForOthers() {
        add("a", "cat", 0L);
        Duplication before = add("b", "like cat", 1L);

        DuplicateClusters.Change again =
                clusters.add(under(3, arrival("b", "like cat")), prints(1), within(MAX_DISTANCE));

        assertThat(again.duplication()).isPresent();
        assertThat(again.duplication().get().cluster()).isEqualTo(before.cluster());
        assertThat(again.duplication().get().matches()).isEqualTo(before.matches());
        assertThat(again.duplication().get().relabelled()).isEmpty();
        assertThat(clusters.add(under(2, arrival("b", "like cat")), prints(1), within(MAX_DISTANCE))
                        .duplication())
                .isEmpty();
    }

    @Test
    void picturesOfOneColourAreNearCopiesOfNothing() {
        add("a", "white", blank());

        assertThat(add("b", "other white", blank()).cluster()).isNull();
        assertThat(add("c", "dark", prints(0)).cluster()).isNull();
        assertThat(add("d", "white", blank()).exactOf()).isEqualTo("a");
    }

    @Test
    void whatIsACopyOfAMemberAloneIsRelatedAndNoCopy() {
        add("a", "one", 0L);
        add("b", "two", 0b111111L);

        Duplication chained = add("c", "three", 0b111111111111L);

        assertThat(chained.cluster()).isNull();
        assertThat(chained.matches()).isEmpty();
        assertThat(chained.related()).extracting(Match::item).containsExactly("b");
        assertThat(clusters.clusters()).containsOnlyKeys("a", "b");
    }

    @Test
    void aCopyOfTwoStrangersStandsForBoth() {
        add("a", "one", 0L);
        add("c", "three", 0b111111111111L);

        Duplication bridge = add("b", "two", 0b111111L);

        assertThat(bridge.cluster()).isEqualTo("a-3");
        assertThat(bridge.representative()).isEqualTo("b");
        assertThat(bridge.relabelled()).containsExactly("a", "c");
        assertThat(clusters.clusters().values()).containsOnly("a-3").hasSize(3);
    }

    @Test
    void theLargerOfTwoClustersKeepsItsName() {
        add("a1", "a1", 0L);
        add("a2", "a1", 0L);
        long far = 0b111111111111L;
        add("b1", "b1", far);
        add("b2", "b1", far);
        add("b3", "b1", far);

        Duplication bridge = add("c", "c", 0b111111L);

        assertThat(bridge.cluster()).isEqualTo("b1-4");
        assertThat(bridge.absorbed()).containsExactly("a1-2");
        assertThat(bridge.relabelled()).containsExactly("a1", "a2");
        assertThat(bridge.representative()).isEqualTo("c");
    }

    @Test
    void ofTwoEqualClustersTheOlderKeepsItsName() {
        add("a1", "a1", 0L);
        add("a2", "a1", 0L);
        add("b1", "b1", 0b111111111111L);
        add("b2", "b1", 0b111111111111L);

        assertThat(add("c", "c", 0b111111L).cluster()).isEqualTo("a1-2");
    }

    @Test
    void theSameArrivalAgainIsNoNews() {
        add("a", "cat", 0L);

        DuplicateClusters.Change again = clusters.add(arrival("a", "cat"), prints(0), within(MAX_DISTANCE));

        assertThat(again.duplication()).isEmpty();
        assertThat(again.items()).isEmpty();
    }

    @Test
    void anOlderUploadOfAnItemIsNoNews() {
        clusters.add(arrival("a", "new", 2), prints(0), within(MAX_DISTANCE));

        assertThat(clusters.add(arrival("a", "old", 1), prints(0), within(MAX_DISTANCE))
                        .duplication())
                .isEmpty();
    }

    @Test
    void theSameContentUploadedLaterIsToldOfAgainAndChangesNothing() {
        add("a", "cat", 0L);
        add("b", "cat", 0L);
        Map<String, String> before = clusters.clusters();

        DuplicateClusters.Change later = clusters.add(arrival("b", "cat", 3), prints(0), within(MAX_DISTANCE));

        assertThat(later.duplication()).hasValueSatisfying(told -> {
            assertThat(told.exactOf()).isEqualTo("a");
            assertThat(told.cluster()).isEqualTo(before.get("a"));
            assertThat(told.relabelled()).isEmpty();
        });
        assertThat(later.items()).hasSize(1);
        assertThat(clusters.clusters()).isEqualTo(before);
    }

    @Test
    void theSameContentUploadedLaterOutranksWhatCameInBetween() {
        clusters.add(arrival("a", "cat", 1), prints(0), within(MAX_DISTANCE));
        clusters.add(arrival("a", "cat", 3), prints(0), within(MAX_DISTANCE));

        assertThat(clusters.add(arrival("a", "dog", 2), prints(0), within(MAX_DISTANCE))
                        .duplication())
                .isEmpty();
    }

    @Test
    void anItemWithNewContentLeavesItsClusterAndTheRestStandsAlone() {
        add("a", "cat", 0L);
        add("b", "cat", 0L);

        Duplication replaced = clusters.add(arrival("a", "dog", 1), prints(-1L), within(MAX_DISTANCE))
                .duplication()
                .orElseThrow();

        assertThat(replaced.cluster()).isNull();
        assertThat(replaced.parts()).containsExactly(new Part(null, "b", List.of("b")));
        assertThat(clusters.clusters()).isEmpty();
    }

    @Test
    void aClusterThatAnItemBridgedFallsApartWithoutIt() {
        add("a1", "a1", 0L);
        add("a2", "a1", 0L);
        add("a3", "a1", 0L);
        add("b1", "b1", 0b111111111111L);
        add("b2", "b1", 0b111111111111L);
        add("bridge", "bridge", 0b111111L);

        Duplication replaced = clusters.add(arrival("bridge", "other", 1), prints(-1L), within(MAX_DISTANCE))
                .duplication()
                .orElseThrow();

        assertThat(replaced.parts())
                .containsExactly(new Part("a1-2", "a1", List.of()), new Part("b1-7", "b1", List.of("b1", "b2")));
    }

    @Test
    void aRepresentativeThatLeavesIsFollowedByTheNextToArrive() {
        add("a", "a", 0L);
        add("b", "b", 1L);
        add("c", "c", 2L);

        Duplication replaced = clusters.add(arrival("a", "other", 1), prints(-1L), within(MAX_DISTANCE))
                .duplication()
                .orElseThrow();

        assertThat(replaced.parts()).containsExactly(new Part("a-2", "b", List.of()));
        assertThat(clusters.representatives()).containsExactly(Map.entry("a-2", "b"));
    }

    @Test
    void contentThatAnotherItemHoldsKeepsItsLinks() {
        add("a", "cat", 0L);
        add("b", "cat", 0L);
        add("c", "like cat", 1L);

        clusters.add(arrival("a", "other", 1), prints(-1L), within(MAX_DISTANCE));

        assertThat(clusters.clusters()).containsOnly(Map.entry("b", "a-2"), Map.entry("c", "a-2"));
    }

    @Test
    void aWiderSpecCountsForWhatArrivesUnderIt() {
        clusters.add(arrival("a", "a"), prints(0), within(2));
        clusters.add(arrival("b", "b"), prints(0b1111L), within(2));
        assertThat(clusters.clusters()).isEmpty();

        clusters.add(arrival("c", "c"), prints(0b1111_0000L), within(4));

        assertThat(clusters.clusters().keySet()).containsExactlyInAnyOrder("a", "c");
    }

    @Test
    void nearHashesOfStrangersAreNoCopiesAtASecondLook() {
        clusters.add(arrival("a", "a"), looking(0, 1), SECOND_LOOK);

        assertThat(clusters.add(arrival("b", "b"), looking(0, 2), SECOND_LOOK)
                        .duplication()
                        .orElseThrow()
                        .matches())
                .isEmpty();
        assertThat(clusters.add(arrival("c", "c"), looking(1, 1), SECOND_LOOK)
                        .duplication()
                        .orElseThrow()
                        .matches())
                .containsExactly(new Match("a", 1, 1.0, null, null, false, null));
    }

    @Test
    void theSamePixelsInOtherBytesAreExactCopiesEvenWithoutInformation() {
        ContentHash pixels = ContentHash.of(new byte[] {42});
        Fingerprints white = new Fingerprints(0, 0, 0, false, pixels);
        add("a", "white.png", white);

        Duplication duplication = add("b", "white.bmp", white);

        assertThat(duplication.exactPixelsOf()).isEqualTo("a");
        assertThat(duplication.exactOf()).isNull();
        assertThat(duplication.cluster()).isEqualTo("a-2");
        assertThat(duplication.reason()).contains("the same pixels in other bytes");
    }

    @Test
    void theBestOfAClusterStandsForItAndGivesWayToABetter() {
        Duplicates best = spec(Policy.KEEP_ALL, Representative.BEST);
        clusters.add(ofMerit(100, arrival("a", "small")), prints(0), best);

        Duplication better = clusters.add(ofMerit(200, arrival("b", "large")), prints(1), best)
                .duplication()
                .orElseThrow();
        Duplication worse = clusters.add(ofMerit(50, arrival("c", "tiny")), prints(2), best)
                .duplication()
                .orElseThrow();

        assertThat(better.representative()).isEqualTo("b");
        assertThat(better.reason()).isEqualTo("The best of its copies by size and sharpness");
        assertThat(worse.representative()).isEqualTo("b");
        assertThat(clusters.representatives()).containsExactly(Map.entry("a-2", "b"));
    }

    @Test
    void whereOneImageIsKeptTheOthersLeaveAsDuplicatesAndComeBackWithoutIt() {
        Duplicates one = spec(Policy.KEEP_REPRESENTATIVE, Representative.BEST);
        clusters.add(ofMerit(100, arrival("a", "small")), prints(0), one);

        Duplication better = clusters.add(ofMerit(200, arrival("b", "large")), prints(1), one)
                .duplication()
                .orElseThrow();
        Duplication copy = clusters.add(arrival("c", "small"), prints(0), one)
                .duplication()
                .orElseThrow();
        Duplication gone = clusters.add(arrival("b", "other", 1), prints(-1L), one)
                .duplication()
                .orElseThrow();

        assertThat(better.standing()).isEqualTo(Standing.KEPT);
        assertThat(better.standings()).containsExactly(new Standed("a", Standing.DUPLICATE));
        assertThat(copy.standing()).isEqualTo(Standing.DUPLICATE);
        assertThat(copy.reason()).contains("1 of 64 bits differ", "keeps one image of each cluster");
        assertThat(gone.standings()).containsExactly(new Standed("a", Standing.KEPT));
        assertThat(gone.parts()).containsExactly(new Part("a-2", "a", List.of()));
    }

    @Test
    void aChangedPolicyTakesEffectWhereTheNextImageTouchesACluster() {
        clusters.add(arrival("a", "a"), prints(0), spec(Policy.KEEP_ALL, Representative.FIRST));
        clusters.add(arrival("b", "b"), prints(1), spec(Policy.KEEP_ALL, Representative.FIRST));

        Duplication duplication = clusters.add(
                        arrival("c", "c"), prints(2), spec(Policy.QUARANTINE, Representative.FIRST))
                .duplication()
                .orElseThrow();

        assertThat(duplication.standing()).isEqualTo(Standing.QUARANTINED);
        assertThat(duplication.standings()).containsExactly(new Standed("b", Standing.QUARANTINED));
    }

    @Test
    void whatWasKeptBeforeLinksWereGoesOnByItsHashes() {
        ClusteredItem a = keptWithoutLinks("a", 0, 1);
        ClusteredItem b = keptWithoutLinks("b", 0b11L, 2);
        ClusteredItem c = keptWithoutLinks("c", 0b1111L, 3);
        DuplicateClusters goingOn = DuplicateClusters.of(List.of(c, a, b).iterator(), List.of(), Looks.onHeap());

        Duplication replaced = goingOn.add(arrival("b", "other", 9), prints(-1L), within(2))
                .duplication()
                .orElseThrow();

        assertThat(replaced.parts())
                .containsExactly(new Part(null, "a", List.of("a")), new Part(null, "c", List.of("c")));
    }

    private static ClusteredItem keptWithoutLinks(String item, long hash, long arrival) {
        return new ClusteredItem(
                item,
                Images.content(item),
                hash,
                true,
                null,
                null,
                arrival,
                arrival,
                1,
                arrival(item, item).at(),
                0,
                "a-2",
                false,
                Standing.KEPT,
                null,
                2);
    }

    @Test
    void aWithdrawnImageDissolvesTheLinksThatItAloneMade() {
        add("a", "one", 0L);
        add("c", "three", 0b111111111111L);
        add("b", "two", 0b111111L);

        Revision revision = revision(clusters.withdraw("b", arrival("b", "two").at(), 1, within(MAX_DISTANCE), 7));

        assertThat(revision)
                .isEqualTo(new Revision(
                        List.of("b"),
                        List.of(new Part(null, "a", List.of("a")), new Part(null, "c", List.of("c"))),
                        List.of(),
                        List.of(),
                        7));
        assertThat(clusters.clusters()).isEmpty();
    }

    @Test
    void aWithdrawalTakesOutAnUploadThatIsStillOnItsWayAndLetsLaterOnesIn() {
        Arrival late = arrival("a", "cat", 5);

        assertThat(revision(clusters.withdraw("a", late.at(), 1, within(0), 3))).isEqualTo(Revision.none(3));

        assertThat(clusters.add(late, prints(0), within(0)).duplication()).isEmpty();
        assertThat(clusters.add(under(2, late), prints(0), within(0)).duplication())
                .isPresent();
        assertThat(revision(clusters.withdraw("a", late.at(), 1, within(0), 4)).left())
                .isEmpty();
    }

    @Test
    void aPersonsWordOutranksTheHashUntilItIsTakenBackAlsoWhereTheContentComesBack() {
        Duplicates spec = within(MAX_DISTANCE);
        add("a", "cat", 0L);
        add("b", "like cat", 1L);

        Revision apart = revision(clusters.judge(Images.content("like cat"), Images.content("cat"), false, spec, 1));
        clusters.withdraw("b", arrival("b", "like cat").at(), 1, spec, 2);
        Duplication back = clusters.add(arrival("b", "like cat", 1), prints(1), spec)
                .duplication()
                .orElseThrow();
        Revision together = revision(clusters.takeBack(Images.content("cat"), Images.content("like cat"), spec, 3));

        assertThat(apart.parts()).containsExactly(new Part(null, "a", List.of("a")), new Part(null, "b", List.of("b")));
        assertThat(back.cluster()).isNull();
        assertThat(back.matches()).isEmpty();
        assertThat(together.parts()).containsExactly(new Part("a-6", "a", List.of("a", "b")));
    }

    @Test
    void whatAPersonCallsCopiesIsLinkedByHand() {
        Duplicates one = spec(Policy.KEEP_REPRESENTATIVE, Representative.FIRST);
        clusters.add(arrival("a", "cat"), prints(0), one);
        clusters.add(arrival("b", "dog"), prints(-1), one);

        Revision revision = revision(clusters.judge(Images.content("cat"), Images.content("dog"), true, one, 1));
        Duplication again = clusters.add(arrival("b", "dog", 1), prints(-1), one)
                .duplication()
                .orElseThrow();

        assertThat(revision.parts()).containsExactly(new Part("a-3", "a", List.of("a", "b")));
        assertThat(revision.standings()).containsExactly(new Standed("b", Standing.DUPLICATE));
        assertThat(again.matches()).containsExactly(new Match("a", 64, null, null, null, true, null));
        assertThat(again.reason()).contains("a person said so");
    }

    private static Revision revision(DuplicateClusters.Change change) {
        return change.revision().orElseThrow();
    }

    @Test
    void ofManyCopiesOnlySomeLinksAreRememberedAndTheClusterIsOneAllTheSame() {
        for (int i = 0; i < 300; i++) {
            add("item" + i, "content" + i, i % 4);
        }

        assertThat(clusters.clusters()).hasSize(300);
        assertThat(new HashSet<>(clusters.clusters().values())).hasSize(1);
        assertThat(clusters.add(arrival("z", "z"), prints(0), within(MAX_DISTANCE))
                        .items()
                        .get(0)
                        .links())
                .hasSizeLessThanOrEqualTo(64);
    }

    /**
     * Random arrivals, replacements, repetitions, withdrawals and words of people: every member of a cluster is a copy of what
     * stands for it, by a model that links every pair anew after each of them, and a reader that knows the events only. At random points the clusters go on from what was kept of
     * them, beside others that go on without.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void clustersHangOnWhatStandsForThem(long seed) {
        for (int run = 0; run < 60; run++) {
            Random random = new Random(seed * 1000 + run);
            Looks looks = Looks.onHeap();
            DuplicateClusters subject = new DuplicateClusters(looks);
            DuplicateClusters uninterrupted = new DuplicateClusters(Looks.onHeap());
            Memory memory = new Memory();
            Model model = new Model();
            Map<String, ClusteredItem> kept = new HashMap<>();
            Map<String, String> read = new HashMap<>();
            Set<String> names = new HashSet<>();
            Map<String, Standing> standing = new HashMap<>();
            Policy policy = Policy.values()[run % 3];
            Representative representative = Representative.values()[run % 2];

            for (int step = 0; step < 120; step++) {
                if (random.nextInt(40) == 0) {
                    List<ClusteredItem> stored = new ArrayList<>(kept.values());
                    Collections.shuffle(stored, random);
                    subject = DuplicateClusters.of(stored.iterator(), memory.all(), looks);
                }
                int maxDistance = 1 + random.nextInt(3);
                Turned turned = random.nextBoolean() ? Turned.ANY_ANGLE : Turned.NONE;
                Duplicates spec = new Duplicates(
                        maxDistance, Verification.NONE, null, null, turned, policy, representative, null);
                String item = "item" + random.nextInt(40);
                Function<DuplicateClusters, DuplicateClusters.Change> happening =
                        happening(random, item, step, spec, model);

                DuplicateClusters.Change change = happening.apply(subject);

                assertThat(change).as("the same without interruption").isEqualTo(happening.apply(uninterrupted));
                change.revision()
                        .ifPresent(revision -> revision.left().forEach(id -> {
                            kept.remove(id);
                            read.remove(id);
                            standing.remove(id);
                        }));
                change.items().forEach(one -> kept.put(one.item(), one));
                memory.keep(change.remembered());
                change.duplication().ifPresent(duplication -> {
                    apply(read, item, duplication);
                    standing.put(item, duplication.standing());
                    duplication.standings().forEach(other -> standing.put(other.item(), other.standing()));
                });
                change.revision().ifPresent(revision -> {
                    revision.parts().forEach(part -> part.relabelled().forEach(id -> label(read, id, part.cluster())));
                    revision.standings().forEach(other -> standing.put(other.item(), other.standing()));
                });
                assertThat(standing)
                        .isEqualTo(kept.values().stream()
                                .collect(Collectors.toMap(ClusteredItem::item, ClusteredItem::standing)));
                requireOneOfEachCluster(kept.values(), policy);
                Map<String, String> labels = subject.clusters();
                model.requireStars(labels, subject.representatives());
                assertThat(read).isEqualTo(labels);
                assertThat(kept.values().stream()
                                .filter(one -> one.cluster() != null)
                                .collect(Collectors.toMap(ClusteredItem::item, ClusteredItem::cluster)))
                        .isEqualTo(labels);
                assertThat(subject.representatives().keySet()).isEqualTo(new HashSet<>(labels.values()));
                names.addAll(labels.values());
            }
            assertThat(names).as("the runs do see clusters").isNotEmpty();
        }
    }

    /** Something that happens to clusters, and has happened to the model: most often that an image arrives. */
    private static Function<DuplicateClusters, DuplicateClusters.Change> happening(
            Random random, String item, int step, Duplicates spec, Model model) {
        Drawn drawn = Drawn.by(random);
        int second = step - random.nextInt(3);
        int dice = random.nextInt(20);
        if (dice < 3) {
            Instant upTo = arrival(item, item, second).at();
            int version = random.nextInt(3);
            model.withdraw(item, upTo, version);
            return clusters -> clusters.withdraw(item, upTo, version, spec, step);
        }
        if (dice < 7) {
            Drawn other = Drawn.by(random);
            ContentHash one = Images.content(drawn.content);
            ContentHash two = Images.content(other.content);
            int word = random.nextInt(3);
            model.judge(one, two, word == 2 ? null : word == 1);
            return clusters -> word == 2
                    ? clusters.takeBack(one, two, spec, step)
                    : clusters.judge(one, two, word == 1, spec, step);
        }
        Arrival arrival =
                ofMerit(random.nextInt(5), under(1 + random.nextInt(2), arrival(item, drawn.content, second)));
        model.add(arrival, drawn.prints, spec);
        return clusters -> clusters.add(arrival, drawn.prints, spec);
    }

    private record Drawn(String content, Fingerprints prints) {
        static Drawn by(Random random) {
            int scene = random.nextInt(3);
            long picture = 0x9e3779b97f4a7c15L * scene;
            int variant = random.nextInt(12);
            long hash = picture ^ ((1L << variant) - 1) << 5;
            return new Drawn(picture + "/" + variant, variant == 11 ? blank() : prints(hash, scene, variant));
        }

        /** Some have no disk, some one of their own, and two of each picture one that is near those of the other pictures. */
        private static Fingerprints prints(long hash, int scene, int variant) {
            long rotation = variant < 9
                    ? new Random(12L * scene + variant).nextLong()
                    : new Random(variant).nextLong() ^ ((1L << scene) - 1);
            return variant < 4 ? Images.prints(hash) : rotated(hash, rotation, variant);
        }
    }

    /** What a store holds beside the items. */
    private static final class Memory {
        private final Map<Object, Remembered> kept = new HashMap<>();

        void keep(List<Remembered> remembered) {
            for (Remembered one : remembered) {
                if (one instanceof Progress) {
                    kept.put(Progress.class, one);
                } else if (one instanceof Withdrawn withdrawn) {
                    kept.put(withdrawn.item(), one);
                } else if (one instanceof Judged judged) {
                    kept.put(List.of(judged.one(), judged.other()), judged);
                    kept.values().removeIf(word -> word instanceof Judged other && other.copies() == null);
                }
            }
        }

        List<Remembered> all() {
            return List.copyOf(kept.values());
        }
    }

    /** Whatever the policy: one item stands for each cluster, is kept, and the others stand as the policy says. */
    private static void requireOneOfEachCluster(Collection<ClusteredItem> kept, Policy policy) {
        Map<String, List<ClusteredItem>> byCluster = kept.stream()
                .collect(Collectors.groupingBy(item -> item.cluster() == null ? item.item() : item.cluster()));
        for (List<ClusteredItem> cluster : byCluster.values()) {
            assertThat(cluster).filteredOn(ClusteredItem::representative).hasSize(1);
            Standing others = policy == Policy.KEEP_ALL
                    ? Standing.KEPT
                    : policy == Policy.QUARANTINE ? Standing.QUARANTINED : Standing.DUPLICATE;
            for (ClusteredItem item : cluster) {
                assertThat(item.standing()).isEqualTo(item.representative() ? Standing.KEPT : others);
            }
        }
    }

    /** What a reader of the events does, in the order in which the event says it takes effect. */
    private static void apply(Map<String, String> read, String item, Duplication duplication) {
        read.remove(item);
        for (Part part : duplication.parts()) {
            part.relabelled().forEach(id -> label(read, id, part.cluster()));
        }
        duplication.relabelled().forEach(id -> label(read, id, duplication.cluster()));
        label(read, item, duplication.cluster());
    }

    private static void label(Map<String, String> read, String item, String cluster) {
        if (cluster == null) {
            read.remove(item);
        } else {
            read.put(item, cluster);
        }
    }

    /** The definition, written down without any thought of speed. */
    private static final class Model {
        private record Held(ContentHash content, Arrival upload) {}

        private record Known(Fingerprints prints, Duplicates spec, int arrival) {}

        private final Map<String, Held> items = new TreeMap<>();
        private final Map<ContentHash, Known> contents = new HashMap<>();
        private final Map<String, List<Withdrawn>> withdrawn = new HashMap<>();
        private final Map<Set<ContentHash>, Boolean> words = new HashMap<>();
        private int arrivals;

        void withdraw(String item, Instant upTo, int specVersion) {
            Withdrawn withdrawal = new Withdrawn(item, upTo, specVersion);
            withdrawn.computeIfAbsent(item, i -> new ArrayList<>()).add(withdrawal);
            if (items.containsKey(item) && withdrawal.covers(items.get(item).upload)) {
                items.remove(item);
                forget();
            }
        }

        void judge(ContentHash one, ContentHash other, Boolean copies) {
            words.put(Set.copyOf(List.of(one, other)), copies);
        }

        private void forget() {
            contents.keySet()
                    .retainAll(items.values().stream().map(Held::content).collect(Collectors.toSet()));
        }

        void add(Arrival arrival, Fingerprints prints, Duplicates spec) {
            Held held = items.get(arrival.item());
            if (held != null && arrival.at().isBefore(held.upload.at())) {
                return;
            }
            if (withdrawn.getOrDefault(arrival.item(), List.of()).stream().anyMatch(w -> w.covers(arrival))) {
                return;
            }
            if (held != null
                    && held.content.equals(arrival.content())
                    && held.upload.at().equals(arrival.at())
                    && held.upload.specVersion() > arrival.specVersion()) {
                return;
            }
            items.put(arrival.item(), new Held(arrival.content(), arrival));
            forget();
            contents.putIfAbsent(arrival.content(), new Known(prints, spec, ++arrivals));
        }

        /** Where people led on from a copy, all comes along that hangs together there. */
        void requireStars(Map<String, String> labels, Map<String, String> representatives) {
            representatives.forEach((cluster, representative) -> {
                Map<ContentHash, String> held = new HashMap<>();
                labels.keySet().stream()
                        .filter(item -> labels.get(item).equals(cluster))
                        .forEach(item -> held.put(items.get(item).content, item));
                ContentHash centre = items.get(representative).content;
                Set<ContentHash> star = new HashSet<>();
                Set<ContentHash> led = new HashSet<>();
                star.add(centre);
                held.keySet().stream()
                        .filter(content -> copies(representative, held.get(content)))
                        .forEach(star::add);
                int before = -1;
                while (before != star.size() + led.size()) {
                    before = star.size() + led.size();
                    for (ContentHash one : Set.copyOf(star)) {
                        for (ContentHash other : held.keySet()) {
                            boolean byHand = Boolean.TRUE.equals(said(one, other));
                            if (byHand || (led.contains(one) && copies(held.get(one), held.get(other)))) {
                                star.add(other);
                                if (!other.equals(centre)) {
                                    led.add(other);
                                }
                            }
                        }
                    }
                }
                assertThat(star)
                        .as("what hangs on %s, which stands for %s", representative, cluster)
                        .isEqualTo(held.keySet());
            });
        }

        private Boolean said(ContentHash one, ContentHash other) {
            return one.equals(other) ? null : words.get(Set.of(one, other));
        }

        private boolean copies(String one, String other) {
            ContentHash a = items.get(one).content;
            ContentHash b = items.get(other).content;
            if (a.equals(b)) {
                return true;
            }
            Boolean word = words.get(Set.of(a, b));
            if (word != null) {
                return word;
            }
            Known x = contents.get(a);
            Known y = contents.get(b);
            Duplicates spec = x.arrival > y.arrival ? x.spec : y.spec;
            return x.prints.informative()
                    && y.prints.informative()
                    && (near(x.prints.perceptualHash(), y.prints.perceptualHash(), spec)
                            || (spec.turned() == Turned.ANY_ANGLE
                                    && x.prints.rotation() != null
                                    && y.prints.rotation() != null
                                    && near(
                                            x.prints.rotation().hash(),
                                            y.prints.rotation().hash(),
                                            spec)));
        }

        private static boolean near(long one, long other, Duplicates spec) {
            return Long.bitCount(one ^ other) <= spec.maxDistance();
        }
    }

    @Test
    void aRotatedCopyIsToldByItsAngleFromBothSidesAndAfterAStart() {
        Duplicates anyAngle = new Duplicates(
                MAX_DISTANCE,
                Verification.THUMBNAIL,
                0.8,
                null,
                Turned.ANY_ANGLE,
                Policy.KEEP_REPRESENTATIVE,
                Representative.FIRST,
                null);
        Fingerprints upright = rotated(0, 0, 1);
        Fingerprints rotated = shifted(upright, 0xFFFFL, 0b111, 5);
        Looks looks = Looks.onHeap();
        DuplicateClusters before = new DuplicateClusters(looks);
        before.add(arrival("a", "upright"), upright, anyAngle);

        DuplicateClusters.Change copy = before.add(arrival("b", "rotated"), rotated, anyAngle);

        Duplication duplication = copy.duplication().orElseThrow();
        assertThat(duplication.matches()).containsExactly(new Match("a", 3, 1.0, null, null, false, 28));
        assertThat(duplication.reason())
                .isEqualTo(
                        "A copy of the representative (rotated by 28° counter-clockwise; 3 of 64 bits differ, disks"
                                + " correlate by 1.00); the dataset keeps one image of each cluster, and the representative is it");
        DuplicateClusters after = DuplicateClusters.of(copy.items().iterator(), List.of(), looks);
        assertThat(after.add(arrival("a", "upright", 9), upright, anyAngle)
                        .duplication()
                        .orElseThrow()
                        .matches())
                .as("as told of the earlier picture")
                .containsExactly(new Match("b", 3, 1.0, null, null, false, -28));
        assertThat(after.add(arrival("c", "again", 9), shifted(upright, 0xFFFFL << 32, 0, -16), anyAngle)
                        .duplication()
                        .orElseThrow()
                        .matches())
                .as("found by the index that was made anew")
                .extracting(Match::item, Match::degrees)
                .containsExactly(tuple("a", -90), tuple("b", -118));
    }

    /** The disk rotated counter-clockwise by so many sectors, with other hashes. */
    private static Fingerprints shifted(Fingerprints prints, long perceptualHash, long hash, int sectors) {
        byte[] luma = new byte[PolarThumbnail.RINGS * PolarThumbnail.SECTORS];
        for (int at = 0; at < luma.length; at++) {
            luma[at] = (byte)
                    prints.rotation().polar().luma(at / PolarThumbnail.SECTORS, at % PolarThumbnail.SECTORS - sectors);
        }
        RotationHash disk = new RotationHash(hash, new PolarThumbnail(luma));
        return new Fingerprints(0, 0, perceptualHash, true, null, null, List.of(), null, List.of(), null, disk);
    }

    @Test
    void aCopyThatARotationTookCornersFromDoesNotStandForItsOriginal() {
        Duplicates anyAngle = new Duplicates(
                MAX_DISTANCE,
                null,
                null,
                null,
                Turned.ANY_ANGLE,
                Policy.KEEP_REPRESENTATIVE,
                Representative.BEST,
                null);
        Fingerprints upright = rotated(0, 0, 1);
        Fingerprints shifted = shifted(upright, 0xFFFFL, 0, 5);
        Fingerprints cornered = new Fingerprints(
                0,
                0,
                shifted.perceptualHash(),
                true,
                null,
                null,
                List.of(),
                null,
                List.of(),
                null,
                new RotationHash(0, shifted.rotation().polar(), 0.16));
        clusters.add(ofMerit(78, arrival("a", "rotated")), cornered, anyAngle);

        Duplication original = clusters.add(ofMerit(52, arrival("b", "upright")), upright, anyAngle)
                .duplication()
                .orElseThrow();

        assertThat(original.representative()).isEqualTo("b");
        assertThat(original.standing()).isEqualTo(Standing.KEPT);
        assertThat(original.standings()).containsExactly(new Standed("a", Standing.DUPLICATE));
    }

    @Test
    void aRotatedCopyIsNoCopyOnceTheOtherHasLeft() {
        Duplicates anyAngle = new Duplicates(
                MAX_DISTANCE, null, null, null, Turned.ANY_ANGLE, Policy.KEEP_ALL, Representative.FIRST, null);
        Fingerprints upright = rotated(0, 0, 1);
        clusters.add(arrival("a", "upright"), upright, anyAngle);
        clusters.withdraw("a", arrival("a", "upright").at(), 1, anyAngle, 2);

        Duplication alone = clusters.add(arrival("b", "rotated"), shifted(upright, 0xFFFFL, 0b111, 5), anyAngle)
                .duplication()
                .orElseThrow();

        assertThat(alone.matches()).isEmpty();
        assertThat(alone.cluster()).isNull();
    }

    @Test
    void namesAreNeverGivenTwice() {
        Random random = new Random(99);
        Map<String, Set<String>> before = Map.of();
        Set<String> gone = new HashSet<>();
        for (int step = 0; step < 2_000; step++) {
            int variant = random.nextInt(30);
            clusters.add(
                    arrival("item" + random.nextInt(50), "content" + variant, step),
                    prints(((1L << variant) - 1) << 3),
                    within(1));
            Map<String, Set<String>> now = byName(clusters.clusters());
            Collection<String> alive = now.keySet();
            before.keySet().stream().filter(name -> !alive.contains(name)).forEach(gone::add);
            assertThat(Collections.disjoint(alive, gone)).isTrue();
            before = now;
        }
        assertThat(gone).hasSizeGreaterThan(50);
    }

    private static Map<String, Set<String>> byName(Map<String, String> labels) {
        Map<String, Set<String>> names = new HashMap<>();
        labels.forEach((item, name) ->
                names.computeIfAbsent(name, n -> new HashSet<>()).add(item));
        return names;
    }

    /** Copies by hash alone, the first stands for all. */
    private static Duplicates within(int maxDistance) {
        return new Duplicates(
                maxDistance, Verification.NONE, null, null, null, Policy.KEEP_ALL, Representative.FIRST, null);
    }

    private static Duplicates spec(Policy policy, Representative representative) {
        return new Duplicates(MAX_DISTANCE, Verification.NONE, null, null, null, policy, representative, null);
    }

    private static Arrival ofMerit(double merit, Arrival arrival) {
        return new Arrival(
                arrival.item(),
                arrival.source(),
                arrival.content(),
                arrival.labels(),
                arrival.group(),
                arrival.layout(),
                arrival.metadata(),
                arrival.specVersion(),
                arrival.at(),
                new Traits(1, merit, null));
    }

    /** With a thumbnail of noise drawn by a seed. */
    private static Fingerprints looking(long hash, long seed) {
        byte[] luma = new byte[Thumbnail.SIDE * Thumbnail.SIDE];
        new Random(seed).nextBytes(luma);
        return new Fingerprints(0, 0, hash, true, null, null, List.of(), null, List.of(), new Thumbnail(luma), null);
    }

    /** With a disk of noise drawn by a seed. */
    private static Fingerprints rotated(long hash, long rotation, long seed) {
        byte[] luma = new byte[PolarThumbnail.RINGS * PolarThumbnail.SECTORS];
        new Random(seed).nextBytes(luma);
        RotationHash disk = new RotationHash(rotation, new PolarThumbnail(luma));
        return new Fingerprints(0, 0, hash, true, null, null, List.of(), null, List.of(), null, disk);
    }

    private Duplication add(String item, String content, long perceptualHash) {
        return add(item, content, Images.prints(perceptualHash));
    }

    private Duplication add(String item, String content, Fingerprints prints) {
        return clusters.add(arrival(item, content), prints, within(MAX_DISTANCE))
                .duplication()
                .orElseThrow();
    }
}
