package dev.winnow.imaging;

import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.Fingerprints;
import dev.winnow.dataset.spec.DatasetSpec;
import dev.winnow.dataset.spec.Limits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.opencv.core.CvType;
import org.opencv.core.Mat;

/** A process of its own, which prints for each file all that is made of it; its first line shows memory that nobody wrote. */
final class FilledMemory {
    private FilledMemory() {}

    /** @param folderAndAnswer a folder of files, and the file to write to */
    public static void main(String[] folderAndAnswer) throws IOException {
        PictureDecoder decoder = new PictureDecoder();
        Analyzer analyzer = new Analyzer();
        Preparer preparer = new Preparer();
        DatasetSpec spec = DatasetSpec.defaults();
        try (PrintStream out = new PrintStream(folderAndAnswer[1], StandardCharsets.UTF_8)) {
            Mat unwritten = new Mat(64, 64, CvType.CV_8UC3);
            byte[] bytes = new byte[64 * 64 * 3];
            unwritten.get(0, 0, bytes);
            out.println(ContentHash.of(bytes));
            List<Path> files;
            try (var found = Files.list(Path.of(folderAndAnswer[0]))) {
                files = found.sorted().toList();
            }
            for (Path file : files) {
                byte[] content = Files.readAllBytes(file);
                Decoded decoded = decoder.decode(content, "", Limits.defaults());
                out.println(file.getFileName() + "\t" + description(content, decoded, analyzer, preparer, spec));
            }
        }
    }

    private static String description(
            byte[] content, Decoded decoded, Analyzer analyzer, Preparer preparer, DatasetSpec spec)
            throws IOException {
        if (decoded instanceof Decoded.Refused refused) {
            return refused.rejection().toString();
        }
        Decoded.Image image = (Decoded.Image) decoded;
        try (Picture picture = image.picture()) {
            ByteArrayOutputStream pixels = new ByteArrayOutputStream();
            picture.write(pixels);
            Assessment assessment =
                    analyzer.analyze(picture, image.metadata(), new WantedHashes(true, true, true, true));
            Fingerprints prints = assessment.fingerprints();
            StringBuilder prepared = new StringBuilder();
            for (Rendered rendered :
                    preparer.prepare(picture, ContentHash.of(content), spec.preprocessing(), spec.augmentation())) {
                prepared.append(ContentHash.of(rendered.jpeg())).append(' ');
            }
            return String.join(
                    "\t",
                    ContentHash.of(pixels.toByteArray()).toString(),
                    image.metadata().toString(),
                    image.issues().toString(),
                    assessment.scores().toString(),
                    prints.averageHash() + " " + prints.differenceHash() + " " + prints.perceptualHash() + " "
                            + prints.informative() + " " + prints.pixels() + " " + prints.waveletHash() + " "
                            + prints.turnedHashes() + " " + prints.pdq() + " " + prints.turnedPdq(),
                    prints.thumbnail().text(),
                    prints.detail().text(),
                    prints.rotation() == null
                            ? "none"
                            : prints.rotation().hash() + " "
                                    + prints.rotation().polar().text(),
                    prepared);
        }
    }
}
