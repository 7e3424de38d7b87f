package dev.winnow.standalone.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.winnow.dataset.release.Verdict;
import dev.winnow.standalone.Failure;
import dev.winnow.standalone.Reasons;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says whether one may train on a dataset, by its exit code and in the forms that continuous integration reads. */
@Command(
        name = "check",
        description = "Say whether one may train on a dataset: go, no-go or undecided, with the reasons.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:go",
            "1:no-go; with --strict also a warning",
            "2:a wrong option, no such dataset, or no gateway that answers",
            "3:undecided: data is on its way, or something was never measured"
        })
final class CheckCommand implements Callable<Integer> {
    static final int UNDECIDED = 3;

    private static final long PAUSE_MILLIS = 500;

    @Parameters(paramLabel = "NAME", description = "Name of the dataset")
    private String dataset;

    @Option(
            names = "--to",
            paramLabel = "URL",
            description = "The gateway (default: ${DEFAULT-VALUE})",
            defaultValue = "http://localhost:8080")
    private String url;

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            description = "How long to wait for images on their way (default: ${DEFAULT-VALUE})",
            defaultValue = "0")
    private int wait;

    @Option(names = "--release", paramLabel = "V", description = "Look at a release in place of the dataset as it is")
    private String release;

    @Option(names = "--new-since", paramLabel = "V", description = "Look at the images that are not in this release")
    private String newSince;

    @Option(names = "--strict", description = "Let warnings fail too")
    private boolean strict;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the whole answer as JSON")
    private Path json;

    @Option(names = "--junit", paramLabel = "FILE", description = "Write a JUnit report, one test case a condition")
    private Path junit;

    @Option(
            names = "--sarif",
            paramLabel = "FILE",
            description = "Write SARIF 2.1.0, one result a condition that is not met")
    private Path sarif;

    @Option(names = "--markdown", paramLabel = "FILE", description = "Write a checklist in Markdown")
    private Path markdown;

    @Override
    public Integer call() {
        if (wait < 0) {
            throw Failure.askedWrong("--wait is " + wait + ", expected 0 or more seconds");
        }
        if (release != null && newSince != null) {
            throw Failure.askedWrong("--release and --new-since are both given: give one of them");
        }
        String name = PipelineOptions.datasetName("NAME", dataset);
        JsonNode readiness = readiness(GatewayClient.to(url), name);
        ReadinessReport report = new ReadinessReport(readiness, url, strict);
        write(json, report.json());
        write(junit, report.junit());
        write(sarif, report.sarif());
        write(markdown, report.markdown());
        report.lines().forEach(System.out::println);
        return exitCode(Verdict.valueOf(readiness.path("verdict").asText()));
    }

    private int exitCode(Verdict verdict) {
        return switch (verdict) {
            case GO -> 0;
            case WARN -> strict ? 1 : 0;
            case NO_GO -> 1;
            case UNDECIDED -> UNDECIDED;
        };
    }

    /** The last answer, once nothing is on its way or the wait is over. A gateway that cannot answer is a question asked wrongly. */
    private JsonNode readiness(GatewayClient gateway, String name) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(wait);
        try {
            JsonNode readiness = gateway.readiness(name, release, newSince);
            while (!readiness.path("atRest").asBoolean() && System.nanoTime() < end) {
                Thread.sleep(PAUSE_MILLIS);
                readiness = gateway.readiness(name, release, newSince);
            }
            return readiness;
        } catch (Failure e) {
            throw Failure.askedWrong(e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.wentWrong("Interrupted", e);
        }
    }

    private static void write(Path file, String content) {
        if (file == null) {
            return;
        }
        try {
            Files.writeString(file, content, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw Failure.askedWrong("Cannot write " + file + ": " + Reasons.of(e), e);
        }
    }
}
