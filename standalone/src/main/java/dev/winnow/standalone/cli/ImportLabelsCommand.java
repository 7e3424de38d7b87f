package dev.winnow.standalone.cli;

import dev.winnow.standalone.LabelImport;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Adds labels to the images of a dataset that is there. */
@Command(
        name = "import-labels",
        description = "Submit labels of images that a running Winnow has.",
        mixinStandardHelpOptions = true)
final class ImportLabelsCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "FILE|DIR", description = "The labels")
    private Path labels;

    @Option(names = "--dataset", paramLabel = "NAME", required = true, description = "Name of the dataset")
    private String dataset;

    @Option(
            names = "--format",
            paramLabel = "NAME",
            description = "The format of the labels, such as coco, yolo-detect or voc (default: what they look like)")
    private String format;

    @Option(
            names = "--to",
            paramLabel = "URL",
            description = "The gateway (default: ${DEFAULT-VALUE})",
            defaultValue = "http://localhost:8080")
    private String url;

    @Override
    public Integer call() throws Exception {
        LabelImport found = LabelOptions.find(labels, format).orElseThrow();
        GatewayClient gateway = GatewayClient.to(url);
        gateway.awaitUploadsQuiet(dataset); // labels are linked to the images that are there
        new LabelOptions().read(System.out, gateway, dataset, found);
        return 0;
    }
}
