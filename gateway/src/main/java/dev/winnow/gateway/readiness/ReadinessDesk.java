package dev.winnow.gateway.readiness;

import com.fasterxml.jackson.databind.JsonNode;
import dev.winnow.dataset.Rejection;
import dev.winnow.dataset.release.DatasetFacts;
import dev.winnow.dataset.release.Readiness;
import dev.winnow.dataset.spec.DatasetSpec;
import dev.winnow.dataset.split.Notice;
import dev.winnow.gateway.answers.KeptAnswers;
import dev.winnow.gateway.quality.Verdicts;
import dev.winnow.gateway.releases.Releases;
import dev.winnow.gateway.specs.Specs;
import dev.winnow.gateway.splits.Shares;
import dev.winnow.gateway.summary.Summaries;
import dev.winnow.gateway.summary.Summary;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** Gathers what is known of a dataset and has it judged. What costs a look at the images is kept until the dataset changes. */
@ApplicationScoped
public class ReadinessDesk {
    private static final int MOST_KEPT = 256;

    private static final Set<String> OF_FILES = Arrays.stream(Rejection.Reason.values())
            .filter(Rejection.Reason::isOfFile)
            .map(Enum::name)
            .collect(Collectors.toSet());

    private record Counts(long prepared, long unlabelled) {}

    private final DataSource database;
    private final Summaries summaries;
    private final Shares shares;
    private final Specs specs;
    private final Verdicts verdicts;
    private final Releases releases;
    private final KeptAnswers<String, Counts> counts;
    private final Clock clock = Clock.systemUTC();

    public ReadinessDesk(
            DataSource database,
            Summaries summaries,
            Shares shares,
            Specs specs,
            Verdicts verdicts,
            Releases releases) {
        this.database = database;
        this.summaries = summaries;
        this.shares = shares;
        this.specs = specs;
        this.verdicts = verdicts;
        this.releases = releases;
        this.counts = new KeptAnswers<>(database, MOST_KEPT);
    }

    /** Of the dataset as it is now; nothing where there is no such dataset. */
    public Optional<Readiness> readiness(String dataset) throws SQLException {
        // Asked first: what changes afterwards makes the facts newer than this answer, never older.
        boolean judged = verdicts.areSettled(dataset);
        Optional<Summary> summary = summaries.summary(dataset);
        return summary.isEmpty()
                ? Optional.empty()
                : Optional.of(Readiness.of(dataset, specs.current(dataset), facts(summary.get(), judged), now()));
    }

    /** Of a release that is ready, under the spec of today: what nobody knew of when it was cut counts too. */
    public Readiness ofRelease(String dataset, Releases.Line release) throws SQLException, IOException {
        DatasetSpec spec = specs.current(dataset);
        LineFacts facts = new LineFacts();
        releases.read(release, facts::add);
        return Readiness.of(dataset, spec, facts.facts(spec), now());
    }

    /**
     * Of the images that are part of the dataset and in no such form in a release that is ready. What a part cannot tell, the shares of
     * the splits, is that of the whole. One image is enough.
     *
     * @return nothing where there is no such dataset
     */
    public Optional<Readiness> ofNews(String dataset, Releases.Line since) throws SQLException, IOException {
        boolean judged = verdicts.areSettled(dataset); // asked first, as above
        Optional<Summary> summary = summaries.summary(dataset);
        if (summary.isEmpty()) {
            return Optional.empty();
        }
        Set<String> known = new HashSet<>();
        releases.read(since, line -> known.add(identity(line)));
        LineFacts all = new LineFacts();
        LineFacts news = new LineFacts();
        Set<String> touched = new HashSet<>();
        releases.readNow(dataset, line -> {
            all.add(line);
            if (!known.contains(identity(line))) {
                news.add(line);
                if (line.has("cluster")) {
                    touched.add(line.path("cluster").asText());
                }
            }
        });
        DatasetSpec spec = specs.current(dataset);
        DatasetFacts part = news.facts(spec);
        DatasetFacts.Images images = part.images();
        DatasetFacts facts = new DatasetFacts(
                new DatasetFacts.Images(
                        images.uploaded(),
                        images.accepted(),
                        0,
                        0,
                        summary.get().inFlight(),
                        summary.get().deadLetters(),
                        images.prepared()),
                new DatasetFacts.Copies(all.leaks(touched), 0),
                part.labels(),
                all.facts(spec).splits(),
                part.issues(),
                judged);
        return Optional.of(Readiness.of(dataset, withOneEnough(spec), facts, now()));
    }

    private static String identity(JsonNode line) {
        return line.path("item").asText() + line.path("content").asText();
    }

    private static DatasetSpec withOneEnough(DatasetSpec spec) {
        return spec.withReadiness(spec.readiness().withLeastImages(1));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private DatasetFacts facts(Summary summary, boolean judged) throws SQLException {
        String dataset = summary.dataset();
        Shares.Report report = shares.report(dataset);
        Counts counted = counts.answer(dataset, dataset, () -> count(dataset));
        Map<String, Long> rejections = summary.rejections();
        long refused = rejections.entrySet().stream()
                .filter(reason -> OF_FILES.contains(reason.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
        // What a person set aside was decided already.
        long waiting = summary.images().quarantined() - rejections.getOrDefault(Rejection.Reason.SET_ASIDE.name(), 0L);
        return new DatasetFacts(
                new DatasetFacts.Images(
                        summary.images().uploaded(),
                        summary.images().accepted(),
                        refused,
                        Math.max(0, waiting),
                        summary.inFlight(),
                        summary.deadLetters(),
                        counted.prepared()),
                new DatasetFacts.Copies(
                        summary.leakage(),
                        report.notices().stream()
                                .filter(notice -> notice.code() == Notice.Code.RELATED_APART)
                                .mapToLong(Notice::images)
                                .sum()),
                new DatasetFacts.Labels(
                        counted.unlabelled(),
                        summary.issues().getOrDefault("LABEL_CONFLICT", 0L),
                        summary.labels().pending(),
                        summary.labels().findings()),
                new DatasetFacts.Splits(
                        report.splits().stream()
                                .map(split -> new DatasetFacts.Share(
                                        split.split(), split.wish(), split.images(), split.tolerance()))
                                .toList(),
                        report.labels().stream()
                                .filter(label -> label.label() != null && Boolean.FALSE.equals(label.within()))
                                .map(Shares.LabelShare::label)
                                .toList(),
                        report.distances().stream()
                                .map(distance -> new DatasetFacts.Drift(
                                        distance.measure(), distance.split(), distance.ks(), distance.significant()))
                                .toList()),
                new DatasetFacts.Issues(summary.images().flagged(), summary.overflagging()),
                judged);
    }

    private Counts count(String dataset) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement("""
                        SELECT count(*) FILTER (WHERE prepared > 0), count(*) FILTER (WHERE cardinality(labels) = 0
                            AND NOT EXISTS (SELECT FROM item_label l WHERE l.item = image.item AND l.objects > 0))
                        FROM image WHERE dataset = ? AND state = 'accepted'""")) {
            query.setString(1, dataset);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return new Counts(row.getLong(1), row.getLong(2));
            }
        }
    }
}
