package dev.winnow.standalone.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.winnow.dataset.augment.Instruction;
import dev.winnow.dataset.augment.LabelMover;
import dev.winnow.dataset.augment.Pipeline;
import dev.winnow.dataset.augment.PipelineReader;
import dev.winnow.dataset.augment.UnfitPictureException;
import dev.winnow.dataset.spec.Limits;
import dev.winnow.formats.labels.Pictures;
import dev.winnow.imaging.Composite;
import dev.winnow.imaging.Decoded;
import dev.winnow.imaging.Picture;
import dev.winnow.imaging.PictureDecoder;
import dev.winnow.imaging.render.Renderer;
import dev.winnow.standalone.Failure;
import dev.winnow.standalone.Reasons;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.opencv.core.Mat;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Applies a pipeline to files, with the code that prepares datasets, and without any service. */
@Command(
        name = "transform",
        description = "Apply a preprocessing pipeline to an image or a folder of images.",
        mixinStandardHelpOptions = true)
final class TransformCommand implements Callable<Integer> {
    private static final ObjectMapper YAML = new YAMLMapper()
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    @Option(
            names = "--pipeline",
            paramLabel = "FILE",
            description = "The pipeline, in YAML or JSON, under the key preprocessing",
            required = true)
    private Path pipelineFile;

    @Option(
            names = "--labels",
            paramLabel = "FILE|DIR",
            description = "Labels of the images, which are moved with them and written as COCO beside OUT")
    private Path labelsFile;

    @Option(
            names = "--format",
            paramLabel = "NAME",
            description = "What the labels are: ${COMPLETION-CANDIDATES} (default: what they look like)",
            completionCandidates = LintLabelsCommand.FormatNames.class)
    private String format;

    @Parameters(index = "0", paramLabel = "IN", description = "An image, or a folder of images")
    private Path in;

    @Parameters(
            index = "1",
            paramLabel = "OUT",
            description = "The file to write, or the folder where IN is one; .png, .jpg and .webp choose the format")
    private Path out;

    @Override
    public Integer call() {
        Pipeline pipeline = pipeline();
        if (!Files.exists(in)) {
            throw Failure.askedWrong("There is no file or folder " + in);
        }
        try (Renderer renderer = new Renderer()) {
            boolean folder = Files.isDirectory(in);
            if (folder) {
                Files.createDirectories(out);
            }
            try (MovedLabels labels = labelsFile == null ? null : labels(folder)) {
                Work work = new Work(renderer, pipeline, new LabelMover(pipeline.labels(), renderer), labels);
                if (folder) {
                    return folder(work);
                }
                write(work, in, in.getFileName().toString(), out);
                return 0;
            }
        } catch (IOException e) {
            throw Failure.wentWrong("Cannot read or write: " + Reasons.of(e), e);
        } catch (IllegalArgumentException e) {
            throw Failure.askedWrong(pipelineFile + ": " + e.getMessage(), e);
        }
    }

    /** @param labels null where there are none */
    private record Work(Renderer renderer, Pipeline pipeline, LabelMover mover, MovedLabels labels) {}

    private MovedLabels labels(boolean folder) {
        return folder
                ? new MovedLabels(labelsFile, format, MeasuredPictures.in(in), out.resolve("labels.json"))
                : new MovedLabels(
                        labelsFile, format, MeasuredPictures.of(in), out.resolveSibling(stem(out) + ".labels.json"));
    }

    private static String stem(Path file) {
        return file.getFileName().toString().replaceFirst("\\.[^.]*$", "");
    }

    /** @return the exit code: 1 where a file could not be transformed; the others are written */
    private int folder(Work work) throws IOException {
        int code = 0;
        for (Pictures.Picture picture : MeasuredPictures.in(in)) {
            Path target = out.resolve(picture.name());
            Files.createDirectories(target.toAbsolutePath().getParent());
            try {
                write(
                        work,
                        in.resolve(picture.name()),
                        picture.name(),
                        target.resolveSibling(
                                stem(target) + extension(work.pipeline.output().format())));
            } catch (Failure e) {
                System.err.println("winnow: " + e.getMessage());
                code = Failure.WENT_WRONG;
            }
        }
        return code;
    }

    private static String extension(Pipeline.Output.Format format) {
        return switch (format) {
            case JPEG -> ".jpg";
            case PNG -> ".png";
            case WEBP_LOSSLESS -> ".webp";
        };
    }

    private Pipeline pipeline() {
        try {
            Map<String, Object> tree = YAML.readValue(Files.readString(pipelineFile), new TypeReference<>() {});
            return PipelineReader.read(tree == null ? Map.of() : tree);
        } catch (JsonProcessingException e) {
            throw Failure.askedWrong(pipelineFile + " is no YAML: " + e.getOriginalMessage(), e);
        } catch (IllegalArgumentException e) {
            throw Failure.askedWrong(pipelineFile + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw Failure.askedWrong("Cannot read " + pipelineFile + ": " + Reasons.of(e), e);
        }
    }

    private void write(Work work, Path from, String name, Path to) throws IOException {
        Decoded decoded = new PictureDecoder().decode(Files.readAllBytes(from), from.toString(), Limits.defaults());
        if (decoded instanceof Decoded.Refused refused) {
            throw Failure.wentWrong(from + ": " + refused.rejection().detail(), null);
        }
        Mat laid = null;
        try (Picture picture = ((Decoded.Image) decoded).picture()) {
            if (work.pipeline.over() != null && picture.alpha() != null) {
                laid = Composite.on(picture, work.pipeline.over());
            }
            List<Instruction> instructions = work.pipeline.instructions(picture.width(), picture.height());
            Mat rendered = work.renderer.render(laid == null ? picture.bgr() : laid, instructions);
            Files.write(to, work.renderer.encode(rendered, named(to, work.pipeline.output())));
            if (work.labels != null) {
                String written = (Files.isDirectory(in) ? out.relativize(to) : to.getFileName()).toString();
                work.labels.write(name, written, instructions, picture.width(), picture.height(), work.mover);
            }
        } catch (UnfitPictureException e) {
            throw Failure.wentWrong(from + ": " + e.getMessage(), e);
        } finally {
            if (laid != null) {
                laid.release();
            }
        }
    }

    /** The file's extension wins over the pipeline's format. */
    private static Pipeline.Output named(Path file, Pipeline.Output output) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".png")) {
            return new Pipeline.Output(Pipeline.Output.Format.PNG, output.quality());
        }
        if (name.endsWith(".webp")) {
            return new Pipeline.Output(Pipeline.Output.Format.WEBP_LOSSLESS, output.quality());
        }
        return name.endsWith(".jpg") || name.endsWith(".jpeg")
                ? new Pipeline.Output(Pipeline.Output.Format.JPEG, output.quality())
                : output;
    }
}
