package dev.winnow.bench;

import dev.winnow.airlock.Airlock;
import dev.winnow.airlock.AirlockSettings;
import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.spec.Limits;
import dev.winnow.imaging.Decoded;
import dev.winnow.imaging.PictureDecoder;
import dev.winnow.imaging.Vetting;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What it costs to vet in child processes: the same files, vetted in this process and in an airlock in turn. Counted is the CPU
 * time of this process and of the children, compilers and collectors included; the clock on the wall is told besides.
 */
public final class AirlockCost {
    private final List<byte[]> files = new ArrayList<>();
    private final List<ContentHash> contents = new ArrayList<>();
    private final int threads = Runtime.getRuntime().availableProcessors();

    /**
     * One way of vetting, in one round.
     *
     * @param cpuMillisPerImage of every process
     * @param imagesPerSecond by the clock on the wall, all threads together
     */
    public record Rate(double cpuMillisPerImage, double imagesPerSecond) {}

    /**
     * @param inProcess a rate for each round
     * @param inChildren a rate for each round
     * @param ratio CPU time in children by that in this process, of the two in each round
     */
    public record Result(int images, int threads, List<Rate> inProcess, List<Rate> inChildren, Spread ratio) {
        public Result {
            inProcess = List.copyOf(inProcess);
            inChildren = List.copyOf(inChildren);
        }
    }

    private AirlockCost() {}

    /** Loads files into memory; empty ones are left out. */
    public static AirlockCost of(List<Path> images) throws IOException {
        AirlockCost cost = new AirlockCost();
        for (Path image : images) {
            byte[] file = Files.readAllBytes(image);
            if (file.length > 0) {
                cost.files.add(file);
                cost.contents.add(ContentHash.of(file));
            }
        }
        if (cost.files.isEmpty()) {
            throw new IllegalArgumentException("There is no image to measure with");
        }
        return cost;
    }

    /**
     * Warms both ways up, then measures them in turn.
     *
     * @param passes how often every file is vetted in a round
     * @param rounds at least 1
     */
    public Result measure(int warmUp, int passes, int rounds) throws InterruptedException {
        List<Rate> inProcess = new ArrayList<>();
        List<Rate> inChildren = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        PictureDecoder decoder = new PictureDecoder();
        try (Airlock airlock = new Airlock(new AirlockSettings(
                threads, AirlockSettings.DEFAULT_MEMORY, Integer.MAX_VALUE, PictureDecoder.class))) {
            for (int round = -warmUp; round < rounds; round++) {
                Rate here = rate(decoder, passes, List.of());
                Rate there = rate(airlock, passes, airlock.processes());
                if (round >= 0) {
                    inProcess.add(here);
                    inChildren.add(there);
                    ratios.add(there.cpuMillisPerImage() / here.cpuMillisPerImage());
                }
            }
        }
        return new Result(files.size() * passes, threads, inProcess, inChildren, Spread.of(ratios));
    }

    private Rate rate(Vetting vetting, int passes, List<ProcessHandle> children) throws InterruptedException {
        int images = Math.multiplyExact(passes, files.size());
        AtomicInteger next = new AtomicInteger();
        Callable<Void> vetAll = () -> {
            Limits limits = Limits.defaults();
            for (int i = next.getAndIncrement(); i < images; i = next.getAndIncrement()) {
                int file = i % files.size();
                if (vetting.vet(contents.get(file), files.get(file), "x.jpg", limits) instanceof Decoded.Image image) {
                    image.picture().close();
                }
            }
            return null;
        };
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            double cpu = cpuSeconds(children);
            long begun = System.nanoTime();
            for (Future<Void> done : pool.invokeAll(Collections.nCopies(threads, vetAll))) {
                done.get();
            }
            double seconds = (System.nanoTime() - begun) / 1e9;
            return new Rate((cpuSeconds(children) - cpu) * 1e3 / images, images / seconds);
        } catch (ExecutionException e) {
            throw new IllegalStateException("Vetting failed", e.getCause());
        } finally {
            pool.shutdownNow();
        }
    }

    private static double cpuSeconds(List<ProcessHandle> children) {
        double own = ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean os
                ? os.getProcessCpuTime() / 1e9
                : 0;
        return own
                + children.stream()
                        .map(child -> child.info().totalCpuDuration().orElse(Duration.ZERO))
                        .mapToDouble(cpu -> cpu.toNanos() / 1e9)
                        .sum();
    }
}
