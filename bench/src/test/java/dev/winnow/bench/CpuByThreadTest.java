package dev.winnow.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class CpuByThreadTest {
    private static final long BURNT_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final CpuByThread cpu = new CpuByThread(List.of(
            CpuByThread.Group.of("decoding", "^decoder-"),
            CpuByThread.Group.of("anything named like a worker", "worker"),
            CpuByThread.Group.hidden("compiler", "^C[12] Comp")));

    @Test
    void timeOfAThreadGoesToTheFirstGroupThatKnowsItsName() throws Exception {
        Map<String, Double> seconds = whileBurning("decoder-worker-1");

        assertThat(seconds.get("decoding")).isGreaterThanOrEqualTo(BURNT_NANOS / 1e9);
        assertThat(seconds.get("anything named like a worker")).isZero();
    }

    @Test
    void timeOfAThreadThatNoGroupKnowsIsTheRest() throws Exception {
        Map<String, Double> seconds = whileBurning("stranger");

        assertThat(seconds.get(CpuByThread.REST)).isGreaterThanOrEqualTo(BURNT_NANOS / 1e9 * 0.9);
        assertThat(seconds.get("decoding")).isZero();
    }

    @Test
    void theGroupsAndTheRestSumToTheProcess() throws Exception {
        double before = CpuByThread.processSeconds();

        Map<String, Double> seconds = whileBurning("decoder-1");

        double process = CpuByThread.processSeconds() - before;
        double sum = seconds.values().stream().mapToDouble(Double::doubleValue).sum();
        assertThat(sum).isLessThanOrEqualTo(process + 0.05).isGreaterThanOrEqualTo(BURNT_NANOS / 1e9);
    }

    @Test
    void groupsStandInTheirOrderAndTheRestIsLast() {
        CpuByThread.Snapshot now = cpu.now();

        Map<String, Double> seconds = cpu.between(now, now);

        assertThat(seconds.keySet())
                .containsExactly("decoding", "anything named like a worker", "compiler", CpuByThread.REST);
        assertThat(seconds.values()).allSatisfy(value -> assertThat(value).isCloseTo(0, Offset.offset(1e-9)));
    }

    /** What was used while a thread of this name burnt some CPU time and then still lived. */
    private Map<String, Double> whileBurning(String name) throws InterruptedException {
        CountDownLatch burnt = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        Thread thread = new Thread(
                () -> {
                    while (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() < BURNT_NANOS) {
                        Thread.onSpinWait();
                    }
                    burnt.countDown();
                    try {
                        ended.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                name);
        CpuByThread.Snapshot before = cpu.now();
        thread.start();
        burnt.await();
        Map<String, Double> seconds = cpu.between(before, cpu.now());
        ended.countDown();
        thread.join();
        return seconds;
    }
}
