package dev.winnow.standalone.cli;

import dev.winnow.bench.IndexBench;
import dev.winnow.bench.IndexBench.Distribution;
import dev.winnow.bench.IndexResult;
import dev.winnow.standalone.Failure;
import dev.winnow.standalone.Reasons;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What searching for near hashes takes, against reading all of them. */
@Command(
        name = "index",
        description = {
            "Fill the index that finds near-duplicates with drawn hashes, search it while more come in, and compare time and"
                    + " answers with a full scan.",
            "Ten million hashes of 64 bits need WINNOW_HEAP=2g. Ends with 1 if an answer differs from the scan's."
        },
        mixinStandardHelpOptions = true)
final class BenchIndexCommand implements Callable<Integer> {
    @Option(
            names = "--bits",
            paramLabel = "N",
            description = "Bits of a hash, 64 or 256 (default: ${DEFAULT-VALUE})",
            defaultValue = "64")
    private int bits;

    @Option(
            names = "--n",
            paramLabel = "N",
            description = "Hashes in the index before the first query (default: ${DEFAULT-VALUE})",
            defaultValue = "1000000")
    private int hashes;

    @Option(
            names = "--radius",
            paramLabel = "BITS",
            description = "How many bits near hashes are apart at most (default: 10 of 64, 31 of 256)")
    private Integer radius;

    @Option(
            names = "--distribution",
            paramLabel = "NAME",
            description = "uniform, or skewed: each bit mostly like its neighbour (default: ${DEFAULT-VALUE})",
            defaultValue = "uniform")
    private String distribution;

    @Option(
            names = "--queries",
            paramLabel = "N",
            description = "Timed queries, half of them near copies (default: ${DEFAULT-VALUE})",
            defaultValue = "5000")
    private int queries;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the result as JSON")
    private Path json;

    @Override
    public Integer call() {
        PipelineOptions.output("--json", json);
        try {
            IndexResult result = new IndexBench(plan()).run();
            result.table().forEach(System.out::println);
            BenchCommand.written(json, result);
            return result.different() == 0 ? 0 : Failure.WENT_WRONG;
        } catch (IllegalStateException e) {
            throw Failure.askedWrong(e.getMessage(), e);
        } catch (IOException e) {
            throw Failure.wentWrong("The result cannot be written: " + Reasons.of(e), e);
        }
    }

    private IndexBench.Plan plan() {
        try {
            int near = radius != null ? radius : bits == 64 ? 10 : 31;
            return new IndexBench.Plan(bits, hashes, near, drawn(), queries);
        } catch (IllegalArgumentException e) {
            throw Failure.askedWrong(e.getMessage(), e);
        }
    }

    private Distribution drawn() {
        for (Distribution known : Distribution.values()) {
            if (known.name().equalsIgnoreCase(distribution)) {
                return known;
            }
        }
        throw new IllegalArgumentException("--distribution is " + distribution + ", expected uniform or skewed");
    }
}
