package dev.winnow.gateway.projection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.gateway.copies.Clusters;
import dev.winnow.gateway.copies.Judgements;
import dev.winnow.gateway.copies.Leakage;
import dev.winnow.gateway.specs.Specs;
import dev.winnow.gateway.splits.Moves;
import dev.winnow.gateway.splits.Shares;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
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
        specs = new Specs(database, null, null); // reads the database alone
        BatchFold fold = new BatchFold();
        TOPICS.inOrder().forEach(fold::add);
        new Projector(database, new Standards()).apply(fold.fold(), Map.of());
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
                assertThat(cluster.images()).hasSize(cluster.size());
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
        for (String kind : List.of("exact", "pixels")) { // none is drawn
            assertThat(clusters.page("drawn", new Clusters.Filter(kind, null, null, null), 100, null)
                            .clusters())
                    .isEmpty();
        }
        assertThat(clusters.page("drawn", new Clusters.Filter("near", "class1", "val", null), 100, null)
                        .clusters())
                .allSatisfy(cluster -> assertThat(cluster.images())
                        .anyMatch(image -> "class1".equals(image.label()))
                        .anyMatch(image -> "val".equals(image.split())));
    }

    @Test
    void leaksAreNamedPairByPair() throws SQLException {
        Leakage.Report report = new Leakage(database).report("drawn", 1_000);
        long offDiagonal = 0;
        for (String one : List.of("train", "val", "test")) {
            for (String other : List.of("train", "val", "test")) {
                assertThat(report.matrix().get(one).get(other))
                        .isEqualTo(report.matrix().get(other).get(one));
                offDiagonal += one.equals(other) ? 0 : report.matrix().get(one).get(other);
            }
        }
        assertThat(offDiagonal).isPositive().isEqualTo(2L * report.pairs().size());
        assertThat(report.clean()).isFalse(); // drawn splits know nothing of clusters
        assertThat(report.layout()).isNull();
        assertThat(report.pairs())
                .allSatisfy(pair ->
                        assertThat(pair.one().split()).isNotEqualTo(pair.other().split()));
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
                        .sum())
                .isEqualTo(report.labels().stream()
                        .mapToLong(Shares.LabelShare::images)
                        .sum());
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
        new Projector(other, new Standards()).apply(fold.fold(), Map.of());

        Shares.Report report = new Shares(other, new Specs(other, null, null)).report("one");

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
