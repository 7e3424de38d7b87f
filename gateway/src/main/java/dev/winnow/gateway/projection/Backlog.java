package dev.winnow.gateway.projection;

import dev.winnow.events.Topic;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * What was read and is not in the read model yet. Where much comes, the steps of an image that is still on its way are kept back for
 * a moment: most images reach their end meanwhile, and are written once instead of at every step. Where little comes, nothing
 * waits.
 *
 * <p>Offsets move up to the first record that is kept back and no further. What was written beyond is read again after a crash, and
 * changes nothing then. For one thread.
 */
final class Backlog {
    /** Records of one poll, from which on steps are kept back. */
    static final int MUCH = 30;

    /** How long an image is not shown that does not come to its end. */
    static final Duration LONGEST = Duration.ofSeconds(5);

    /** Records kept back at most: while a read model is made anew, they come much faster than images do. */
    static final int MOST = 8_000;

    private final Map<TopicPartition, Reading> readings = new HashMap<>();
    /** In the order in which the first step of each was read. */
    private final Map<UploadKey, Upload> uploads = new LinkedHashMap<>();

    private final PartedEvents parted = new PartedEvents();

    private int kept;

    /**
     * What is to be written now.
     *
     * @param progress of each partition of which anything is not written yet, or is now
     */
    record Due(BatchFold fold, Map<TopicPartition, Projector.Progress> progress) {}

    /** How far a partition was read. */
    private static final class Reading {
        private long from;
        private long next;
        /** Offsets read since {@code from}, in order. */
        private final Deque<Long> read = new ArrayDeque<>();
        /** Those of them that hold no image's step, on the topic of images and decisions: no stage has passed an image there. */
        private final Set<Long> decisions = new HashSet<>();
        /** Those of them that are kept back. */
        private final NavigableSet<Long> kept = new TreeSet<>();

        private Projector.Progress progress() {
            long to = kept.isEmpty() ? next : kept.first();
            long records = read.stream()
                    .takeWhile(offset -> offset < to)
                    .filter(offset -> !decisions.contains(offset))
                    .count();
            return new Projector.Progress(from, to, records);
        }

        private void moved(long to) {
            from = to;
            while (!read.isEmpty() && read.peek() < to) {
                decisions.remove(read.remove());
            }
        }
    }

    /** An upload whose end was not read yet. */
    private static final class Upload {
        private final long since;
        private final List<Step> steps = new ArrayList<>(4);

        Upload(long since) {
            this.since = since;
        }
    }

    /** Forgets all; what was kept back will be read again. */
    void clear() {
        readings.clear();
        uploads.clear();
        parted.clear();
        kept = 0;
    }

    /** A partition will be read from there, where the database stands. */
    void begin(TopicPartition partition, long offset) {
        Reading reading = new Reading();
        reading.from = offset;
        reading.next = offset;
        readings.put(partition, reading);
    }

    /** Where the database stands in each partition. */
    Map<TopicPartition, Long> positions() {
        Map<TopicPartition, Long> positions = new HashMap<>();
        readings.forEach((partition, reading) -> positions.put(partition, reading.from));
        return positions;
    }

    /**
     * Takes the records of one poll, each partition's in order, and gives out what is to be written, if anything is. To have read
     * none is to have read few.
     *
     * @param nanos of a clock that only serves to be compared
     */
    Optional<Due> read(Iterable<ConsumerRecord<byte[], byte[]>> records, long nanos) {
        BatchFold fold = new BatchFold();
        boolean due = false;
        int count = 0;
        for (ConsumerRecord<byte[], byte[]> record : records) {
            count++;
            Reading reading = readings.computeIfAbsent(partition(record), partition -> new Reading());
            reading.read.add(record.offset());
            reading.next = record.offset() + 1;
            if (PartedEvents.isPart(record)) {
                reading.kept.add(record.offset());
                due |= take(parted.add(record, partition(record)), reading, fold);
                continue;
            }
            due |= take(parted.passed(partition(record)), reading, fold);
            Optional<Step> step = Step.of(record);
            if (step.isPresent()) {
                keep(step.get(), reading, nanos);
            } else {
                if (record.topic().equals(Topic.IMAGES_ASSESSED.topicName())) {
                    reading.decisions.add(record.offset());
                }
                fold.addWhole(record);
                due = true;
            }
        }
        boolean all = count < MUCH || kept > MOST;
        for (Iterator<Upload> each = uploads.values().iterator(); each.hasNext(); ) {
            Upload upload = each.next();
            if (all
                    || nanos - upload.since >= LONGEST.toNanos()
                    || upload.steps.stream().anyMatch(Step::isLast)) {
                upload.steps.forEach(step -> release(step, fold));
                each.remove();
                due = true;
            }
        }
        if (!due) {
            return Optional.empty();
        }
        Map<TopicPartition, Projector.Progress> progress = new HashMap<>();
        readings.forEach((partition, reading) -> {
            if (!reading.read.isEmpty()) {
                progress.put(partition, reading.progress());
            }
        });
        return Optional.of(new Due(fold, progress));
    }

    /** @return whether anything is to be written */
    private static boolean take(List<PartedEvents.Read> parts, Reading reading, BatchFold fold) {
        boolean due = false;
        for (PartedEvents.Read read : parts) {
            read.released().forEach(record -> reading.kept.remove(record.offset()));
            read.unreadable().forEach(record -> fold.addUnreadable(record, read.reason()));
            read.whole().ifPresent(fold::addWhole);
            due |= !read.released().isEmpty();
        }
        return due;
    }

    private void keep(Step step, Reading reading, long nanos) {
        uploads.computeIfAbsent(step.key(), key -> new Upload(nanos)).steps.add(step);
        reading.kept.add(step.record().offset());
        kept++;
    }

    private void release(Step step, BatchFold fold) {
        readings.get(partition(step.record())).kept.remove(step.record().offset());
        kept--;
        fold.add(step);
    }

    /** What was given out last is in the database. */
    void written(Map<TopicPartition, Projector.Progress> progress) {
        progress.forEach((partition, step) -> readings.get(partition).moved(step.to()));
    }

    private static TopicPartition partition(ConsumerRecord<byte[], byte[]> record) {
        return new TopicPartition(record.topic(), record.partition());
    }
}
