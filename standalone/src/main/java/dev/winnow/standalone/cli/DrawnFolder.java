package dev.winnow.standalone.cli;

import dev.winnow.standalone.Failure;
import dev.winnow.standalone.Reasons;
import dev.winnow.standalone.demo.DemoDataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A folder with the demo's images, drawn when it is opened and removed when it is closed.
 *
 * @param path the folder, below one of its own in the temporary folder
 * @param counts how many images of each kind were drawn
 */
record DrawnFolder(Path path, Map<String, Integer> counts) implements AutoCloseable {

    /**
     * @param name of the folder, from which a dataset takes its name
     * @throws Failure when the images cannot be written
     */
    static DrawnFolder draw(String name) {
        try {
            Path folder = Files.createDirectory(
                    Files.createTempDirectory("winnow-drawn").resolve(name));
            return new DrawnFolder(folder, DemoDataset.draw(folder));
        } catch (IOException e) {
            throw Failure.wentWrong("Cannot draw the sample dataset: " + Reasons.of(e), e);
        }
    }

    @Override
    public void close() {
        Path all = path.getParent();
        try (Stream<Path> files = Files.walk(all)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            System.err.println("winnow: " + all + " could not be removed: " + Reasons.of(e));
        }
    }
}
