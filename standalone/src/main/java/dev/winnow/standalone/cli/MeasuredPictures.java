package dev.winnow.standalone.cli;

import dev.winnow.formats.folder.FolderWalk;
import dev.winnow.formats.labels.Pictures;
import dev.winnow.imaging.SizeByHeader;
import dev.winnow.standalone.Failure;
import dev.winnow.standalone.Reasons;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The pictures of a folder with the sizes that their headers say, for labels to be checked against. */
final class MeasuredPictures implements FolderWalk.Visitor {
    private static final long MOST_BYTES = 1L << 30;

    private final List<Pictures.Picture> all = new ArrayList<>();

    private MeasuredPictures() {}

    /** Every file below the folder that a header says is a picture, named by its path below the folder. */
    static List<Pictures.Picture> in(Path folder) {
        MeasuredPictures measured = new MeasuredPictures();
        try {
            FolderWalk.walk(folder, measured);
            return measured.all;
        } catch (IOException e) {
            throw Failure.askedWrong("Cannot read the images in " + folder + ": " + Reasons.of(e), e);
        }
    }

    /** One file, by its name. */
    static List<Pictures.Picture> of(Path file) {
        MeasuredPictures measured = new MeasuredPictures();
        try {
            measured.file(file, file.getFileName().toString());
            return measured.all;
        } catch (IOException e) {
            throw Failure.askedWrong("Cannot read " + file + ": " + Reasons.of(e), e);
        }
    }

    @Override
    public void file(Path file, String source) throws IOException {
        if (Files.size(file) < MOST_BYTES) {
            SizeByHeader.of(Files.readAllBytes(file))
                    .ifPresent(size -> all.add(new Pictures.Picture(source, Optional.of(size))));
        }
    }

    @Override
    public void obstacle(Path path, FolderWalk.Obstacle obstacle, String sentence) {
        System.err.println("winnow: " + sentence);
    }
}
