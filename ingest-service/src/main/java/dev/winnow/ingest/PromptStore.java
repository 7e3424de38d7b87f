package dev.winnow.ingest;

import dev.winnow.storage.ImageStore;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The image store, for callers that wait for an answer. How long the uploader takes for its bytes does not count; after the last
 * one the store has {@link #PATIENCE} and a second for each {@value #BYTES_A_SECOND} bytes. A put that takes longer ends when it
 * ends: it leaves bytes that nobody refers to.
 */
@ApplicationScoped
public class PromptStore {
    static final Duration PATIENCE = Duration.ofMillis(3_500);

    private static final int MOST_PUTS = 128; // twice the uploads under way: those that hang, and as many more
    private static final long BYTES_A_SECOND = 8L << 20;

    private final ImageStore store;
    private final ThreadPoolExecutor putting =
            new ThreadPoolExecutor(0, MOST_PUTS, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> {
                Thread thread = new Thread(work, "upload-to-store");
                thread.setDaemon(true);
                return thread;
            });

    public PromptStore(ImageStore store) {
        this.store = store;
    }

    /**
     * As {@link ImageStore#put(InputStream, long)}.
     *
     * @throws StoreLateException when the store does not answer in time
     */
    public ImageStore.Stored put(InputStream bytes, long maxBytes) throws IOException {
        Watched watched = new Watched(bytes);
        Future<ImageStore.Stored> put;
        try {
            put = putting.submit(() -> store.put(watched, maxBytes));
        } catch (RejectedExecutionException e) {
            throw new StoreLateException(MOST_PUTS + " puts wait for the store already", e);
        }
        while (true) {
            try {
                return put.get(watched.millisLeft(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (watched.millisLeft() <= 0) {
                    put.cancel(true);
                    throw new StoreLateException("The store did not answer in time", e);
                }
            } catch (ExecutionException e) {
                if (e.getCause() instanceof IOException failed) {
                    throw failed;
                }
                throw new IllegalStateException("Cannot store an upload", e.getCause());
            } catch (InterruptedException e) {
                put.cancel(true);
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("Interrupted while storing an upload");
            }
        }
    }

    @PreDestroy
    void close() {
        putting.shutdownNow();
    }

    /** Knows when its last byte was read. Read by one thread, asked by another. */
    private static final class Watched extends FilterInputStream {
        private long bytes;
        private volatile long deadline = Long.MAX_VALUE; // by System.nanoTime()

        Watched(InputStream bytes) {
            super(bytes);
        }

        /** Until the store has had its time; a second where the uploader is not done yet. */
        long millisLeft() {
            return deadline == Long.MAX_VALUE ? 1_000 : TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        }

        @Override
        public int read() throws IOException {
            return counted(super.read(), 1);
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int read = super.read(into, offset, length);
            return counted(read, read);
        }

        private int counted(int read, int length) {
            if (read >= 0) {
                bytes += length;
            } else if (deadline == Long.MAX_VALUE) {
                deadline = System.nanoTime() + PATIENCE.toNanos() + bytes * 1_000_000_000L / BYTES_A_SECOND;
            }
            return read;
        }
    }

    /** The store does not answer; nothing is wrong with the upload. */
    public static final class StoreLateException extends IOException {
        private static final long serialVersionUID = 1;

        StoreLateException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
