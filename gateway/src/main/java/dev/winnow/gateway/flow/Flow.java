package dev.winnow.gateway.flow;

import dev.winnow.events.Topic;
import dev.winnow.gateway.projection.ProjectionListener;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What flows through the stages, as the gateway sees it. Safe for use by several threads. */
@ApplicationScoped
public class Flow implements ProjectionListener {
    private static final long WINDOW = 5_000_000_000L;

    /** A stage: where its work comes from, which groups may do it, and what it announces. */
    enum Stage {
        INGEST(Topic.IMAGES_UPLOADED, Set.of("winnow-ingest"), Set.of(Topic.IMAGES_INGESTED, Topic.IMAGES_REJECTED)),
        QUALITY(Topic.IMAGES_INGESTED, Set.of("winnow-quality"), Set.of(Topic.IMAGES_ASSESSED)),
        DEDUP(Topic.IMAGES_ASSESSED, Set.of("winnow-dedup", "winnow-streams"), Set.of(Topic.IMAGES_DEDUPLICATED)),
        SPLIT(Topic.IMAGES_DEDUPLICATED, Set.of("winnow-split", "winnow-streams"), Set.of(Topic.IMAGES_ASSIGNED)),
        AUGMENT(Topic.IMAGES_ASSIGNED, Set.of("winnow-augment"), Set.of(Topic.IMAGES_PREPARED));

        private final Topic input;
        private final Set<String> groups;
        private final Set<Topic> outputs;

        Stage(Topic input, Set<String> groups, Set<Topic> outputs) {
            this.input = input;
            this.groups = groups;
            this.outputs = outputs;
        }

        Topic input() {
            return input;
        }

        Set<String> groups() {
            return groups;
        }

        String key() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    private record Sample(long nanos, Map<String, Long> counts) {}

    private final Map<String, Long> counts = new ConcurrentHashMap<>();
    private final Map<String, Long> lags = new ConcurrentHashMap<>();
    private final Deque<Sample> samples = new ArrayDeque<>();

    /** Starts from what was projected before this process did. */
    @Override
    public void restored(Map<String, Long> recordsByTopic) {
        counts.clear();
        counts.putAll(recordsByTopic);
        synchronized (samples) {
            samples.clear();
        }
        sample(System.nanoTime());
    }

    @Override
    public void projected(String topic, long records) {
        counts.merge(topic, records, Long::sum);
    }

    /** The stages in the order images pass them, the gateway last. */
    public List<StageFlow> stages() {
        long now = System.nanoTime();
        Map<String, Long> current = Map.copyOf(counts);
        Sample before = oldest();
        List<StageFlow> stages = new ArrayList<>();
        for (Stage stage : Stage.values()) {
            Set<Topic> outputs = stage.outputs;
            stages.add(flow(stage.key(), sum(current, outputs), before, outputs, now));
        }
        Set<Topic> all = Set.of(Topic.values());
        stages.add(flow("gateway", sum(current, all), before, all, now));
        return stages;
    }

    void lag(String stage, Long records) {
        if (records == null) {
            lags.remove(stage);
        } else {
            lags.put(stage, records);
        }
    }

    /** Remembers the counts, for rates. Called about once a second. */
    void sample(long now) {
        synchronized (samples) {
            samples.addLast(new Sample(now, Map.copyOf(counts)));
            while (samples.size() > 2 && now - samples.getFirst().nanos() > WINDOW) {
                samples.removeFirst();
            }
        }
    }

    private Sample oldest() {
        synchronized (samples) {
            return samples.peekFirst();
        }
    }

    private StageFlow flow(String stage, long processed, Sample before, Set<Topic> topics, long now) {
        double seconds = before == null ? 0 : (now - before.nanos()) / 1e9;
        double rate = seconds < 0.2 ? 0 : (processed - sum(before.counts(), topics)) / seconds;
        return new StageFlow(stage, processed, Math.round(Math.max(0, rate) * 10) / 10.0, lags.get(stage));
    }

    private static long sum(Map<String, Long> counts, Set<Topic> topics) {
        return topics.stream()
                .mapToLong(topic -> counts.getOrDefault(topic.topicName(), 0L))
                .sum();
    }
}
