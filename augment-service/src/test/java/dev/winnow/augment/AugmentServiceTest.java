package dev.winnow.augment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.dataset.Assignment;
import dev.winnow.dataset.ColorMode;
import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.Duplication;
import dev.winnow.dataset.Fingerprints;
import dev.winnow.dataset.ImageFormat;
import dev.winnow.dataset.ImageMetadata;
import dev.winnow.dataset.PreparedPicture;
import dev.winnow.dataset.QualityScores;
import dev.winnow.dataset.Rejection;
import dev.winnow.dataset.Split;
import dev.winnow.events.DatasetDeclared;
import dev.winnow.events.ImageAssessed;
import dev.winnow.events.ImageAssigned;
import dev.winnow.events.ImageDeduplicated;
import dev.winnow.events.ImageIngested;
import dev.winnow.events.ImageMoved;
import dev.winnow.events.ImagePrepared;
import dev.winnow.events.ImageReprepared;
import dev.winnow.events.ImageUploaded;
import dev.winnow.events.Topic;
import dev.winnow.events.spec.SpecReader;
import dev.winnow.messaging.BrokerResource;
import dev.winnow.messaging.TopicProbe;
import dev.winnow.storage.ImageStore;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The service alone, on a real broker. */
@QuarkusTest
@QuarkusTestResource(value = BrokerResource.class, restrictToAnnotatedClass = true)
class AugmentServiceTest {
    @ConfigProperty(name = "kafka.bootstrap.servers")
    String servers;

    @Inject
    ImageStore store;

    @Inject
    AugmentProcessor processor;

    private TopicProbe topics;

    @BeforeEach
    void declareTheDataset() {
        topics = new TopicProbe(servers);
        topics.send(new DatasetDeclared(
                "birds",
                List.of(SpecReader.read("{preprocessing: {size: 96}, augmentation: {copies: 2}}")),
                "anna",
                Instant.EPOCH));
    }

    @AfterEach
    void close() {
        topics.close();
    }

    @Test
    void anAssignedImageIsStandardisedAndCopied() throws IOException {
        ImageAssigned assigned = assigned("a.png");
        topics.send(assigned);

        ImagePrepared prepared = prepared(assigned);

        assertThat(prepared.pictures()).extracting(PreparedPicture::copy).containsExactly(0, 1, 2);
        for (PreparedPicture picture : prepared.pictures()) {
            BufferedImage image = ImageIO.read(new ByteArrayInputStream(store.read(picture.content())));
            assertThat(image.getWidth()).isEqualTo(96);
            assertThat(image.getHeight()).isEqualTo(96);
        }
    }

    @Test
    void doingItTwiceIsDoingItOnce() throws IOException {
        ImageAssigned assigned = assigned("twice.png");
        topics.send(assigned);
        ImagePrepared once = prepared(assigned);
        ImageAssigned sameContentElsewhere = assigned("elsewhere.png");
        topics.send(sameContentElsewhere);

        assertThat(prepared(sameContentElsewhere).pictures()).isEqualTo(once.pictures());
    }

    @Test
    void anImageThatMovesToAnotherSplitIsPreparedAnewAndOneThatLeavesTheDatasetIsNot() throws IOException {
        ImageAssigned assigned = assigned("moved.png");
        Rejection copy = new Rejection(Rejection.Reason.DUPLICATE, "A copy is kept");
        ImageMoved away = moved(assigned, Split.TRAIN, null, copy, 7);
        ImageMoved back = moved(assigned, null, Split.VAL, null, 8);
        topics.send(back);

        ImageReprepared prepared = (ImageReprepared)
                topics.awaitEvent(Topic.IMAGES_PREPARED, new ImageReprepared(back, List.of(), Instant.EPOCH).id());

        assertThat(prepared.moved()).isEqualTo(back);
        assertThat(prepared.pictures()).extracting(PreparedPicture::copy).containsExactly(0, 1, 2);
        assertThat(processor.prepare(away)).isNull();
    }

    @Test
    void anImageOutsideTheDatasetIsNotPrepared() throws IOException {
        ImageAssigned inside = assigned("inside.png");
        Assignment none = new Assignment(
                null,
                "u",
                null,
                null,
                Assignment.Reason.OUTSIDE,
                List.of(),
                List.of(),
                new Rejection(Rejection.Reason.DUPLICATE, "A copy is kept"));

        assertThat(processor.prepare(new ImageAssigned(inside.image(), none, Instant.now())))
                .isNull();
    }

    private static ImageMoved moved(ImageAssigned assigned, Split from, Split to, Rejection outside, long position) {
        return new ImageMoved(
                assigned.upload(),
                from,
                to,
                outside,
                "u",
                null,
                null,
                Assignment.MoveReason.STANDING,
                null,
                position,
                Instant.EPOCH);
    }

    @Test
    void contentThatIsGoneBecomesADeadLetterAndTheNextImagePasses() throws IOException {
        ImageAssigned gone = assigned("gone.png", ContentHash.of("never stored".getBytes()), 12);
        topics.send(gone);
        ImageAssigned next = assigned("next.png");
        topics.send(next);

        ConsumerRecord<String, byte[]> letter =
                topics.await(Topic.AUGMENT_DEAD_LETTERS, r -> gone.key().equals(r.key()));
        assertThat(TopicProbe.header(letter, "dead-letter-reason")).contains("Nothing is stored at");
        assertThat(prepared(next)).isNotNull();
    }

    @Test
    void aRecordNobodyCanReadBecomesADeadLetter() {
        byte[] random = {9, 8, 7};
        topics.send(Topic.IMAGES_ASSIGNED, "poison", random);

        ConsumerRecord<String, byte[]> letter =
                topics.await(Topic.AUGMENT_DEAD_LETTERS, r -> Arrays.equals(r.value(), random));
        assertThat(TopicProbe.header(letter, "dead-letter-reason")).contains("Cannot read a ImageAssigned");
    }

    @Test
    void noPoisonStopsTheStage() throws IOException {
        topics.poison(Topic.IMAGES_ASSIGNED);

        ImageAssigned next = assigned("after-much-poison.png");
        topics.send(next);

        assertThat(prepared(next)).isNotNull();
        topics.awaitLettersAboutPoison(Topic.IMAGES_ASSIGNED, Topic.AUGMENT_DEAD_LETTERS);
    }

    private ImagePrepared prepared(ImageAssigned assigned) {
        return (ImagePrepared)
                topics.awaitEvent(Topic.IMAGES_PREPARED, assigned.upload().id().replaceFirst("^uploaded", "prepared"));
    }

    private ImageAssigned assigned(String source) throws IOException {
        byte[] png = picture();
        return assigned(source, store.put(png), png.length);
    }

    private static ImageAssigned assigned(String source, ContentHash content, int bytes) {
        Instant now = Instant.now();
        ImageUploaded upload = new ImageUploaded("birds", source, content, bytes, null, null, null, Map.of(), 1, now);
        ImageIngested ingested = new ImageIngested(
                upload,
                new ImageMetadata(ImageFormat.PNG, 120, 60, ColorMode.RGB, 3, 8, 1, 1, null, false, null, null),
                List.of(),
                now);
        ImageAssessed assessed = new ImageAssessed(
                ingested, new QualityScores(Map.of()), new Fingerprints(1, 2, 3, true), List.of(), now);
        Duplication alone = new Duplication(null, null, upload.key(), List.of(), List.of(), List.of());
        Assignment train = new Assignment(Split.TRAIN, upload.key(), null, null, Assignment.Reason.BALANCE, List.of());
        return new ImageAssigned(new ImageDeduplicated(assessed, alone, now), train, now);
    }

    private static byte[] picture() throws IOException {
        BufferedImage image = new BufferedImage(120, 60, BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D g = image.createGraphics();
        g.setColor(Color.ORANGE);
        g.fillOval(10, 5, 70, 50);
        g.dispose();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "png", bytes);
        return bytes.toByteArray();
    }
}
