package dev.winnow.standalone.cli;

import dev.winnow.dataset.ContentHash;
import dev.winnow.formats.folder.FolderLayout;
import dev.winnow.formats.folder.FolderSurvey;
import dev.winnow.formats.folder.FolderWalk;
import dev.winnow.standalone.Failure;
import dev.winnow.standalone.FileProbe;
import dev.winnow.standalone.LabelImport;
import dev.winnow.standalone.MovedFiles;
import dev.winnow.standalone.Reasons;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Uploads a folder to a running Winnow. */
@Command(
        name = "import",
        description = "Upload what is new or changed in a folder to a running Winnow.",
        mixinStandardHelpOptions = true)
final class ImportCommand implements Callable<Integer> {
    private static final int UPLOADS_AT_A_TIME = 8;

    /** Exactly one of the two says where the images come from. */
    static final class Source {
        @Parameters(index = "0", paramLabel = "DIR", description = "The folder, laid out as for run")
        private Path folder;

        @Option(
                names = "--sample",
                description = "Draw the demo's images and upload them (into dataset sample, unless --dataset is given)")
        private boolean sample;
    }

    @ArgGroup(exclusive = true, multiplicity = "1")
    private Source source;

    @Option(
            names = "--to",
            paramLabel = "URL",
            description = "The gateway (default: ${DEFAULT-VALUE})",
            defaultValue = "http://localhost:8080")
    private String url;

    @Option(
            names = "--dataset",
            paramLabel = "NAME",
            description = "Name of the dataset (default: made from DIR's name)")
    private String dataset;

    @Option(names = "--spec", paramLabel = "FILE", description = "The dataset's spec in YAML or JSON")
    private Path spec;

    @Mixin
    private LabelOptions labels;

    @Option(names = "--wait", description = "Return when the last image is through, and print the summary")
    private boolean wait;

    @Override
    public Integer call() throws Exception {
        if (!source.sample) {
            return run(source.folder);
        }
        try (DrawnFolder drawn = DrawnFolder.draw("sample")) {
            return run(drawn.path());
        }
    }

    private int run(Path folder) throws IOException, InterruptedException {
        PipelineOptions.folder(folder);
        String name = PipelineOptions.dataset(dataset, folder);
        Optional<LabelImport> found = labels.find(folder);
        GatewayClient gateway = GatewayClient.to(url);
        FolderLayout layout = FolderSurvey.of(folder, found.isPresent());
        FolderRun.tellLayout(System.out, layout, found);
        FolderRun.tellChanges(System.out, name, gateway.declare(name, PipelineOptions.spec(spec)));
        FailedRecords.resend(System.out, gateway, name);
        MovedFiles known = KnownContents.of(gateway, name);
        AtomicLong uploaded = new AtomicLong();
        AtomicLong unchanged = new AtomicLong();
        List<String> problems = upload(folder, layout, gateway, name, known, uploaded, unchanged);
        if (uploaded.get() == 0 && unchanged.get() > 0) {
            System.out.printf("Nothing new: all %d files are in dataset %s already.%n", unchanged.get(), name);
        } else {
            System.out.printf(
                    "%d files uploaded to dataset %s, %d were there already.%n", uploaded.get(), name, unchanged.get());
        }
        Map<String, String> moves = known.moves();
        if (!moves.isEmpty()) {
            gateway.awaitUploadsQuiet(name); // the image at the new place takes over the split of the old one first
            gateway.withdrawMoved(name, moves.keySet());
            FolderRun.tellMoves(System.out, moves);
        }
        problems.forEach(problem -> System.err.println("  not taken: " + problem));
        long failed = 0;
        if (wait || found.isPresent()) {
            gateway.awaitUploadsQuiet(name); // labels are checked against their pictures
        }
        if (wait) {
            gateway.settle(name);
        }
        if (found.isPresent()) {
            labels.read(System.out, gateway, name, found.get());
        }
        if (wait) {
            SummaryTable.print(System.out, gateway.summary(name));
            failed = FailedRecords.tell(System.out, gateway, name);
        }
        return problems.isEmpty() && failed == 0 ? 0 : Failure.WENT_WRONG;
    }

    @FunctionalInterface
    private interface Upload {
        void upload();
    }

    private static List<String> upload(
            Path folder,
            FolderLayout layout,
            GatewayClient gateway,
            String name,
            MovedFiles held,
            AtomicLong uploaded,
            AtomicLong unchanged)
            throws IOException, InterruptedException {
        List<String> problems = Collections.synchronizedList(new ArrayList<>());
        ExecutorService pool = Executors.newFixedThreadPool(UPLOADS_AT_A_TIME);
        Map<String, Upload> removed = new ConcurrentHashMap<>();
        Semaphore room = new Semaphore(UPLOADS_AT_A_TIME * 4);
        try {
            FolderWalk.walk(folder, new FolderWalk.Visitor() {
                @Override
                public void file(Path file, String source) {
                    FolderLayout.Place place = layout.place(source);
                    if (place.role() != FolderLayout.Role.PICTURE) {
                        return; // the layout's sentence counts them
                    }
                    room.acquireUninterruptibly();
                    pool.execute(() -> {
                        try {
                            Upload take = () -> {
                                gateway.upload(name, file, source, place.label(), place.split());
                                uploaded.incrementAndGet();
                            };
                            if (!held.isKnown(source, hash(file))) {
                                take.upload();
                            } else {
                                unchanged.incrementAndGet();
                                if (held.isRemoved(source)) {
                                    removed.put(source, take);
                                }
                            }
                        } catch (IOException e) {
                            held.incomplete();
                            problems.add(source + ": " + Reasons.of(e));
                        } catch (Failure e) {
                            held.incomplete();
                            problems.add(source + ": "
                                    + FileProbe.whyUnreadable(file)
                                            .map(reason -> "cannot be read: " + reason)
                                            .orElse(e.getMessage()));
                        } finally {
                            room.release();
                        }
                    });
                }

                @Override
                public void obstacle(Path path, FolderWalk.Obstacle obstacle, String sentence) {
                    if (obstacle.losesImages()) {
                        problems.add(sentence);
                        held.incomplete();
                    }
                }
            });
            room.acquire(UPLOADS_AT_A_TIME * 4); // all that were begun have ended
            for (String source : held.returned()) {
                removed.get(source).upload();
                unchanged.decrementAndGet();
            }
        } finally {
            pool.shutdownNow();
        }
        return List.copyOf(problems);
    }

    private static ContentHash hash(Path file) throws IOException {
        MessageDigest digest = ContentHash.sha256();
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read; (read = in.read(buffer)) >= 0; ) {
                digest.update(buffer, 0, read);
            }
        }
        return ContentHash.of(digest);
    }
}
