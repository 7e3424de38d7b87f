package dev.winnow.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.winnow.dataset.ContentHash;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;

class PatientStoreTest {
    private static final byte[] BYTES = "wren".getBytes(StandardCharsets.UTF_8);
    private static final ContentHash CONTENT = ContentHash.of(BYTES);

    private final Deque<IOException> reads = new ArrayDeque<>();
    private final Deque<IOException> checks = new ArrayDeque<>();
    private int pauses;
    private final Faltering faltering = new Faltering();
    private final PatientStore store = new PatientStore(faltering, duration -> pauses++);

    @Test
    void itWaitsForAsLongAsTheStoreIsAwayAndThenDoesTheWork() throws IOException {
        reads.add(new IOException("connection refused"));
        for (int i = 0; i < 100; i++) {
            checks.add(new IOException("connection refused"));
        }

        assertThat(store.read(CONTENT)).isEqualTo(BYTES);

        assertThat(pauses).isEqualTo(100);
        assertThat(store.outage()).isEmpty();
    }

    @Test
    void anOutageDoesNotCountAgainstTheContent() throws IOException {
        for (int i = 0; i < 20; i++) { // each failure finds the store away
            reads.add(new IOException("connection reset"));
            checks.add(new IOException("connection refused"));
        }
        faltering.checksInTurn = true;

        assertThat(store.read(CONTENT)).isEqualTo(BYTES);
    }

    @Test
    void whatFailsWhileTheStoreIsThereIsThrownAfterAFewAttempts() {
        for (int i = 0; i < PatientStore.ATTEMPTS; i++) {
            reads.add(new IOException("permission denied"));
        }

        assertThatThrownBy(() -> store.read(CONTENT)).hasMessage("permission denied");
        assertThat(reads).isEmpty();
    }

    @Test
    void anAnswerOfTheStoreIsPassedOnAtOnce() {
        reads.add(new ImageStore.MissingContentException("there"));

        assertThatThrownBy(() -> store.read(CONTENT)).isInstanceOf(ImageStore.MissingContentException.class);
        assertThat(pauses).isZero();
    }

    @Test
    void anOutageIsNamedWhileItLasts() throws IOException {
        reads.add(new IOException("connection refused"));
        checks.add(new IOException("s3 does not answer"));
        PatientStore[] watched = new PatientStore[1];
        String[] seen = new String[1];
        watched[0] = new PatientStore(
                faltering,
                duration -> seen[0] = watched[0].outage().orElseThrow().reason());

        watched[0].read(CONTENT);

        assertThat(seen[0]).isEqualTo("s3 does not answer");
    }

    @Test
    void whoIsInterruptedMeanwhileLearnsThatNothingIsKnown() {
        reads.add(new IOException("connection refused"));
        checks.add(new IOException("connection refused"));
        PatientStore interrupted = new PatientStore(faltering, duration -> {
            throw new InterruptedException();
        });

        assertThatThrownBy(() -> interrupted.read(CONTENT)).isInstanceOf(PatientStore.StoreAwayException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    /** Fails as the test says, in this order, and then no more. */
    private final class Faltering implements ImageStore {
        private boolean checksInTurn;
        private boolean answered;

        @Override
        public byte[] read(ContentHash content) throws IOException {
            if (!reads.isEmpty()) {
                throw reads.poll();
            }
            return BYTES;
        }

        @Override
        public void check() throws IOException {
            if (checksInTurn && (answered = !answered)) {
                throw checks.poll();
            }
            if (!checksInTurn && !checks.isEmpty()) {
                throw checks.poll();
            }
        }

        @Override
        public ContentHash put(byte[] bytes) {
            return CONTENT;
        }

        @Override
        public Stored put(InputStream bytes, long maxBytes) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Stored link(Path file) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean contains(ContentHash content) {
            return true;
        }
    }
}
