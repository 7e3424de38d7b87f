package dev.winnow.standalone.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.Item;
import dev.winnow.formats.FolderLayout;
import dev.winnow.formats.FolderWalk;
import dev.winnow.standalone.Failure;
import dev.winnow.standalone.Reasons;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Uploads a folder to a running Winnow. */
@Command(
        name = "import",
        description = "Upload what is new or changed in a folder to a running Winnow.",
        mixinStandardHelpOptions = true)
final class ImportCommand implements Callable<Integer> {
    private static final int UPLOADS_AT_A_TIME = 8;

    @Parameters(index = "0", paramLabel = "DIR", description = "The folder, laid out as for run")
    private Path folder;

    @Option(names = "--to", paramLabel = "URL", description = "The gateway (default: ${DEFAULT-VALUE})", defaultValue = "http://localhost:8080")
    private String url;

    @Option(names = "--dataset", paramLabel = "NAME", description = "Name of the dataset (default: made from DIR's name)")
    private String dataset;

    @Option(names = "--spec", paramLabel = "FILE", description = "The dataset's spec in YAML or JSON")
    private Path spec;

    @Option(names = "--wait", description = "Return when the last image is through, and print the summary")
    private boolean wait;

    @Override
    public Integer call() throws Exception {
        PipelineOptions.folder(folder);
        String name = PipelineOptions.dataset(dataset, folder);
        GatewayClient gateway = GatewayClient.to(url);
        gateway.declare(name, PipelineOptions.spec(spec));
        Map<String, ContentHash> known = KnownContents.of(gateway, name);
        AtomicLong uploaded = new AtomicLong();
        AtomicLong unchanged = new AtomicLong();
        List<String> problems = upload(gateway, name, known, uploaded, unchanged);
        if (uploaded.get() == 0 && unchanged.get() > 0) {
            System.out.printf("Nothing new: all %d files are in dataset %s already.%n", unchanged.get(), name);
        } else {
            System.out.printf("%d files uploaded to dataset %s, %d were there already.%n", uploaded.get(), name, unchanged.get());
        }
        problems.forEach(problem -> System.err.println("  not taken: " + problem));
        if (wait) {
            JsonNode summary = gateway.summary(name);
            while (summary.path("inFlight").asLong() > 0) {
                Thread.sleep(500);
                summary = gateway.summary(name);
            }
            SummaryTable.print(System.out, summary);
        }
        return problems.isEmpty() ? 0 : Failure.WENT_WRONG;
    }

    private List<String> upload(
            GatewayClient gateway, String name, Map<String, ContentHash> known, AtomicLong uploaded, AtomicLong unchanged)
            throws IOException, InterruptedException {
        List<String> problems = new ArrayList<>();
        ExecutorService pool = Executors.newFixedThreadPool(UPLOADS_AT_A_TIME);
        Semaphore room = new Semaphore(UPLOADS_AT_A_TIME * 4);
        List<Future<?>> tasks = new ArrayList<>();
        try (FolderWalk walk = FolderWalk.of(folder)) {
            for (Path relative : walk) {
                FolderLayout.Place place = FolderLayout.placeOf(relative);
                Path file = folder.resolve(relative);
                try {
                    new Item(name, place.source());
                    if (known.containsKey(place.source()) && hash(file).equals(known.get(place.source()))) {
                        unchanged.incrementAndGet();
                        continue;
                    }
                } catch (IOException e) {
                    problems.add(relative + ": " + Reasons.of(e));
                    continue;
                } catch (IllegalArgumentException e) {
                    problems.add(relative + ": " + e.getMessage());
                    continue;
                }
                room.acquire();
                tasks.removeIf(Future::isDone);
                tasks.add(pool.submit(() -> {
                    try {
                        gateway.upload(name, file, place.source(), place.label(), place.layout());
                        uploaded.incrementAndGet();
                    } catch (Failure e) {
                        synchronized (problems) {
                            problems.add(relative + ": " + e.getMessage());
                        }
                    } finally {
                        room.release();
                    }
                }));
            }
            problems.addAll(walk.problems());
            for (Future<?> task : tasks) {
                task.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("An upload failed unexpectedly", e.getCause());
        } finally {
            pool.shutdownNow();
        }
        return problems;
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
