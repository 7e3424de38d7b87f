package dev.winnow.airlock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.winnow.dataset.ColorMode;
import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.ImageFormat;
import dev.winnow.dataset.ImageMetadata;
import dev.winnow.dataset.Issue;
import dev.winnow.dataset.Rejection;
import dev.winnow.dataset.Rejection.Reason;
import dev.winnow.dataset.spec.Limits;
import dev.winnow.imaging.Decoded;
import dev.winnow.imaging.Picture;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What the parent makes of answers, those of a hostile child above all. */
class WireTest {
    private static final Limits LIMITS = new Limits(1 << 20, 100, 20, 1);
    private static final int NUMBER = 7;

    private static final ImageMetadata METADATA = new ImageMetadata(
            ImageFormat.JPEG,
            3,
            2,
            ColorMode.RGB,
            3,
            8,
            1,
            6,
            "Display P3",
            true,
            "2024-05-01T10:00:00+02:00",
            "A camera",
            true,
            true,
            new ImageMetadata.Position(48.1, -11.5),
            new ImageMetadata.Rights("© somebody", null, "CC0"),
            new ImageMetadata.JpegCoding(92, "4:2:0", true, 0.25),
            0.5);

    @Test
    void everythingAFileSaysOfItselfComesThrough() throws IOException {
        List<Issue> issues = List.of(
                new Issue(Issue.Kind.ALPHA, "Some"), new Issue(Issue.Kind.WIDE_GAMUT, "Ünïcode " + "x".repeat(500)));

        Decoded.Image image = (Decoded.Image) read(answer(METADATA, issues, 18));

        try (Picture picture = image.picture()) {
            assertThat(picture.width()).isEqualTo(3);
        }
        assertThat(image.metadata()).isEqualTo(METADATA);
        assertThat(image.issues()).isEqualTo(issues);
    }

    @Test
    void alphaComesThrough() throws IOException {
        byte[] pixels = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 0, 50, 100, 70, 80, (byte) 250};
        Picture picture = Picture.read(3, 2, true, new ByteArrayInputStream(pixels));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Wire.writeAnswer(new DataOutputStream(out), NUMBER, new Decoded.Image(picture, METADATA, List.of()));

        try (Picture read = ((Decoded.Image) read(out.toByteArray())).picture()) {
            ByteArrayOutputStream written = new ByteArrayOutputStream();
            read.write(written);
            assertThat(written.toByteArray()).isEqualTo(pixels);
        }
    }

    @Test
    void aRequestComesThrough() throws IOException {
        Wire.Request request = new Wire.Request(ContentHash.of(new byte[0]), "x.png", LIMITS);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Wire.writeRequest(new DataOutputStream(out), NUMBER, request, new byte[] {1, 2, 3});

        DataInputStream in = in(out.toByteArray());
        Wire.Received received = Wire.readRequest(in);

        assertThat(received.request()).isEqualTo(request);
        assertThat(received.number()).isEqualTo(NUMBER);
        assertThat(received.file()).containsExactly(1, 2, 3);
        assertThat(Wire.readRequest(in)).isNull();
    }

    @Test
    void sentencesWithoutEndAreCut() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Wire.writeAnswer(
                new DataOutputStream(out),
                NUMBER,
                new Decoded.Refused(new Rejection(Reason.CORRUPT, "ü".repeat(1_000_000))));

        Decoded.Refused refused = (Decoded.Refused) read(out.toByteArray());

        assertThat(refused.rejection().detail()).hasSize(16_384);
    }

    @Test
    void anAnswerToAnotherRequestIsNone() throws IOException {
        byte[] answer = answer(METADATA, List.of(), 18);

        assertThatThrownBy(() -> Wire.readAnswer(in(answer), NUMBER + 1, LIMITS))
                .isInstanceOf(Wire.ViolationException.class);
    }

    @Test
    void aPictureOfAnotherSizeThanItNamesIsNone() throws IOException {
        byte[] answer = answer(METADATA, List.of(), 18);
        answer[answer.length - 18 - 6] = 4; // the width, behind which height, no alpha and 18 bytes follow

        assertThatThrownBy(() -> read(answer))
                .isInstanceOf(Wire.ViolationException.class)
                .hasMessageContaining("size it names");
    }

    @Test
    void aPictureBeyondTheLimitsIsNone() throws IOException {
        byte[] answer = answer(METADATA, List.of(), 18);

        assertThatThrownBy(() -> Wire.readAnswer(in(answer), NUMBER, new Limits(1 << 20, 5, 20, 1)))
                .isInstanceOf(Wire.ViolationException.class)
                .hasMessageContaining("within the limits");
        assertThatThrownBy(() -> Wire.readAnswer(in(answer), NUMBER, new Limits(1 << 20, 100, 2, 1)))
                .isInstanceOf(Wire.ViolationException.class)
                .hasMessageContaining("within the limits");
    }

    @Test
    void anAnswerThatEndsAnywhereIsNone() throws IOException {
        byte[] answer = answer(METADATA, List.of(new Issue(Issue.Kind.ALPHA, "Some")), 18);

        for (int length = 0; length < answer.length; length++) {
            byte[] cut = Arrays.copyOf(answer, length);
            assertThatThrownBy(() -> read(cut)).isInstanceOf(IOException.class);
        }
    }

    /** Whatever bytes a child sends, the parent ends with an answer or an {@link IOException}, and takes no memory for it. */
    @Test
    void noiseEndsInAnAnswerOrAnIoException() throws IOException {
        byte[] answer = answer(METADATA, List.of(new Issue(Issue.Kind.ALPHA, "Some")), 18);
        Random random = new Random(42);
        int answered = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] noisy = answer.clone();
            for (int change = random.nextInt(4); change >= 0; change--) {
                noisy[random.nextInt(noisy.length)] = (byte) random.nextInt();
            }
            try {
                if (read(noisy) instanceof Decoded.Image image) {
                    image.picture().close();
                    answered++;
                }
            } catch (IOException e) {
                assertThat(e).isInstanceOfAny(Wire.ViolationException.class, EOFException.class);
            } catch (IllegalStateException e) {
                assertThat(e).hasMessageStartingWith("The decoder failed");
            }
        }
        assertThat(answered).isPositive();
    }

    private static byte[] answer(ImageMetadata metadata, List<Issue> issues, int pixelBytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Wire.writeAnswer(
                new DataOutputStream(out),
                NUMBER,
                new Decoded.Image(Picture.of(3, 2, new byte[pixelBytes]), metadata, issues));
        return out.toByteArray();
    }

    private static Decoded read(byte[] answer) throws IOException {
        return Wire.readAnswer(in(answer), NUMBER, LIMITS);
    }

    private static DataInputStream in(byte[] bytes) {
        return new DataInputStream(new ByteArrayInputStream(bytes));
    }
}
