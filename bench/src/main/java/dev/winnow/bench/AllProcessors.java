package dev.winnow.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/** One task for each image, on as many threads as there are processors, with nothing between them. */
final class AllProcessors {
    private AllProcessors() {}

    static int threads() {
        return Runtime.getRuntime().availableProcessors();
    }

    /** @param task given the numbers from 0 on, each once */
    static Rate measure(int images, IntConsumer task) throws InterruptedException {
        AtomicInteger next = new AtomicInteger();
        Callable<Long> working = () -> {
            ThreadMXBean cpu = ManagementFactory.getThreadMXBean();
            long begun = cpu.getCurrentThreadCpuTime();
            for (int i = next.getAndIncrement(); i < images; i = next.getAndIncrement()) {
                task.accept(i);
            }
            return cpu.getCurrentThreadCpuTime() - begun;
        };
        ExecutorService pool = Executors.newFixedThreadPool(threads());
        try {
            List<Callable<Long>> all = new ArrayList<>(Collections.nCopies(threads(), working));
            long begun = System.nanoTime();
            List<Future<Long>> done = pool.invokeAll(all);
            double seconds = (System.nanoTime() - begun) / 1e9;
            long cpu = 0;
            for (Future<Long> one : done) {
                cpu += one.get();
            }
            return new Rate(images / seconds, cpu / 1e6 / images);
        } catch (ExecutionException e) {
            throw new IllegalStateException("A task failed", e.getCause());
        } finally {
            pool.shutdownNow();
        }
    }

    /**
     * One measurement.
     *
     * @param imagesPerSecond by the clock on the wall, all threads together
     * @param cpuMillisPerImage of the working threads
     */
    record Rate(double imagesPerSecond, double cpuMillisPerImage) {}
}
