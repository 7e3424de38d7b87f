package dev.winnow.gateway.projection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.dataset.Measure;
import dev.winnow.embedded.EmbeddedPostgres;
import dev.winnow.gateway.Folders;
import dev.winnow.gateway.copies.Clusters;
import dev.winnow.gateway.copies.Judgements;
import dev.winnow.gateway.copies.Leakage;
import dev.winnow.gateway.images.ImageFilter;
import dev.winnow.gateway.images.Images;
import dev.winnow.gateway.quality.Distributions;
import dev.winnow.gateway.quality.Filter;
import dev.winnow.gateway.quality.Thresholds;
import dev.winnow.gateway.specs.Specs;
import dev.winnow.gateway.splits.Moves;
import dev.winnow.gateway.splits.Shares;
import dev.winnow.gateway.summary.Summaries;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * How long the gateway's answers take: {@code mvn test -pl gateway -Dtest=ReadModelBench}, by its name no part of the build. With
 * {@code -Dbench.folder=DIR} the filled database is kept there and found again.
 *
 * <p>The read model is folded from drawn topics, where everything happens more often than in any real dataset: images are uploaded
 * again, stand in clusters and across splits, have several labels, move, are removed and judged. Cold is an answer after the dataset
 * changed, warm one after that. Each is the median of several, by the clock and by the processor time of the asking thread
 * and of the database's.
 */
class ReadModelBench {
    private static final String DATASET = "big";
    private static final int IMAGES = Integer.getInteger("bench.images", 100_000);
    private static final int UPLOADS_AT_ONCE = 1_000;
    private static final int TIMES = 5;

    private interface Answer {
        Object get() throws Exception;
    }

    @Test
    void answers() throws Exception {
        String kept = System.getProperty("bench.folder");
        Path folder = kept == null ? Files.createTempDirectory("winnow-read-model") : Path.of(kept);
        try (EmbeddedPostgres server = EmbeddedPostgres.start(folder);
                Connection connection = connection(server)) {
            DataSource database = alwaysThe(connection);
            Flyway.configure()
                    .dataSource(source(server))
                    .locations("db/migration/gateway")
                    .load()
                    .migrate();
            if (!filled(database)) {
                fill(database);
            }
            time(database);
        } finally {
            if (kept == null) {
                Folders.delete(folder);
            }
        }
    }

    private static PGSimpleDataSource source(EmbeddedPostgres server) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(server.jdbcUrl());
        source.setUser(server.username());
        source.setPassword(server.password());
        return source;
    }

    private static Connection connection(EmbeddedPostgres server) throws SQLException {
        return source(server).getConnection();
    }

    /** As a pool that holds one connection would give it, to one thread. */
    private static DataSource alwaysThe(Connection connection) {
        Connection unclosed = (Connection) Proxy.newProxyInstance(
                ReadModelBench.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> {
                    try {
                        return method.getName().equals("close") ? null : method.invoke(connection, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        return (DataSource) Proxy.newProxyInstance(
                ReadModelBench.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, arguments) -> unclosed);
    }

    private static boolean filled(DataSource database) throws SQLException {
        return !Databases.one(database, "SELECT count(*) FROM image").equals("0");
    }

    private static void fill(DataSource database) throws SQLException, IOException {
        Projector projector = new Projector(database);
        long began = cpu(database);
        for (int begin = 0; begin < IMAGES; begin += UPLOADS_AT_ONCE) {
            DrawnTopics topics = DrawnTopics.judgedAgain(DATASET, begin, begin, UPLOADS_AT_ONCE * 9 / 8);
            BatchFold fold = new BatchFold();
            topics.inOrder().forEach(fold::add);
            projector.apply(fold.fold(), Map.of());
        }
        Databases.run(database, "VACUUM ANALYZE");
        System.out.printf(
                "drew and projected %s images, %s accepted, in %s clusters, %s links, %s moves, %s words: %.2f ms of CPU each%n",
                Databases.one(database, "SELECT count(*) FROM image"),
                Databases.one(database, "SELECT count(*) FROM image WHERE state = 'accepted'"),
                Databases.one(database, "SELECT count(*) FROM cluster WHERE items > 1"),
                Databases.one(database, "SELECT count(*) FROM link"),
                Databases.one(database, "SELECT count(*) FROM moved"),
                Databases.one(database, "SELECT count(*) FROM judgement"),
                (cpu(database) - began) / 1e6 / IMAGES);
    }

    private static void time(DataSource database) throws Exception {
        Specs specs = new Specs(database, null); // reads the database alone
        Images images = new Images(database);
        Summaries summaries = Projected.summaries(database);
        Distributions distributions = new Distributions(database, specs);
        Thresholds thresholds = new Thresholds(database, specs, images);
        Clusters clusters = new Clusters(database, specs);
        Leakage leakage = new Leakage(database);
        Judgements judgements = new Judgements(database);
        Shares shares = new Shares(database, specs);
        Moves moves = new Moves(database);
        Map<String, Answer> answers = new TreeMap<>();
        answers.put("datasets", summaries::datasets);
        answers.put("summary", () -> summaries.summary(DATASET));
        answers.put("composition", () -> summaries.composition(DATASET));
        answers.put("histograms", () -> distributions.histograms(DATASET, 40));
        answers.put("quality", () -> distributions.quality(new Filter(DATASET, null, null), 40));
        answers.put("quality of a class", () -> distributions.quality(new Filter(DATASET, "class1", null), 40));
        answers.put(
                "quality/calibration",
                () -> thresholds.calibration(
                        new Filter(DATASET, null, null), Measure.SHARPNESS_SCORE, null, 0.5, null, 12));
        answers.put("duplicates", () -> duplicates(clusters, null, null, null));
        for (String kind : new String[] {"exact", "pixels", "near", "leaking", "dropped"}) {
            answers.put("duplicates, " + kind, () -> duplicates(clusters, kind, null, null));
        }
        answers.put("duplicates of a class in a split", () -> duplicates(clusters, null, "class1", "val"));
        answers.put("leakage", () -> leakage.report(DATASET, 100));
        answers.put("judgements", () -> judgements.page(DATASET, 50, null));
        answers.put("splits", () -> shares.report(DATASET));
        answers.put("splits/moves", () -> moves.page(DATASET, 50, null));
        answers.put("splits/frozen", () -> moves.releases(DATASET));
        answers.put("images", () -> page(images, null, null, null, null, "uploaded", true));
        answers.put("images of a class", () -> page(images, null, "class1", null, null, "uploaded", true));
        answers.put("images by a measure", () -> page(images, null, null, null, null, "sharpness_score", false));
        answers.put("images by size", () -> page(images, null, null, null, null, "width", false));
        answers.put("images, filtered", () -> page(images, "flagged", "class1", "BAD_EXIF", "9", "uploaded", true));
        answers.put("images, rejected", () -> page(images, "rejected", null, null, null, "uploaded", true));
        String item = Databases.one(database, "SELECT min(item) FROM image WHERE cluster IS NOT NULL");
        answers.put("images/ITEM", () -> images.details(DATASET, item));
        System.out.println("answer | cold ms | warm ms | cold CPU ms | warm CPU ms");
        for (Map.Entry<String, Answer> answer : answers.entrySet()) {
            answer.getValue().get(); // compiles
            double[][] took = new double[4][TIMES];
            for (int i = 0; i < TIMES; i++) {
                Databases.run(database, "UPDATE dataset SET change = change + 1");
                take(database, answer.getValue(), took[0], took[2], i);
                take(database, answer.getValue(), took[1], took[3], i);
            }
            System.out.printf(
                    "%s | %.0f | %.0f | %.0f | %.0f%n",
                    answer.getKey(), median(took[0]), median(took[1]), median(took[2]), median(took[3]));
        }
    }

    private static Clusters.Page duplicates(Clusters clusters, String kind, String label, String split)
            throws SQLException {
        return clusters.page(DATASET, new Clusters.Filter(kind, label, split, null), 20, null);
    }

    private static Images.Page page(
            Images images, String state, String label, String issue, String q, String sort, boolean descending)
            throws SQLException {
        ImageFilter.Sort by = ImageFilter.Sort.ofKey(sort).orElseThrow();
        return images.page(
                DATASET,
                new ImageFilter(state, null, label, null, issue, null, null, null, q, null, null, null, by, descending),
                50,
                null);
    }

    private static void take(DataSource database, Answer answer, double[] wall, double[] processor, int place)
            throws Exception {
        long before = cpu(database);
        long began = System.nanoTime();
        assertThat(answer.get()).isNotNull();
        wall[place] = (System.nanoTime() - began) / 1e6;
        processor[place] = (cpu(database) - before) / 1e6;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /** Processor time in nanoseconds of this thread and of the database's process behind the one connection. */
    private static long cpu(DataSource database) throws SQLException {
        long pid = Long.parseLong(Databases.one(database, "SELECT pg_backend_pid()"));
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime()
                + ProcessHandle.of(pid)
                        .flatMap(process -> process.info().totalCpuDuration())
                        .orElseThrow()
                        .toNanos();
    }
}
