package dev.winnow.standalone.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** What {@code run} and {@code demo} have in common. */
final class RunOptions {
    @Option(
            names = "--spec",
            paramLabel = "FILE",
            description = "The dataset's spec in YAML or JSON (default: the built-in one)")
    Path spec;

    @Option(names = "--exit", description = "Stop when the last image is through")
    boolean exit;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the summary as JSON")
    Path json;

    @Option(names = "--manifest", paramLabel = "FILE", description = "Write one row per image; .csv or .parquet")
    Path manifest;

    @Option(
            names = "--link",
            description = "Take the files by hard link instead of copying them, so that the disk does not fill twice")
    boolean link;
}
