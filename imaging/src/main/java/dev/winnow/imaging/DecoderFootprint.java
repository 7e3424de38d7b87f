package dev.winnow.imaging;

import dev.winnow.dataset.ImageFormat;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.opencv.core.Core;

/**
 * What another process on this machine needs to decode as this one does: jars, and the native library where this process has
 * unpacked it. Linux only.
 *
 * @param classPath folders and jars
 * @param library for {@link OpenCv#LIBRARY_PROPERTY}
 * @param libraryPath folders of the libraries it depends on, for {@code LD_LIBRARY_PATH}
 */
public record DecoderFootprint(List<Path> classPath, Path library, List<Path> libraryPath) {
    private static final Path MAPS = Path.of("/proc/self/maps");
    private static final Pattern LIBRARY = Pattern.compile("libopencv_java\\d*\\.so");
    private static final Pattern NEEDED =
            Pattern.compile("lib(opencv_|openblas|gfortran|quadmath|gcc_s).*\\.so[.\\d]*");

    public DecoderFootprint {
        classPath = List.copyOf(classPath);
        libraryPath = List.copyOf(libraryPath);
    }

    /**
     * Of this process, which loads OpenCV for it.
     *
     * @param with classes that are needed besides
     * @throws IllegalStateException where it cannot be found out, with the reason
     */
    public static DecoderFootprint ofThisProcess(Collection<Class<?>> with) {
        OpenCv.load();
        Stream<Class<?>> known = Stream.of(PictureDecoder.class, ImageFormat.class, Core.class);
        List<Path> classPath = Stream.concat(with.stream(), known)
                .map(DecoderFootprint::locationOf)
                .distinct()
                .toList();
        Path library = null;
        Set<Path> folders = new LinkedHashSet<>();
        for (Path mapped : mappedFiles()) {
            String name = mapped.getFileName().toString();
            if (LIBRARY.matcher(name).matches()) {
                library = mapped;
            }
            if (NEEDED.matcher(name).matches() && !mapped.startsWith("/usr") && !mapped.startsWith("/lib")) {
                folders.add(mapped.getParent());
            }
        }
        if (library == null || !Files.isReadable(library)) {
            throw new IllegalStateException("OpenCV's native library is not among the files of " + MAPS
                    + ": a decoder process cannot be told what to load");
        }
        return new DecoderFootprint(classPath, library, new ArrayList<>(folders));
    }

    private static Path locationOf(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        try {
            if (source != null && source.getLocation() != null) {
                return Path.of(source.getLocation().toURI());
            }
        } catch (URISyntaxException | RuntimeException e) {
            throw new IllegalStateException(type.getName() + " was loaded from " + source.getLocation(), e);
        }
        throw new IllegalStateException(type.getName() + " does not say where it was loaded from");
    }

    private static Set<Path> mappedFiles() {
        Set<Path> files = new LinkedHashSet<>();
        try {
            for (String line : Files.readAllLines(MAPS)) {
                int path = line.indexOf('/');
                if (path >= 0 && line.contains(".so")) {
                    files.add(Path.of(line.substring(path)));
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(MAPS + " cannot be read: decoder processes need Linux", e);
        }
        return files;
    }
}
