package dev.winnow.standalone;

import dev.winnow.dataset.Item;
import dev.winnow.formats.folder.FolderLayout;
import dev.winnow.formats.folder.FolderWalk;
import dev.winnow.gateway.projection.ProjectionListener;
import dev.winnow.ingest.Uploads;
import dev.winnow.ingest.Uploads.Description;
import dev.winnow.storage.ImageStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;

/**
 * Takes a folder in. Only a window of images is under way at a time, so that the picture that ingest decoded is still at hand
 * when quality and augment come to it; an image leaves the window when the read model has seen its end,
 * or that it is among the dead letters.
 */
@ApplicationScoped
public class FolderImport implements ProjectionListener {
    /** Decoded pictures kept at hand in this process. */
    static final long DECODED_BYTES = 512L << 20;

    private static final int WINDOW_IMAGES = 400;
    /** Encoded bytes under way: photographs grow about tenfold when decoded. */
    private static final long WINDOW_BYTES = DECODED_BYTES / 10;

    /** How long no image may come to its end before something is wrong. */
    public static final Duration PATIENCE = Duration.ofSeconds(180);

    private final ImageStore store;
    private final Uploads uploads;
    private final Map<String, Long> underWay = new HashMap<>();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private volatile String imported;

    /** Of the spec that the last upload was announced under, 0 before the first. */
    private volatile int version;

    private long bytesUnderWay;
    private long lastEnd = System.nanoTime();

    public FolderImport(ImageStore store, Uploads uploads) {
        this.store = store;
        this.uploads = uploads;
    }

    /**
     * What an import came to.
     *
     * @param announced files taken in
     * @param unchanged files whose content was in the dataset under this source already
     * @param dotFiles skipped
     * @param problems files that could not be taken, a sentence each
     * @param moves places that files left, each with the place where the bytes lie now
     * @param pipelineSeconds from the first upload to the end of the last image
     */
    public record Report(
            long announced,
            long unchanged,
            long dotFiles,
            List<String> problems,
            Map<String, String> moves,
            double pipelineSeconds) {}

    /**
     * Takes in what is new or changed below a folder and returns when the last of it has come to its end or is
     * among the dead letters.
     *
     * @param layout of the folder, which says what its files are
     * @param held what the dataset holds
     * @param link whether files are taken by hard link
     * @param progress told the number of files looked at
     */
    public Report run(
            Path folder, FolderLayout layout, String dataset, MovedFiles held, boolean link, LongConsumer progress)
            throws IOException {
        imported = dataset;
        Taking taking = new Taking(layout, dataset, held, link, progress);
        FolderWalk.Outcome walked = FolderWalk.walk(folder, taking);
        taking.takeReturned();
        awaitEnd();
        double seconds = taking.first == 0 ? 0 : (lastEnd() - taking.first) / 1e9;
        return new Report(
                taking.announced,
                taking.unchanged,
                walked.hidden(),
                List.copyOf(taking.problems),
                held.moves(),
                seconds);
    }

    /** One walk through a folder. */
    private final class Taking implements FolderWalk.Visitor {
        private final FolderLayout layout;
        private final String dataset;
        private final MovedFiles held;
        private final boolean link;
        private final LongConsumer progress;
        private final List<String> problems = new ArrayList<>();
        /** Of images that were removed, and whose files are there. */
        private final Map<String, Runnable> removed = new HashMap<>();

        private long announced;
        private long unchanged;
        private long first;

        Taking(FolderLayout layout, String dataset, MovedFiles held, boolean link, LongConsumer progress) {
            this.layout = layout;
            this.dataset = dataset;
            this.held = held;
            this.link = link;
            this.progress = progress;
        }

        @Override
        public void file(Path file, String source) {
            FolderLayout.Place place = layout.place(source);
            if (place.role() != FolderLayout.Role.PICTURE) {
                return; // the layout's sentence counts them
            }
            Description description;
            try {
                description = new Description(new Item(dataset, source), place.label(), null, place.split(), Map.of());
            } catch (IllegalArgumentException e) {
                problems.add(source + ": " + e.getMessage());
                return;
            }
            ImageStore.Stored stored;
            try {
                stored = store(file, link);
            } catch (UnreadableFileException e) {
                problems.add(source + " " + e.getMessage());
                held.incomplete();
                return;
            }
            if (!held.isKnown(source, stored.content())) {
                take(description, stored);
            } else {
                unchanged++;
                if (held.isRemoved(source)) {
                    removed.put(source, () -> take(description, stored));
                }
            }
            progress.accept(announced + unchanged);
        }

        private void take(Description description, ImageStore.Stored stored) {
            enter(description.item().id(), stored.bytes());
            first = first == 0 ? System.nanoTime() : first;
            announce(description, stored);
            announced++;
        }

        /** Takes removed images in again to whose places a file moved back. */
        private void takeReturned() {
            held.returned().forEach(source -> {
                removed.get(source).run();
                unchanged--;
            });
        }

        @Override
        public void obstacle(Path path, FolderWalk.Obstacle obstacle, String sentence) {
            if (obstacle.losesImages()) {
                problems.add(sentence);
                held.incomplete();
            }
        }
    }

    @Override
    public void projected(Collection<Finished> images) {
        leave(images.stream().map(Finished::item).toList());
    }

    @Override
    public void givenUp(Collection<String> items) {
        leave(items);
    }

    @Override
    public void deleted(Map<String, Integer> upTo) {
        Integer deleted = upTo.get(imported);
        if (deleted != null && version > 0 && version <= deleted) { // else it was deleted before this import
            synchronized (underWay) {
                boolean busy = !underWay.isEmpty();
                underWay.clear();
                bytesUnderWay = 0;
                if (busy) {
                    failure.compareAndSet(null, new DeletedMeanwhileException(imported));
                }
                underWay.notifyAll();
            }
        }
    }

    /** Somebody deleted the dataset while it was imported. */
    private static final class DeletedMeanwhileException extends RuntimeException {
        private static final long serialVersionUID = 1;

        DeletedMeanwhileException(String dataset) {
            super("the dataset " + dataset + " was deleted while it was imported");
        }
    }

    private void leave(Collection<String> items) {
        synchronized (underWay) {
            for (String item : items) {
                Long bytes = underWay.remove(item);
                if (bytes != null) {
                    bytesUnderWay -= bytes;
                    lastEnd = System.nanoTime();
                }
            }
            underWay.notifyAll();
        }
    }

    private ImageStore.Stored store(Path file, boolean link) throws UnreadableFileException {
        if (!Files.isReadable(file)) {
            throw new UnreadableFileException("cannot be read: permission denied");
        }
        try {
            if (link) {
                return store.link(file);
            }
            if (Files.size(file) > 32 << 20) {
                try (var bytes = Files.newInputStream(file)) {
                    return store.put(bytes, Long.MAX_VALUE);
                }
            }
            byte[] bytes = Files.readAllBytes(file);
            return new ImageStore.Stored(store.put(bytes), bytes.length);
        } catch (java.nio.file.NoSuchFileException e) {
            throw new UnreadableFileException("has gone while the folder was read");
        } catch (IOException e) {
            Optional<String> unreadable = FileProbe.whyUnreadable(file);
            if (unreadable.isPresent()) {
                throw new UnreadableFileException("cannot be read: " + unreadable.get());
            }
            throw Failure.wentWrong(
                    "Cannot store " + file + ": " + Reasons.of(e) + ". What was taken in so far is kept;"
                            + " make room if the disk is full, then run the same command again",
                    e);
        }
    }

    /** How many images are on their way. */
    public long underWay() {
        synchronized (underWay) {
            return underWay.size();
        }
    }

    /** Waits for room in the window. */
    private void enter(String item, long bytes) {
        synchronized (underWay) {
            while (failure.get() != null
                    || !underWay.isEmpty()
                            && (underWay.size() >= WINDOW_IMAGES || bytesUnderWay + bytes > WINDOW_BYTES)) {
                waitForAnEnd();
            }
            if (underWay.isEmpty()) {
                lastEnd = System.nanoTime();
            }
            if (underWay.put(item, bytes) == null) {
                bytesUnderWay += bytes;
            }
        }
    }

    private void announce(Description description, ImageStore.Stored stored) {
        try {
            uploads.announce(description, stored)
                    .subscribe()
                    .with(event -> version = event.specVersion(), this::failed);
        } catch (Uploads.UnknownDatasetException e) {
            failed(new DeletedMeanwhileException(description.item().dataset()));
        }
    }

    private void failed(Throwable thrown) {
        failure.compareAndSet(null, thrown);
        synchronized (underWay) {
            underWay.notifyAll();
        }
    }

    private void awaitEnd() {
        synchronized (underWay) {
            while (!underWay.isEmpty() || failure.get() != null) {
                waitForAnEnd();
            }
        }
    }

    private void waitForAnEnd() {
        Throwable thrown = failure.getAndSet(null);
        if (thrown != null) {
            throw Failure.wentWrong("An upload could not be announced: " + Reasons.ofRoot(thrown), thrown);
        }
        if (System.nanoTime() - lastEnd > PATIENCE.toNanos()) {
            throw Failure.wentWrong(
                    underWay.size() + " images have not come to an end, and none has for " + PATIENCE.toSeconds()
                            + " s: see the dead letters and the log file",
                    null);
        }
        try {
            underWay.wait(1_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.wentWrong("The import was interrupted; the same command goes on where it was", e);
        }
    }

    private long lastEnd() {
        synchronized (underWay) {
            return lastEnd;
        }
    }

    /** One file that cannot be taken; the others can. */
    private static final class UnreadableFileException extends IOException {
        private static final long serialVersionUID = 1;

        UnreadableFileException(String message) {
            super(message);
        }
    }
}
