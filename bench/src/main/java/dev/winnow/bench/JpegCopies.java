package dev.winnow.bench;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Many JPEG files out of few: the same pictures, each file with a comment segment of its own right after the SOI marker, so
 * that no two have the same bytes and none can be known from before. Decoding them costs what decoding the originals costs.
 */
public final class JpegCopies {
    private static final int COMMENT = 0xFE;

    private final Path folder;
    private final List<Path> jpegs;
    private final int others;

    private JpegCopies(Path folder, List<Path> jpegs, int others) {
        this.folder = folder;
        this.jpegs = List.copyOf(jpegs);
        this.others = others;
    }

    /** Finds the JPEG files below a folder by their first bytes, in the order of their paths. */
    public static JpegCopies of(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> below = Files.walk(folder)) {
            files = below.filter(Files::isRegularFile).sorted().toList();
        }
        List<Path> jpegs = new ArrayList<>();
        for (Path file : files) {
            if (isJpeg(file)) {
                jpegs.add(file);
            }
        }
        return new JpegCopies(folder, jpegs, files.size() - jpegs.size());
    }

    /** The originals. */
    public List<Path> originals() {
        return jpegs;
    }

    /** Files below the folder that are no JPEG and are left out. */
    public int others() {
        return others;
    }

    /**
     * Writes every original several times, at its own place below the target.
     *
     * @param generation makes bytes that differ from those of every other generation
     * @return the number of files written
     */
    public int write(Path target, int copies, int generation) throws IOException {
        int written = 0;
        for (Path original : jpegs) {
            byte[] bytes = Files.readAllBytes(original);
            Path relative = folder.relativize(original);
            for (int copy = 0; copy < copies; copy++) {
                Path file = target.resolve(relative).resolveSibling(name(relative, copy));
                Files.createDirectories(file.getParent());
                writeCommented(file, bytes, "generation " + generation + " file " + written);
                written++;
            }
        }
        return written;
    }

    private static boolean isJpeg(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return in.read() == 0xFF && in.read() == 0xD8 && in.read() == 0xFF;
        }
    }

    /** {@code cat.JPEG} becomes {@code cat.copy0.JPEG}. */
    private static String name(Path relative, int copy) {
        String name = relative.getFileName().toString();
        int dot = name.lastIndexOf('.');
        String stem = dot > 0 ? name.substring(0, dot) : name;
        String extension = dot > 0 ? name.substring(dot) : ".jpg";
        return stem + ".copy" + copy + extension;
    }

    /** ITU-T T.81, B.2.4.5: the length counts itself and the comment. */
    private static void writeCommented(Path file, byte[] jpeg, String comment) throws IOException {
        byte[] text = comment.getBytes(StandardCharsets.US_ASCII);
        int length = text.length + 2;
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), jpeg.length + length + 2)) {
            out.write(jpeg, 0, 2);
            out.write(0xFF);
            out.write(COMMENT);
            out.write(length >> 8);
            out.write(length);
            out.write(text);
            out.write(jpeg, 2, jpeg.length - 2);
        }
    }
}
