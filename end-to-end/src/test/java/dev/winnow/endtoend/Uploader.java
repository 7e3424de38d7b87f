package dev.winnow.endtoend;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * A client that uploads images a few at a time and offers each again until it is answered 202. Uploads to one source keep their
 * order.
 */
final class Uploader implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Gateway gateway;
    private final String dataset;
    private final List<ExecutorService> threads;
    private final List<Future<?>> uploads = new ArrayList<>();
    private final List<DrawnImage> acknowledged = Collections.synchronizedList(new ArrayList<>());

    Uploader(Gateway gateway, String dataset, int threads) {
        this.gateway = gateway;
        this.dataset = dataset;
        this.threads = IntStream.range(0, threads)
                .mapToObj(i -> Executors.newSingleThreadExecutor())
                .toList();
    }

    /** Begins to upload these after those that were given before, and returns at once. */
    void begin(List<DrawnImage> images) {
        for (DrawnImage image : images) {
            ExecutorService thread = threads.get(Math.floorMod(image.source().hashCode(), threads.size()));
            uploads.add(thread.submit(() -> upload(image)));
        }
    }

    private Void upload(DrawnImage image) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!gateway.offer(dataset, image)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(image + " was not taken within " + PATIENCE);
            }
            Thread.sleep(PAUSE.toMillis()); // as a client does that was told to try again
        }
        acknowledged.add(image);
        return null;
    }

    /** How many have been answered 202 so far. */
    int count() {
        return acknowledged.size();
    }

    /** Waits for every upload that was begun; of one source they are in the order of their answers. */
    List<DrawnImage> finish() throws InterruptedException {
        for (Future<?> upload : uploads) {
            try {
                upload.get();
            } catch (ExecutionException e) {
                throw new AssertionError("An upload failed", e.getCause());
            }
        }
        synchronized (acknowledged) {
            return List.copyOf(acknowledged);
        }
    }

    @Override
    public void close() {
        threads.forEach(ExecutorService::shutdownNow);
    }
}
