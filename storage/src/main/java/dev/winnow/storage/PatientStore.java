package dev.winnow.storage;

import dev.winnow.dataset.ContentHash;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * An image store for work that has to be done: it waits while the store is away, and fails only for what fails by itself.
 *
 * <ol>
 *   <li>An answer of the store, such as that nothing is stored under a hash, is passed on at once.
 *   <li>After any other failure the store is {@linkplain ImageStore#check() checked}. Where the check fails too, the store is away: the
 *       caller waits, for as long as that takes, and then tries again. Nothing of this counts against the content.
 *   <li>Where the check passes, the failure is that of the content. After {@value #ATTEMPTS} of them it is thrown.
 * </ol>
 *
 * <p>Safe for use by several threads. The threads that wait are those that called, so that a stage pauses by itself.
 */
public final class PatientStore {
    static final int ATTEMPTS = 4;

    /** Something that is done with the store, and can be done again. */
    public interface Work<T> {
        /** @throws IOException when the store fails; {@link PatientStore#run} decides whether to call again */
        T run() throws IOException;
    }

    /** How a thread waits; tests wait without a clock. */
    interface Pause {
        void of(Duration duration) throws InterruptedException;
    }

    /**
     * Since when the store is away, and why.
     *
     * @param reason a sentence
     */
    public record Outage(Instant since, String reason) {}

    /** The thread was interrupted while the store was away: the process ends. Nothing is known about the content. */
    public static final class StoreAwayException extends InterruptedIOException {
        private static final long serialVersionUID = 1;

        StoreAwayException(IOException cause) {
            super("Stopped while waiting for the store: " + cause.getMessage());
            initCause(cause);
        }
    }

    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final ImageStore store;
    private final Pause pause;
    private final AtomicReference<Outage> outage = new AtomicReference<>();

    public PatientStore(ImageStore store) {
        this(store, duration -> Thread.sleep(duration.toMillis()));
    }

    PatientStore(ImageStore store, Pause pause) {
        this.store = Objects.requireNonNull(store, "store");
        this.pause = pause;
    }

    /**
     * As {@link ImageStore#read}, waiting while the store is away.
     *
     * @throws IOException as {@link #run}
     */
    public byte[] read(ContentHash content) throws IOException {
        return run(() -> store.read(content));
    }

    /**
     * As {@link ImageStore#put(byte[])}, waiting while the store is away.
     *
     * @throws IOException as {@link #run}
     */
    public ContentHash put(byte[] bytes) throws IOException {
        return run(() -> store.put(bytes));
    }

    /** Since when the store is away; nothing while it is there. */
    public Optional<Outage> outage() {
        return Optional.ofNullable(outage.get());
    }

    /**
     * Does what needs the store, and does it again after the store was away.
     *
     * @throws StoreAwayException when the thread is interrupted meanwhile
     */
    public <T> T run(Work<T> work) throws IOException {
        for (int failures = 1; ; ) {
            try {
                return work.run();
            } catch (ImageStore.MissingContentException
                    | ImageStore.CorruptContentException
                    | ImageStore.TooLargeException e) {
                throw e;
            } catch (IOException e) {
                if (!awaitStore(e)) {
                    if (failures == ATTEMPTS) {
                        throw e;
                    }
                    sleep(FIRST_PAUSE.multipliedBy(1L << failures), e);
                    failures++;
                }
            }
        }
    }

    /** Returns when the store is there: true where it was away meanwhile. */
    private boolean awaitStore(IOException failure) throws StoreAwayException {
        Duration next = FIRST_PAUSE;
        for (boolean away = false; ; away = true) {
            try {
                store.check();
                outage.set(null);
                return away;
            } catch (IOException e) {
                outage.compareAndSet(null, new Outage(Instant.now(), e.getMessage()));
                sleep(next, failure);
                next = next.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? next.multipliedBy(2) : LONGEST_PAUSE;
            }
        }
    }

    private void sleep(Duration duration, IOException failure) throws StoreAwayException {
        try {
            pause.of(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreAwayException(failure);
        }
    }
}
