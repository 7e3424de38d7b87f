package dev.winnow.standalone.cli;

import dev.winnow.formats.archive.ArchiveUnpacker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes a folder through the whole pipeline and serves the dashboard. */
@Command(
        name = "run",
        description = "Take a folder of images through the whole pipeline and serve the dashboard until Ctrl-C.",
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
    @Parameters(
            index = "0",
            paramLabel = "DIR",
            description =
                    "The folder: DIR/x.jpg, DIR/CLASS/x.jpg or DIR/{train,val,test}/CLASS/x.jpg; or a ZIP or TAR of it")
    private Path folder;

    @Option(
            names = "--dataset",
            paramLabel = "NAME",
            description = "Name of the dataset (default: made from DIR's name)")
    private String dataset;

    @Mixin
    private PipelineOptions pipeline;

    @Mixin
    private RunOptions options;

    @Mixin
    private LabelOptions labels;

    @Override
    public Integer call() {
        if (Files.isRegularFile(folder) && ArchiveUnpacker.isArchive(folder)) {
            try (UnpackedArchive unpacked = UnpackedArchive.of(folder)) {
                return run(unpacked.path());
            }
        }
        return run(folder);
    }

    private int run(Path images) {
        Path checked = PipelineOptions.folder(images);
        return new FolderRun(checked, PipelineOptions.dataset(dataset, checked), pipeline, options, labels, null)
                .call();
    }
}
