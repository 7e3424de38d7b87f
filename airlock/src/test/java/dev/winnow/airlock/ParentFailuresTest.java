package dev.winnow.airlock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.spec.Limits;
import dev.winnow.imaging.Decoded;
import dev.winnow.imaging.Picture;
import dev.winnow.imaging.PictureDecoder;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.opencv.core.CvException;

/** This process fails at each point of the protocol. The file is not to blame, and the next one gets its own pixels. */
@EnabledOnOs(OS.LINUX)
@Timeout(120)
class ParentFailuresTest {
    private static final Limits LIMITS = Limits.defaults();
    private static final AirlockSettings SETTINGS = new AirlockSettings(1, 256L << 20, 20_000, Misbehaving.class);

    /** More pixels than a pipe holds, so that the child is still writing where the parent fails. */
    private static final byte[] LARGE = Drawn.png(300, 200);

    private static final int LARGE_PIXELS = 300 * 200 * 3;

    private static FaultyPipes pipes;
    private static Airlock airlock;

    @BeforeAll
    static void open() {
        pipes = new FaultyPipes(SETTINGS);
        airlock = new Airlock(SETTINGS, pipes);
    }

    @AfterAll
    static void close() {
        airlock.close();
    }

    /** A way to fail, and what the caller sees. */
    private enum Failure {
        OUT_OF_MEMORY(OutOfMemoryError.class) {
            @Override
            void fail() {
                throw new OutOfMemoryError("injected");
            }
        },
        READER(IOException.class) {
            @Override
            void fail() {
                throw new IllegalStateException("injected");
            }
        },
        INTERRUPTED(InterruptedIOException.class) {
            @Override
            void fail() throws IOException {
                throw new InterruptedIOException("injected");
            }
        };

        private final Class<? extends Throwable> seen;

        Failure(Class<? extends Throwable> seen) {
            this.seen = seen;
        }

        abstract void fail() throws IOException;
    }

    /** Before the first byte, in number, length, description and size, before the first pixel, among the pixels, before the last. */
    static Stream<Arguments> answers() {
        int head = headBytes();
        return IntStream.of(
                        0, 2, 6, 8, 11, 40, head - 8, head - 3, head, head + 1, head + 70_000, head + LARGE_PIXELS - 1)
                .mapToObj(bytes -> Arguments.of(bytes, Failure.values()[bytes % 3]));
    }

    @ParameterizedTest
    @MethodSource("answers")
    void aFailureWhileAnAnswerIsInThePipeEndsTheChild(int bytes, Failure failure) throws IOException {
        pipes.failBehindAnswerByte(bytes, failure::fail);

        assertFailsBySystem(failure);
    }

    /** Before the first byte, in the head, in the description, in the file. */
    static Stream<Arguments> requests() {
        return IntStream.of(0, 3, 60, 500).mapToObj(bytes -> Arguments.of(bytes, Failure.values()[bytes % 3]));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void aFailureWhileARequestIsWrittenEndsTheChild(int bytes, Failure failure) throws IOException {
        pipes.failBehindRequestByte(bytes, failure::fail);

        assertFailsBySystem(failure);
    }

    private static void assertFailsBySystem(Failure failure) throws IOException {
        List<ProcessHandle> before = airlock.processes();

        Throwable thrown = catchThrowable(() -> vet(LARGE));

        assertThat(thrown).isInstanceOf(failure.seen).hasMessageContaining("injected");
        assertThat(pipes.failed()).isTrue();
        assertThat(before).noneMatch(ProcessHandle::isAlive);
        assertOwnPixels(Drawn.png(31, 17), 31, 17);
        assertOwnPixels(LARGE, 300, 200);
    }

    /** As a memory for pixels that is not to be had: OpenCV throws, and no byte of the pixels has been read. */
    @Test
    void whatTheReaderThrowsIsToBeTriedAgain() throws IOException {
        pipes.failBehindAnswerByte(headBytes(), () -> {
            throw new CvException("Failed to allocate 180000 bytes");
        });

        assertThatThrownBy(() -> vet(LARGE))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Failed to allocate 180000 bytes");
        assertOwnPixels(LARGE, 300, 200);
    }

    @Test
    void failuresOfTheParentDoNotAddUpToACrash() throws IOException {
        for (int i = 0; i < 3; i++) {
            pipes.failBehindAnswerByte(headBytes(), Failure.READER::fail);
            assertThatThrownBy(() -> vet(LARGE)).isInstanceOf(IOException.class);
        }

        assertOwnPixels(LARGE, 300, 200);
    }

    @Test
    void anInterruptedThreadHandsBackNoChildOutOfStep() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        AtomicReference<Object> outcome = new AtomicReference<>();
        Thread decoding = new Thread(() -> {
            begun.countDown();
            try (Picture picture = ((Decoded.Image) vet(LARGE)).picture()) {
                outcome.set(picture.width());
            } catch (IOException e) {
                outcome.set(e);
            }
        });
        decoding.start();
        begun.await();
        decoding.interrupt();
        decoding.join();

        assertThat(outcome.get())
                .satisfiesAnyOf(
                        width -> assertThat(width).isEqualTo(300),
                        failure -> assertThat(failure).isInstanceOf(InterruptedIOException.class));
        assertOwnPixels(Drawn.png(31, 17), 31, 17);
    }

    /** What it wrote beyond its answer would be taken for the answer to the next request. */
    @Test
    void aChildThatWroteMoreThanItsAnswerIsNotHandedBack(@TempDir Path folder) throws IOException {
        try (Airlock fresh = new Airlock(SETTINGS)) {
            byte[] order = Misbehaving.order("answer-twice");
            assertThat(fresh.vet(ContentHash.of(order), order, "x.png", LIMITS)).isInstanceOf(Decoded.Refused.class);

            assertNothingCountsYet(fresh, folder);
        }
    }

    @Test
    void aChildThatEndedWhileIdleDoesNotCountAgainstTheNextImage(@TempDir Path folder) throws Exception {
        for (ProcessHandle child : airlock.processes()) {
            child.destroyForcibly();
            child.onExit().get(60, TimeUnit.SECONDS);
        }

        assertNothingCountsYet(airlock, folder);
    }

    /** One crash is its own, and costs one more try; a second one, of anybody's, would refuse it. */
    private static void assertNothingCountsYet(Airlock airlock, Path folder) throws IOException {
        byte[] order = Misbehaving.order("crash-once " + folder.resolve("mark"));
        Decoded.Refused answer = (Decoded.Refused) airlock.vet(ContentHash.of(order), order, "x.png", LIMITS);
        assertThat(answer.rejection().detail()).isEqualTo("done");
    }

    @Test
    void closingDoesNotRefuseTheImageThatIsInItsSecondChild(@TempDir Path folder) throws Exception {
        Airlock closing = new Airlock(SETTINGS);
        byte[] order = Misbehaving.order("crash-then-hang " + folder.resolve("mark"));
        CompletableFuture<Decoded> decoding = CompletableFuture.supplyAsync(() -> {
            try {
                return closing.vet(ContentHash.of(order), order, "x.png", LIMITS);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        while (!Files.exists(folder.resolve("hanging"))) {
            Thread.onSpinWait();
        }

        closing.close();

        assertThatThrownBy(() -> decoding.get(60, TimeUnit.SECONDS)).hasMessageContaining("The airlock is closed");
    }

    /** The deadline passes while the last bytes of the answer are read: the answer is good, and the child is no more. */
    @Test
    void aChildThatIsKilledAsItAnswersIsNotGivenToTheNextImage(@TempDir Path folder) throws Exception {
        FaultyPipes own = new FaultyPipes(SETTINGS);
        Child child = Child.start(own, folder.resolve("child"));
        try {
            own.failBehindAnswerByte(10, () -> child.check(TimeUnit.HOURS.toNanos(1), Long.MAX_VALUE));
            byte[] order = Misbehaving.order("print");

            Decoded answer = child.decode(new Wire.Request(ContentHash.of(order), "x.png", LIMITS), order);

            assertThat(answer).isInstanceOf(Decoded.Refused.class);
            assertThat(child.inStep()).isFalse();
        } finally {
            child.close();
        }
    }

    /** As after SIGSTOP and SIGCONT: the child wrote its answer long ago, and nobody read it. */
    @Test
    void aPauseOfThisProcessDoesNotCountAgainstADeadline() {
        long look = TimeUnit.MILLISECONDS.toNanos(20);

        assertThat(Guard.counted(look)).isEqualTo(look);
        assertThat(Guard.counted(TimeUnit.MINUTES.toNanos(1))).isEqualTo(TimeUnit.SECONDS.toNanos(1));
    }

    /** Bytes of the large picture's answer before its pixels. */
    private static int headBytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            Wire.writeAnswer(new DataOutputStream(out), 1, new PictureDecoder().decode(LARGE, "x.png", LIMITS));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.size() - LARGE_PIXELS;
    }

    private static Decoded vet(byte[] file) throws IOException {
        return airlock.vet(ContentHash.of(file), file, "x.png", LIMITS);
    }

    private static void assertOwnPixels(byte[] file, int width, int height) throws IOException {
        ByteArrayOutputStream pixels = new ByteArrayOutputStream();
        try (Picture picture = ((Decoded.Image) vet(file)).picture()) {
            assertThat(picture.width()).isEqualTo(width);
            assertThat(picture.height()).isEqualTo(height);
            picture.write(pixels);
        }
        byte[] bgr = pixels.toByteArray();
        for (int i = 0; i < width * height; i++) {
            int x = i % width;
            int y = i / width;
            assertThat(new byte[] {bgr[3 * i], bgr[3 * i + 1], bgr[3 * i + 2]})
                    .isEqualTo(new byte[] {(byte) (x + y), (byte) y, (byte) x});
        }
    }
}
