package dev.winnow.imaging;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * OpenCV's libraries as an earlier process unpacked them. JavaCPP compares each of a hundred files with its jar at each start, which takes a
 * second; loading the thirty that are needed takes a twentieth of that.
 *
 * <p>A list beside the unpacked libraries names them with their sizes and times. It counts while all of them are as listed and OpenCV's own
 * library has the size that the jar on the class path gives it. Everything else is left to JavaCPP. Linux only.
 */
final class UnpackedLibraries {
    private static final String LIST = "winnow-libraries.txt";
    private static final String MAIN = "libopencv_java.so";
    private static final Path MAPS = Path.of("/proc/self/maps");

    private final Path list;
    private final long mainBytes;

    private UnpackedLibraries(Path list, long mainBytes) {
        this.list = list;
        this.mainBytes = mainBytes;
    }

    /**
     * @param anchor a class of the jars that bring the libraries
     * @return null where there can be none
     */
    static UnpackedLibraries of(Class<?> anchor) {
        String cache = System.getProperty("org.bytedeco.javacpp.cachedir");
        return of(
                anchor, cache == null ? Path.of(System.getProperty("user.home"), ".javacpp", "cache") : Path.of(cache));
    }

    /** @param cache where JavaCPP unpacks to */
    static UnpackedLibraries of(Class<?> anchor, Path cache) {
        try {
            URL library = anchor.getResource("/org/bytedeco/opencv/linux-x86_64/" + MAIN);
            if (!Files.isReadable(MAPS)
                    || library == null
                    || !(library.openConnection() instanceof JarURLConnection connection)) {
                return null;
            }
            Path jar = Path.of(connection.getJarFileURL().toURI()).getFileName();
            return new UnpackedLibraries(cache.resolve(jar).resolve(LIST), connection.getContentLengthLong());
        } catch (IOException | java.net.URISyntaxException | IllegalArgumentException e) {
            return null;
        }
    }

    /** Loads the libraries, or says that they are not there as listed. */
    boolean load() {
        List<Path> libraries = new ArrayList<>();
        try {
            if (!Files.isReadable(list)) {
                return false;
            }
            boolean main = false;
            for (String line : Files.readAllLines(list, StandardCharsets.UTF_8)) {
                Path library = Path.of(line.substring(line.indexOf('/')));
                if (!line.equals(line(library))) {
                    return false;
                }
                main |= library.endsWith(MAIN) && Files.size(library) == mainBytes;
                libraries.add(library);
            }
            if (!main) {
                return false;
            }
            return loadAll(libraries);
        } catch (IOException | RuntimeException e) {
            return false; // JavaCPP unpacks and loads what is missing
        }
    }

    /** The linker finds what a library depends on only where that is loaded: those that come too early are tried once more. */
    private static boolean loadAll(List<Path> libraries) {
        List<Path> waiting = libraries;
        while (!waiting.isEmpty()) {
            List<Path> early = new ArrayList<>();
            for (Path library : waiting) {
                try {
                    System.load(library.toString());
                } catch (UnsatisfiedLinkError e) {
                    early.add(library);
                }
            }
            if (early.size() == waiting.size()) {
                return false;
            }
            waiting = early;
        }
        return true;
    }

    Path list() {
        return list;
    }

    /** Lists what this process has loaded, for the next one. What fails here costs that one a second. */
    void write() {
        try {
            List<String> lines = new ArrayList<>();
            for (Path library : mapped()) {
                lines.add(0, line(library)); // a library is mapped below what it depends on
            }
            Path part = Files.createTempFile(list.getParent(), LIST, ".part");
            Files.write(part, lines, StandardCharsets.UTF_8);
            Files.move(part, list, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException | RuntimeException e) {
            // a folder that cannot be written to
        }
    }

    /** The libraries of this process that lie in the cache, JavaCPP's own left out. */
    private List<Path> mapped() throws IOException {
        String cache = list.getParent().getParent().toRealPath() + "/";
        try (Stream<String> maps = Files.lines(MAPS)) {
            return maps.filter(line -> line.contains(cache))
                    .map(line -> Path.of(line.substring(line.indexOf('/'))))
                    .filter(path -> !path.getFileName().toString().startsWith("libjni"))
                    .distinct()
                    .toList();
        }
    }

    private static String line(Path library) throws IOException {
        return Files.size(library) + " " + Files.getLastModifiedTime(library).toMillis() + " " + library;
    }
}
