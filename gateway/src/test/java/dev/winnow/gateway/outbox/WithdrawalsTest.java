package dev.winnow.gateway.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.winnow.dataset.ColorMode;
import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.Fingerprints;
import dev.winnow.dataset.ImageFormat;
import dev.winnow.dataset.ImageMetadata;
import dev.winnow.dataset.Measure;
import dev.winnow.dataset.QualityScores;
import dev.winnow.dataset.Rejection;
import dev.winnow.events.Event;
import dev.winnow.events.ImageAssessed;
import dev.winnow.events.ImageIngested;
import dev.winnow.events.ImageRejected;
import dev.winnow.events.ImageRemoved;
import dev.winnow.events.ImageUploaded;
import dev.winnow.events.ImageWithdrawn;
import dev.winnow.gateway.kafka.Announcer;
import dev.winnow.gateway.projection.Databases;
import dev.winnow.gateway.projection.Projected;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On a real database; what is sent goes into a list instead of a broker. */
@ExtendWith(Databases.class)
class WithdrawalsTest {
    /** Not on a microsecond, as a clock's times are not. */
    private static final Instant MONDAY = Instant.parse("2026-06-01T08:00:00.123456789Z");

    private static final Instant TUESDAY = Instant.parse("2026-06-02T08:00:00.000000001Z");

    private final DataSource database = Databases.fresh();
    private final Projected projected = new Projected(database);
    private final Broker broker = new Broker();
    private final Relay relay = new Relay(database, broker);

    private static class Broker extends Announcer {
        private final List<ImageWithdrawn> sent = new ArrayList<>();
        private boolean diesBefore;
        private boolean diesAfterwards;

        @Override
        public void announce(List<? extends Event> together) {
            if (diesBefore) {
                throw new IllegalStateException("away");
            }
            together.forEach(event -> sent.add((ImageWithdrawn) event));
            if (diesAfterwards) {
                throw new IllegalStateException("killed");
            }
        }
    }

    @Test
    void anImageThatARuleTakesOutIsWithdrawnAsItWasKnownAndStaysRejected() throws SQLException {
        ImageAssessed known = assessed(upload("wren.jpg", 1, MONDAY));
        ImageRejected out = rejectedByARule(known, 2);

        project(known);
        assertThat(sent()).isEmpty();
        project(out);

        assertThat(sent())
                .containsExactly(new ImageWithdrawn(
                        "birds",
                        "wren.jpg",
                        MONDAY,
                        1,
                        ImageWithdrawn.Cause.REJECTED,
                        "A changed rule rejects it: DARK: brightness_p99 0.1000 is below 0.3200",
                        null,
                        out.at()));
        assertThat(relay.waiting()).isZero();
        project(new ImageRemoved(broker.sent.get(0), 7, TUESDAY));
        assertThat(Databases.one(database, "SELECT state || ' ' || reason FROM image"))
                .isEqualTo("rejected LOW_QUALITY");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void aRejectedReplacementWithdrawsWhatLayThereBeforeInWhateverOrderTheTopicsAreRead(int batch) throws SQLException {
        ImageAssessed known = assessed(upload("wren.jpg", 1, MONDAY));
        ImageUploaded replacement = upload("wren.jpg", 1, TUESDAY);
        List<Event> all =
                List.of(known.upload(), known, replacement, rejectedByIngest(replacement, Rejection.Reason.TRUNCATED));
        for (List<Event> order : permutations(all)) {
            DataSource anew = Databases.fresh();
            Broker quiet = new Broker();
            Relay itsRelay = new Relay(anew, quiet);
            Projected rows = new Projected(anew);
            for (int from = 0; from < order.size(); from += batch) {
                rows.project(order.subList(from, Math.min(order.size(), from + batch)), batch);
                itsRelay.work();
            }
            assertThat(quiet.sent).as("%s", order).hasSize(1).allSatisfy(withdrawn -> {
                assertThat(withdrawn.upTo()).isEqualTo(MONDAY);
                assertThat(withdrawn.specVersion()).isEqualTo(1);
                assertThat(withdrawn.reason())
                        .isEqualTo("What was uploaded to its place later is rejected: it ends in the middle");
            });
            assertThat(Databases.one(anew, "SELECT state || ' ' || reason FROM image"))
                    .isEqualTo("rejected TRUNCATED");
        }
    }

    private static List<List<Event>> permutations(List<Event> all) {
        if (all.isEmpty()) {
            return List.of(List.of());
        }
        List<List<Event>> orders = new ArrayList<>();
        for (Event first : all) {
            List<Event> others = new ArrayList<>(all);
            others.remove(first);
            for (List<Event> order : permutations(others)) {
                List<Event> whole = new ArrayList<>(List.of(first));
                whole.addAll(order);
                orders.add(whole);
            }
        }
        return orders;
    }

    @Test
    void aFirstUploadThatIsRejectedIsKnownToNobody() throws SQLException {
        ImageUploaded first = upload("cut.jpg", 1, MONDAY);
        ImageAssessed measured = assessed(upload("dark.jpg", 2, MONDAY));
        project(first, rejectedByIngest(first, Rejection.Reason.TRUNCATED));
        project(measured.upload(), measured.image(), rejectedByARule(measured, 2));
        ImageUploaded again = upload("cut.jpg", 1, TUESDAY);
        project(again, rejectedByIngest(again, Rejection.Reason.EMPTY));

        assertThat(sent()).isEmpty();
    }

    @Test
    void aReplacementThatIsAcceptedWithdrawsNothing() throws SQLException {
        ImageAssessed newer = assessed(upload("wren.jpg", 1, TUESDAY));
        project(newer.upload(), newer, assessed(upload("wren.jpg", 1, MONDAY)));

        assertThat(sent()).isEmpty();
    }

    @Test
    void whatComesInAgainIsBeyondItsWithdrawalAndCanGoOutAgain() throws SQLException {
        ImageAssessed known = assessed(upload("wren.jpg", 1, MONDAY));
        project(known);
        project(rejectedByARule(known, 2));
        assertThat(sent()).extracting(ImageWithdrawn::specVersion).containsExactly(1);

        ImageAssessed back = under(known, 3);
        project(back);
        assertThat(sent()).isEmpty();
        assertThat(Databases.one(database, "SELECT state FROM image")).isEqualTo("in-flight");
        project(rejectedByARule(known, 4));

        assertThat(sent()).extracting(ImageWithdrawn::specVersion).containsExactly(3);
        project(rejectedByARule(known, 4));
        assertThat(sent()).isEmpty();
    }

    @Test
    void killedBetweenSendingAndDeletingItSendsTheSameOnceMore() throws SQLException {
        takeOut(3);
        broker.diesAfterwards = true;
        assertThatThrownBy(relay::work).hasMessage("killed");
        List<ImageWithdrawn> first = List.copyOf(broker.sent);
        broker.sent.clear();
        broker.diesAfterwards = false;

        assertThat(new Relay(database, broker).work()).isTrue();

        assertThat(broker.sent).isEqualTo(first).hasSize(3);
        assertThat(relay.waiting()).isZero();
        assertThat(relay.work()).isFalse();
    }

    @Test
    void whileTheBrokerIsAwayTheProjectionGoesOnAndEverythingWaitsInOrder() throws SQLException {
        takeOut(2);
        broker.diesBefore = true;
        assertThatThrownBy(relay::work).hasMessage("away");
        ImageAssessed later = assessed(upload("later.jpg", 1, MONDAY));
        project(later);
        project(rejectedByARule(later, 2));
        assertThatThrownBy(relay::work).hasMessage("away");
        assertThat(relay.waiting()).isEqualTo(3);
        broker.diesBefore = false;

        assertThat(sent()).extracting(ImageWithdrawn::source).containsExactly("0.jpg", "1.jpg", "later.jpg");
    }

    @Test
    void aRowAndItsWithdrawalAreWrittenTogetherOrNotAtAll() throws SQLException {
        ImageAssessed known = assessed(upload("wren.jpg", 1, MONDAY));
        project(known);
        Databases.run(database, "ALTER TABLE outbox RENAME TO outbox_gone");
        assertThatThrownBy(() -> project(rejectedByARule(known, 2))).isInstanceOf(SQLException.class);
        assertThat(Databases.one(database, "SELECT state FROM image")).isEqualTo("in-flight");
        Databases.run(database, "ALTER TABLE outbox_gone RENAME TO outbox");

        project(rejectedByARule(known, 2));

        assertThat(sent()).hasSize(1);
    }

    @Test
    void oneGatewayRelaysAtATime() throws SQLException {
        takeOut(1);
        List<Boolean> meanwhile = new ArrayList<>();
        Relay first = new Relay(database, new Announcer() {
            @Override
            public void announce(List<? extends Event> together) {
                try {
                    meanwhile.add(relay.work());
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            }
        });

        assertThat(first.work()).isTrue();

        assertThat(meanwhile).containsExactly(false);
        assertThat(broker.sent).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void aReadModelMadeAnewSaysNothingThatStandsOnTheTopic(long seed) throws SQLException {
        List<Event> topics = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            ImageAssessed known = assessed(upload(i + ".jpg", 1, MONDAY));
            topics.addAll(List.of(known.upload(), known, rejectedByARule(known, 2)));
            projected.project(topics.subList(topics.size() - 3, topics.size()), 3);
        }
        topics.addAll(sent());
        assertThat(topics).hasSize(40);
        Collections.shuffle(topics, new Random(seed));
        DataSource anew = Databases.fresh();

        new Projected(anew).project(topics, 7);

        assertThat(new Relay(anew, broker).waiting()).isZero();
    }

    @Test
    void whatAPersonTookOutIsNotWithdrawnOnceMore() throws SQLException {
        ImageAssessed known = assessed(upload("wren.jpg", 1, MONDAY));
        ImageWithdrawn person = new ImageWithdrawn(
                "birds", "wren.jpg", MONDAY, 1, ImageWithdrawn.Cause.REMOVED, "A person removed it", "anna", TUESDAY);
        project(known);
        project(person);
        project(rejectedByARule(known, 2));
        assertThat(sent()).isEmpty();

        ImageAssessed other = assessed(upload("robin.jpg", 1, MONDAY));
        project(other);
        project(new ImageRemoved(
                new ImageWithdrawn(
                        "birds",
                        "robin.jpg",
                        TUESDAY,
                        1,
                        ImageWithdrawn.Cause.REMOVED,
                        "A person removed it",
                        "anna",
                        TUESDAY),
                3,
                TUESDAY));
        project(rejectedByARule(other, 2));

        assertThat(sent()).isEmpty();
        assertThat(Databases.one(database, "SELECT state FROM image WHERE source = 'robin.jpg'"))
                .isEqualTo("removed");
    }

    @Test
    void aReadModelOfBeforeReadsOneTopicAgainAndWithdrawsWhatWasRejectedMeanwhile() throws SQLException {
        DataSource before = Databases.ofVersion("3");
        String asGatewaysOfBeforeDo =
                "INSERT INTO consumed (topic, partition, next_offset, records) VALUES ('%s', 0, 5, 5)";
        Databases.run(before, asGatewaysOfBeforeDo.formatted("images.assessed"));
        Databases.run(before, asGatewaysOfBeforeDo.formatted("images.rejected"));
        Databases.migrate(before);
        assertThat(Databases.one(before, "SELECT count(*) FROM consumed WHERE topic = 'images.assessed'"))
                .isEqualTo("0");
        assertThatThrownBy(() -> Databases.run(before, asGatewaysOfBeforeDo.formatted("images.assessed")))
                .isInstanceOf(SQLException.class);

        ImageAssessed known = assessed(upload("wren.jpg", 1, MONDAY));
        project(known);
        project(rejectedByARule(known, 2));
        Databases.run(database, "UPDATE image SET compared_at = NULL, compared_nanos = NULL, compared_version = NULL");
        Databases.run(database, "TRUNCATE outbox, withdrawn"); // as the migration leaves it
        project(known);

        assertThat(sent()).extracting(ImageWithdrawn::upTo).containsExactly(MONDAY);
    }

    /** Has images known and then rejected, which leaves so many withdrawals waiting. */
    private void takeOut(int images) throws SQLException {
        for (int i = 0; i < images; i++) {
            ImageAssessed known = assessed(upload(i + ".jpg", 1, MONDAY));
            project(known);
            project(rejectedByARule(known, 2));
        }
        assertThat(relay.waiting()).isEqualTo(images);
    }

    private void project(Event... events) throws SQLException {
        projected.project(List.of(events), events.length);
    }

    /** What is sent until nothing waits. */
    private List<ImageWithdrawn> sent() throws SQLException {
        broker.sent.clear();
        while (relay.work()) {
            // until nothing waits
        }
        return List.copyOf(broker.sent);
    }

    private static ImageUploaded upload(String source, int specVersion, Instant at) {
        return new ImageUploaded(
                "birds",
                source,
                ContentHash.of((source + at).getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                1_000,
                null,
                null,
                null,
                Map.of(),
                specVersion,
                at);
    }

    private static ImageAssessed assessed(ImageUploaded upload) {
        return new ImageAssessed(
                new ImageIngested(
                        upload,
                        new ImageMetadata(ImageFormat.JPEG, 9, 9, ColorMode.RGB, 3, 8, 1, 1, null, false, null, null),
                        List.of(),
                        upload.at()),
                new QualityScores(Map.of(Measure.BRIGHTNESS_P99, 0.1)),
                new Fingerprints(1, 2, 3, true),
                List.of(),
                upload.at());
    }

    private static ImageAssessed under(ImageAssessed assessed, int specVersion) {
        return assessed(assessed.upload().withSpecVersion(specVersion));
    }

    /** As quality rejects under its upload's spec, and as judging again does under a later one. */
    private static ImageRejected rejectedByARule(ImageAssessed assessed, int specVersion) {
        ImageAssessed again = under(assessed, specVersion);
        return new ImageRejected(
                again.upload(),
                new Rejection(Rejection.Reason.LOW_QUALITY, "DARK: brightness_p99 0.1000 is below 0.3200"),
                again,
                TUESDAY.plusSeconds(specVersion));
    }

    private static ImageRejected rejectedByIngest(ImageUploaded upload, Rejection.Reason reason) {
        return new ImageRejected(upload, new Rejection(reason, "it ends in the middle"), upload.at());
    }
}
