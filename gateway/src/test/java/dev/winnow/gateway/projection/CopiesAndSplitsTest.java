package dev.winnow.gateway.projection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.Duplication;
import dev.winnow.dataset.Split;
import dev.winnow.dataset.split.Infeasible;
import dev.winnow.dataset.split.Notice;
import dev.winnow.events.Event;
import dev.winnow.events.EventDeserializer;
import dev.winnow.events.ImageDeduplicated;
import dev.winnow.events.PairJudged;
import dev.winnow.gateway.copies.Clusters;
import dev.winnow.gateway.copies.Judgements;
import dev.winnow.gateway.copies.Leakage;
import dev.winnow.gateway.images.ImageFilter;
import dev.winnow.gateway.images.ImageLine;
import dev.winnow.gateway.images.Images;
import dev.winnow.gateway.quality.Distributions;
import dev.winnow.gateway.quality.Filter;
import dev.winnow.gateway.specs.Specs;
import dev.winnow.gateway.splits.Moves;
import dev.winnow.gateway.splits.Shares;
import dev.winnow.gateway.summary.Composition;
import dev.winnow.gateway.summary.Summary;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is told of copies and splits, from drawn topics. */
@ExtendWith(Databases.class)
class CopiesAndSplitsTest {
    private static final DrawnTopics TOPICS = DrawnTopics.judgedAgain("drawn", 41, 300);
    private static DataSource database;
    private static Specs specs;

    @BeforeAll
    static void project() throws SQLException {
        database = Databases.fresh();
        specs = new Specs(database, null); // reads the database alone
        BatchFold fold = new BatchFold();
        TOPICS.inOrder().forEach(fold::add);
        new Projector(database).apply(fold.fold(), Map.of());
    }

    @Test
    void everyClusterIsListedOnceTheLargestFirst() throws SQLException {
        Map<String, Integer> expected = new HashMap<>();
        TOPICS.members().values().stream()
                .filter(member -> member.cluster != null)
                .forEach(member -> expected.merge(member.cluster, 1, Integer::sum));
        expected.values().removeIf(size -> size < 2);
        Clusters clusters = new Clusters(database, specs);
        Map<String, Integer> found = new HashMap<>();
        List<Integer> sizes = new ArrayList<>();
        String after = null;
        do {
            Clusters.Page page = clusters.page("drawn", new Clusters.Filter(null, null, null, null), 2, after);
            assertThat(page.totals().clusters()).isEqualTo(expected.size());
            for (Clusters.Cluster cluster : page.clusters()) {
                assertThat(found.put(cluster.name(), cluster.size())).isNull();
                assertThat(cluster.images())
                        .hasSize(cluster.size())
                        .filteredOn(image -> image.item().equals(cluster.representative()))
                        .allSatisfy(image ->
                                assertThat(image.reason()).isEqualTo("The best of its copies by size and sharpness"));
                sizes.add(cluster.size());
            }
            after = page.next();
        } while (after != null);
        assertThat(expected).isNotEmpty();
        assertThat(found).isEqualTo(expected);
        assertThat(sizes).isSortedAccordingTo((a, b) -> b - a);
        String name = expected.keySet().iterator().next();
        assertThat(clusters.page("drawn", new Clusters.Filter(null, null, null, name), 20, null)
                        .clusters())
                .extracting(Clusters.Cluster::name)
                .containsExactly(name);
    }

    @Test
    void clustersAreFilteredByKindLabelAndSplit() throws SQLException {
        Clusters clusters = new Clusters(database, specs);
        assertThat(clusters.page("drawn", new Clusters.Filter("leaking", null, null, null), 100, null)
                        .clusters())
                .isNotEmpty()
                .allSatisfy(cluster -> assertThat(cluster.splits()).hasSizeGreaterThan(1));
        assertThat(clusters.page("drawn", new Clusters.Filter("near", null, null, null), 100, null)
                        .clusters())
                .isNotEmpty();
        assertThat(clusters.page("drawn", new Clusters.Filter("exact", null, null, null), 100, null)
                        .clusters())
                .isNotEmpty()
                .allSatisfy(cluster -> assertThat(cluster.images()).anyMatch(image -> image.exactOf() != null));
        assertThat(clusters.page("drawn", new Clusters.Filter("pixels", null, null, null), 100, null)
                        .clusters())
                .isNotEmpty()
                .allSatisfy(cluster -> assertThat(cluster.images()).anyMatch(image -> image.exactPixelsOf() != null));
        assertThat(clusters.page("drawn", new Clusters.Filter("near", "class1", "val", null), 100, null)
                        .clusters())
                .allSatisfy(cluster -> assertThat(cluster.images())
                        .anyMatch(image -> image.labels().contains("class1"))
                        .anyMatch(image -> "val".equals(image.split())));
    }

    @Test
    void leaksAreNamedPairByPairNowAndInTheFoldersOfBefore() throws SQLException {
        Leakage.Report report = new Leakage(database).report("drawn", 1_000);

        Map<String, Long> between = new TreeMap<>();
        Map<String, String> leaking = new TreeMap<>();
        Map<String, Long> betweenFolders = new TreeMap<>();
        Map<String, String> leakingFolders = new TreeMap<>();
        expectedPairs().forEach((pair, exact) -> {
            DrawnTopics.Member one = TOPICS.members().get(pair.get(0));
            DrawnTopics.Member other = TOPICS.members().get(pair.get(1));
            if (one.state == ImageState.ACCEPTED && other.state == ImageState.ACCEPTED) {
                count(pair, exact, one.split, other.split, between, leaking);
            }
            if (one.upload.layout() != null && other.upload.layout() != null) {
                String from = one.upload.layout().key();
                count(pair, exact, from, other.upload.layout().key(), betweenFolders, leakingFolders);
            }
        });
        assertThat(cells(report.matrix())).isEqualTo(between);
        assertThat(named(report.pairs())).isEqualTo(leaking);
        assertThat(leaking.values()).contains("BYTES", "PIXELS", "null");
        assertThat(report.clean()).isFalse(); // drawn splits know nothing of clusters
        assertThat(cells(report.layout().matrix())).isEqualTo(betweenFolders);
        assertThat(named(report.layout().pairs())).isEqualTo(leakingFolders);
        assertThat(report.layout().leaked()).isPositive().isEqualTo(leakingFolders.size());
        assertThat(report.layout().images())
                .isEqualTo(TOPICS.members().values().stream()
                        .filter(member -> member.state != ImageState.REMOVED && member.upload.layout() != null)
                        .count());
        Leakage.Report short3 = new Leakage(database).report("drawn", 3);
        assertThat(short3.pairs()).isEqualTo(report.pairs().subList(0, 3));
        assertThat(short3.matrix()).isEqualTo(report.matrix());
    }

    private static void count(
            List<String> pair,
            String exact,
            String one,
            String other,
            Map<String, Long> cells,
            Map<String, String> leaks) {
        cells.merge(one + " " + other, 1L, Long::sum);
        if (!one.equals(other)) {
            cells.merge(other + " " + one, 1L, Long::sum);
            leaks.put(String.join(" ", pair) + " " + one + " " + other, String.valueOf(exact));
        }
    }

    private static Map<String, Long> cells(Map<String, Map<String, Long>> matrix) {
        Map<String, Long> cells = new TreeMap<>();
        matrix.forEach((one, row) -> row.forEach((other, n) -> cells.put(one + " " + other, n)));
        cells.values().removeIf(n -> n == 0);
        return cells;
    }

    private static Map<String, String> named(List<Leakage.Evidence> pairs) {
        Map<String, String> named = new TreeMap<>();
        pairs.forEach(pair -> named.put(
                pair.one().item() + " " + pair.other().item() + " " + pair.one().split() + " "
                        + pair.other().split(),
                String.valueOf(pair.exact())));
        return named;
    }

    /** The pairs of copies that the events come to, and whether they are exact ones, found by going through the events. */
    private static Map<List<String>, String> expectedPairs() {
        Map<List<String>, String> pairs = new HashMap<>();
        Map<List<String>, PairJudged> words = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : TOPICS.inOrder()) {
            Event event = new EventDeserializer().deserialize(record.topic(), record.headers(), record.value());
            if (event instanceof PairJudged judged
                    && holds(judged.one(), judged.oneContent())
                    && holds(judged.other(), judged.otherContent())) {
                words.merge(List.of(judged.one(), judged.other()), judged, (a, b) -> b.at().isAfter(a.at()) ? b : a);
            } else if (event instanceof ImageDeduplicated deduplicated) {
                Duplication found = deduplicated.duplication();
                String item = deduplicated.upload().key();
                Map<String, String> linked = new HashMap<>();
                found.matches().forEach(match -> linked.put(match.item(), null));
                linked.put(String.valueOf(found.exactPixelsOf()), "PIXELS");
                linked.put(String.valueOf(found.exactOf()), "BYTES");
                linked.forEach((other, exact) -> {
                    if (there(item)
                            && there(other)
                            && found.position().equals(TOPICS.members().get(item).arrived)
                            && TOPICS.members().get(other).arrived != null
                            && TOPICS.members().get(other).arrived < found.position()) {
                        pairs.put(item.compareTo(other) < 0 ? List.of(item, other) : List.of(other, item), exact);
                    }
                });
            }
        }
        words.forEach((pair, judged) -> {
            if (judged.word() == PairJudged.Word.DIFFERENT) {
                pairs.remove(pair);
            } else if (judged.word() == PairJudged.Word.COPIES && there(pair.get(0)) && there(pair.get(1))) {
                pairs.putIfAbsent(pair, null);
            }
        });
        return pairs;
    }

    private static boolean there(String item) {
        return TOPICS.members().containsKey(item) && TOPICS.members().get(item).state != ImageState.REMOVED;
    }

    private static boolean holds(String item, ContentHash content) {
        return TOPICS.members().get(item).upload.content().equals(content);
    }

    @Test
    void linksOfAClusterAreToldApartByBytesByPixelsAndNear() throws SQLException {
        Map<List<String>, String> expected = expectedPairs();
        Map<List<String>, String> found = new HashMap<>();
        Clusters.Page page =
                new Clusters(database, specs).page("drawn", new Clusters.Filter(null, null, null, null), 100, null);
        page.clusters()
                .forEach(cluster ->
                        cluster.links().forEach(link -> found.put(List.of(link.one(), link.other()), link.exact())));
        expected.keySet()
                .removeIf(pair -> TOPICS.members().get(pair.get(0)).cluster == null
                        || !Objects.equals(
                                TOPICS.members().get(pair.get(0)).cluster,
                                TOPICS.members().get(pair.get(1)).cluster));
        found.keySet()
                .removeIf(pair -> !Objects.equals(
                        TOPICS.members().get(pair.get(0)).cluster,
                        TOPICS.members().get(pair.get(1)).cluster));
        assertThat(found).isEqualTo(expected);
        assertThat(expected.values()).contains("BYTES", "PIXELS", null);
        assertThat(page.totals().exact())
                .isEqualTo(Long.parseLong(Databases.one(
                        database, "SELECT count(*) FROM image WHERE cluster IS NOT NULL AND exact_of IS NOT NULL")));
        assertThat(page.totals().exactPixels())
                .isEqualTo(Long.parseLong(Databases.one(
                        database,
                        "SELECT count(*) FROM image WHERE cluster IS NOT NULL AND exact_of IS NULL"
                                + " AND exact_pixels_of IS NOT NULL")));
    }

    /** Drawn newcomers look like the others rotated clockwise, or by a quarter; of a pair the second is told as it looks from the first. */
    @Test
    void byHowMuchACopyIsRotatedIsToldFromTheFirstOfThePair() throws SQLException {
        Clusters.Page page =
                new Clusters(database, specs).page("drawn", new Clusters.Filter(null, null, null, null), 100, null);
        Map<Integer, Integer> found = new TreeMap<>();
        Set<String> turns = new HashSet<>();
        for (Clusters.Cluster cluster : page.clusters()) {
            for (Clusters.Link link : cluster.links()) {
                long one = TOPICS.members().get(link.one()).arrived;
                long other = TOPICS.members().get(link.other()).arrived;
                if (link.turn() != null) {
                    assertThat(link.turn()).isEqualTo(one > other ? "ROTATE_90" : "ROTATE_270");
                    turns.add(link.turn());
                }
                if (link.degrees() != null) {
                    assertThat(link.degrees()).isEqualTo(one > other ? -28 : 28);
                    found.merge(link.degrees(), 1, Integer::sum);
                }
            }
        }
        assertThat(found).containsOnlyKeys(-28, 28);
        assertThat(turns).hasSize(2);
        assertThat(new Leakage(database).report("drawn", 1_000).pairs())
                .extracting(Leakage.Evidence::degrees)
                .contains(-28, 28, null);
    }

    @Test
    void theSummaryCountsTheClustersThatTheLeakageReportAndTheListOfLeaksCount() throws SQLException {
        Map<String, Set<String>> splits = new HashMap<>();
        TOPICS.members().values().stream()
                .filter(member -> member.state == ImageState.ACCEPTED && member.cluster != null)
                .forEach(member -> splits.computeIfAbsent(member.cluster, cluster -> new HashSet<>())
                        .add(member.split));
        long expected = splits.values().stream().filter(in -> in.size() > 1).count();

        Summary summary = Projected.summaries(database).summary("drawn").orElseThrow();

        assertThat(summary.leakage()).isPositive().isEqualTo(expected);
        assertThat(new Leakage(database).report("drawn", 1).clusters()).isEqualTo(expected);
        assertThat(new Clusters(database, specs)
                        .page("drawn", new Clusters.Filter("leaking", null, null, null), 100, null)
                        .clusters())
                .hasSize((int) expected);
    }

    @Test
    void answersFollowAWordThatChangesNoImage() throws SQLException {
        DataSource other = Databases.fresh();
        DrawnTopics topics = DrawnTopics.judgedAgain("drawn", 42, 60);
        BatchFold fold = new BatchFold();
        topics.inOrder().forEach(fold::add);
        new Projector(other).apply(fold.fold(), Map.of());
        Leakage leakage = new Leakage(other);
        List<Leakage.Evidence> before = leakage.report("drawn", 1_000).pairs();
        Leakage.Evidence first = before.get(0);

        new Projected(other)
                .project(
                        List.of(new PairJudged(
                                "drawn",
                                first.one().item(),
                                first.other().item(),
                                topics.members().get(first.one().item()).upload.content(),
                                topics.members()
                                        .get(first.other().item())
                                        .upload
                                        .content(),
                                PairJudged.Word.DIFFERENT,
                                null,
                                Instant.parse("2030-01-01T00:00:00Z"))),
                        1);

        assertThat(leakage.report("drawn", 1_000).pairs()).isEqualTo(before.subList(1, before.size()));
    }

    @Test
    void anImageCountsUnderEachOfItsLabels() throws SQLException {
        Map<String, Map<String, Long>> expected = new TreeMap<>();
        Map<String, Set<String>> listed = new TreeMap<>();
        long several = 0;
        for (Map.Entry<String, DrawnTopics.Member> entry : TOPICS.members().entrySet()) {
            DrawnTopics.Member member = entry.getValue();
            Set<String> labels = Set.copyOf(member.upload.labels());
            for (String label : labels) {
                listed.computeIfAbsent(label, none -> new HashSet<>()).add(entry.getKey());
                if (member.state == ImageState.ACCEPTED) {
                    expected.computeIfAbsent(label, none -> new TreeMap<>()).merge(member.split, 1L, Long::sum);
                }
            }
            several += member.state == ImageState.ACCEPTED && labels.size() > 1 ? 1 : 0;
        }
        Map<String, Long> sums = new TreeMap<>();
        expected.forEach((label, counts) ->
                sums.put(label, counts.values().stream().mapToLong(n -> n).sum()));

        Summary summary = Projected.summaries(database).summary("drawn").orElseThrow();
        Composition composition = Projected.summaries(database).composition("drawn");
        Shares.Report shares = new Shares(database, specs).report("drawn");

        assertThat(several).isPositive();
        assertThat(composition.severalLabels()).isEqualTo(several);
        assertThat(shares.severalLabels()).isEqualTo(several);
        assertThat(summary.classes()).isEqualTo(sums);
        assertThat(composition.splits().values().stream()
                        .mapToLong(Composition.SplitShare::images)
                        .sum())
                .isEqualTo(summary.images().accepted());
        Map<String, Map<String, Long>> composed = new TreeMap<>();
        composition.classes().stream()
                .filter(share -> share.label() != null)
                .forEach(share -> composed.put(
                        share.label(), Map.of("train", share.train(), "val", share.val(), "test", share.test())));
        Map<String, Map<String, Long>> shared = new TreeMap<>();
        shares.labels().stream().filter(share -> share.label() != null).forEach(share -> {
            shared.put(share.label(), share.counts());
            assertThat(share.images()).isEqualTo(sums.get(share.label()));
        });
        assertThat(withoutZeros(composed)).isEqualTo(expected);
        assertThat(withoutZeros(shared)).isEqualTo(expected);
        Distributions distributions = new Distributions(database, specs);
        for (Map.Entry<String, Set<String>> label : listed.entrySet()) {
            ImageFilter ofLabel = new ImageFilter(
                    null,
                    null,
                    label.getKey(),
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    ImageFilter.Sort.UPLOADED,
                    true);
            assertThat(new Images(database).page("drawn", ofLabel, 200, null).images())
                    .extracting(ImageLine::item)
                    .containsExactlyInAnyOrderElementsOf(label.getValue());
            assertThat(distributions
                            .quality(new Filter("drawn", label.getKey(), null), 10)
                            .flagged())
                    .isEqualTo(label.getValue().stream()
                            .filter(item -> TOPICS.members().get(item).flagged)
                            .count());
        }
    }

    private static Map<String, Map<String, Long>> withoutZeros(Map<String, Map<String, Long>> counts) {
        Map<String, Map<String, Long>> without = new TreeMap<>();
        counts.forEach((label, bySplit) -> {
            Map<String, Long> kept = new TreeMap<>(bySplit);
            kept.values().removeIf(n -> n == 0);
            if (!kept.isEmpty()) {
                without.put(label, kept);
            }
        });
        return without;
    }

    @Test
    void aWishThatALabelCannotMeetIsSaidOfEachOfAnImagesLabels() throws SQLException {
        DataSource other = Databases.fresh();
        DrawnTopics few = DrawnTopics.judgedAgain("few", 43, 12);
        BatchFold fold = new BatchFold();
        few.inOrder().forEach(fold::add);
        new Projector(other).apply(fold.fold(), Map.of());
        Map<String, Set<String>> units = new TreeMap<>();
        for (Map.Entry<String, DrawnTopics.Member> entry : few.members().entrySet()) {
            if (entry.getValue().state == ImageState.ACCEPTED) {
                String unit = Databases.one(
                        other, "SELECT coalesce(unit, cluster, item) FROM image WHERE item = '" + entry.getKey() + "'");
                entry.getValue()
                        .upload
                        .labels()
                        .forEach(label -> units.computeIfAbsent(label, none -> new HashSet<>())
                                .add(unit));
            }
        }
        units.values().removeIf(of -> of.size() >= 3);

        Shares.Report report = new Shares(other, new Specs(other, null)).report("few");

        assertThat(units).isNotEmpty();
        assertThat(report.severalLabels()).isPositive();
        assertThat(report.infeasible().stream()
                        .filter(infeasible -> infeasible.code() == Infeasible.Code.STRATIFY_INFEASIBLE)
                        .map(infeasible -> infeasible.detail().split("'")[1]))
                .containsExactlyElementsOf(units.keySet());
    }

    /** What stands elsewhere than its folder says is counted, by the page and by the summary alike. */
    @Test
    void anOverriddenLayoutIsNoticedWithItsNumbers() throws SQLException {
        Set<String> expected = new TreeSet<>();
        Map<String, Integer> counts = new TreeMap<>();
        for (DrawnTopics.Member member : TOPICS.members().values()) {
            Split layout = member.upload.layout();
            if (member.state == ImageState.ACCEPTED
                    && layout != null
                    && !layout.key().equals(member.split)) {
                counts.merge(layout.key() + " to " + member.split, 1, Integer::sum);
            }
        }
        counts.forEach((way, n) -> expected.add(n + (n == 1 ? " image" : " images") + " moved from " + way));

        List<Notice> notices = new Shares(database, specs).report("drawn").notices();

        assertThat(expected).isNotEmpty();
        assertThat(notices.stream()
                        .filter(notice -> notice.code() == Notice.Code.LAYOUT_CHANGED)
                        .map(notice -> notice.detail().split(",")[0]))
                .containsExactlyInAnyOrderElementsOf(expected);
        Summary summary = Projected.summaries(database).summary("drawn").orElseThrow();
        assertThat(summary.notices()).isEqualTo(summary.inFlight() > 0 ? List.of() : notices);
    }

    @Test
    void splitsAddUpToTheAcceptedImages() throws SQLException {
        Shares.Report report = new Shares(database, specs).report("drawn");
        assertThat(report.images())
                .isEqualTo(TOPICS.members().values().stream()
                        .filter(member -> member.state == ImageState.ACCEPTED)
                        .count())
                .isEqualTo(report.splits().stream()
                        .mapToLong(Shares.SplitShare::images)
                        .sum());
        assertThat(report.fromFolders())
                .isPositive()
                .isEqualTo(TOPICS.members().values().stream()
                        .filter(member -> member.state == ImageState.ACCEPTED && member.upload.layout() != null)
                        .count());
        assertThat(report.distances()).hasSize(8).allSatisfy(distance -> {
            assertThat(distance.ks()).isBetween(0.0, 1.0);
            assertThat(distance.histogram().edges())
                    .hasSize(distance.histogram().train().size() + 1);
        });
        assertThat(report.foldSizes()).isNotEmpty();
        assertThat(report.infeasible()).isEmpty();
    }

    @Test
    void aLabelOfOneImageCannotBeInEverySplitAndTheReportSaysSo() throws SQLException {
        DataSource other = Databases.fresh();
        DrawnTopics one = DrawnTopics.judgedAgain("one", 41, 3);
        BatchFold fold = new BatchFold();
        one.inOrder().forEach(fold::add);
        new Projector(other).apply(fold.fold(), Map.of());

        Shares.Report report = new Shares(other, new Specs(other, null)).report("one");

        assertThat(report.images()).isPositive();
        assertThat(report.infeasible())
                .isNotEmpty()
                .allSatisfy(infeasible -> assertThat(infeasible.detail()).containsPattern("[0-9]"));
    }

    @Test
    void movesAreListedOnceAndReleasesAndWordsAreKept() throws SQLException {
        Moves moves = new Moves(database);
        Set<String> seen = new HashSet<>();
        String after = null;
        do {
            Moves.Page page = moves.page("drawn", 7, after);
            for (Moves.Move move : page.moves()) {
                assertThat(move.from()).isNotEqualTo(move.to());
                assertThat(seen.add(move.item() + move.at() + move.unit())).isTrue();
            }
            after = page.next();
        } while (after != null);
        assertThat(seen)
                .hasSize(Integer.parseInt(Databases.one(
                        database, "SELECT count(*) FROM moved WHERE split IS DISTINCT FROM split_before")));
        assertThat(moves.releases("drawn").frozen()).isNotEmpty();
        Judgements judgements = new Judgements(database);
        Judgements.Page first = judgements.page("drawn", 1, null);
        assertThat(judgements.page("drawn", 1, first.next()).judgements())
                .doesNotContainAnyElementsOf(first.judgements());
    }
}
