package dev.winnow.formats.release;

import dev.winnow.dataset.ContentHash;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Compares a folder with the lock in it. */
public final class LockCheck {
    private static final Pattern LINE = Pattern.compile("([0-9a-f]{64})  (.+)");

    private LockCheck() {}

    /** What is wrong with a file. Names are a contract. */
    public enum Trouble {
        MISSING("is in the lock and not in the folder"),
        CHANGED("has other bytes than the lock states"),
        ADDED("is in the folder and not in the lock");

        private final String sentence;

        Trouble(String sentence) {
            this.sentence = sentence;
        }

        /** Goes behind the file's path. */
        public String sentence() {
            return sentence;
        }
    }

    /** A file that is not as the lock states. */
    public record Difference(String path, Trouble trouble) {}

    /** How much was compared. */
    public record Report(long files, long differences) {}

    /**
     * Reads every file of the folder.
     *
     * @param sink takes each difference: first those in the lock's order, then files that were added, by name
     * @throws IOException when a file cannot be read
     * @throws IllegalArgumentException when the folder has no lock, or one that is none
     */
    public static Report check(Path folder, Consumer<Difference> sink) throws IOException {
        Path lock = folder.resolve(LockedSink.LOCK);
        if (!Files.isRegularFile(lock)) {
            throw new IllegalArgumentException(
                    folder + " has no " + LockedSink.LOCK + ": expected the folder of an export");
        }
        Set<String> listed = new HashSet<>();
        long differences = 0;
        try (BufferedReader lines = Files.newBufferedReader(lock)) {
            int number = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                if (line.startsWith("#") || line.isEmpty()) {
                    continue;
                }
                Matcher entry = LINE.matcher(line);
                Path file = entry.matches() ? folder.resolve(entry.group(2)).normalize() : null;
                if (file == null || !file.startsWith(folder.normalize())) {
                    throw new IllegalArgumentException(lock + " has in line " + number
                            + " no hash and path: expected 64 hex digits, two blanks, and a path in the folder");
                }
                listed.add(entry.group(2));
                if (!Files.isRegularFile(file)) {
                    differences++;
                    sink.accept(new Difference(entry.group(2), Trouble.MISSING));
                } else if (!hash(file).equals(entry.group(1))) {
                    differences++;
                    sink.accept(new Difference(entry.group(2), Trouble.CHANGED));
                }
            }
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                String path = folder.relativize(file).toString().replace('\\', '/');
                if (!path.equals(LockedSink.LOCK) && !listed.contains(path)) {
                    differences++;
                    sink.accept(new Difference(path, Trouble.ADDED));
                }
            }
        }
        return new Report(listed.size(), differences);
    }

    private static String hash(Path file) throws IOException {
        MessageDigest digest = ContentHash.sha256();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return ContentHash.of(digest).hex();
    }
}
