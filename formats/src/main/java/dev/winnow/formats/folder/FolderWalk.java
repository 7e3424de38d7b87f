package dev.winnow.formats.folder;

import dev.winnow.dataset.SourceKeys;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Goes through the files of a folder and the folders below it, in the order of their source keys (by UTF-16 code unit, so
 * that every machine has one order). Holds the names of one folder per level at a time, not those of all.
 *
 * <p>Symbolic links are followed, to files and to folders, but never into a folder that the walk is inside of. Files and folders
 * whose names start with a dot are passed over, and so are state folders of Winnow. What cannot be taken is reported and the walk
 * goes on.
 */
public final class FolderWalk {
    /** The file by which a folder is known as one in which Winnow keeps its state. */
    public static final String STATE_MARKER = "winnow-state";

    private final Visitor visitor;
    private final Map<Obstacle, Long> obstacles = new EnumMap<>(Obstacle.class);

    /** The real folders from the root to where the walk is. */
    private final Deque<Object> inside = new ArrayDeque<>();

    private long files;
    private long hidden;

    private FolderWalk(Visitor visitor) {
        this.visitor = visitor;
    }

    /** Hears what a walk finds. What it throws ends the walk. */
    public interface Visitor {

        /**
         * A file that may be read.
         *
         * @param file to open through {@link Files}: a {@link java.io.File} made of it may lose bytes of its name
         * @param source its path below the root as a source key, with {@code /} between folders
         * @throws IOException to end the walk
         */
        void file(Path file, String source) throws IOException;

        /**
         * Something that is not taken, and a sentence on what it is and what to do.
         *
         * @throws IOException to end the walk
         */
        void obstacle(Path path, Obstacle obstacle, String sentence) throws IOException;
    }

    /** Why something in a folder is not taken. */
    public enum Obstacle {
        /** A symbolic link into a folder that the walk is inside of, or to itself. */
        LOOP,
        /** A symbolic link to nothing. */
        BROKEN_LINK,
        /** A file or folder that this user may not read, or that the disk does not give. */
        UNREADABLE,
        /** A pipe, socket or device. */
        NOT_A_FILE,
        /** A folder in which Winnow keeps its state: the images in it were taken from elsewhere. Nothing is lost. */
        STATE_FOLDER,
        /** A path that is no {@linkplain SourceKeys source key that is taken}, or is not UTF-8. */
        UNUSABLE_NAME;

        /** Whether somebody may miss what is not taken. */
        public boolean losesImages() {
            return this != STATE_FOLDER;
        }
    }

    /**
     * What a walk came to.
     *
     * @param hidden files and folders whose names start with a dot; a folder counts once
     * @param obstacles how many there were; none is 0
     */
    public record Outcome(long files, long hidden, Map<Obstacle, Long> obstacles) {
        public Outcome {
            EnumMap<Obstacle, Long> copy = new EnumMap<>(Obstacle.class);
            for (Obstacle obstacle : Obstacle.values()) {
                copy.put(obstacle, obstacles.getOrDefault(obstacle, 0L));
            }
            obstacles = Collections.unmodifiableMap(copy);
        }
    }

    /** Whether Winnow keeps its state in a folder. The marker is not opened: that could release a lock of its owner. */
    public static boolean isStateFolder(Path folder) {
        return Files.exists(folder.resolve(STATE_MARKER));
    }

    /** @throws IOException when the root itself cannot be read, with a sentence, or when the visitor throws it */
    public static Outcome walk(Path root, Visitor visitor) throws IOException {
        FolderWalk walk = new FolderWalk(visitor);
        List<Entry> entries;
        try {
            walk.inside.push(identity(root, Files.readAttributes(root, BasicFileAttributes.class)));
            entries = walk.entriesOf(root);
        } catch (NoSuchFileException e) {
            throw new IOException("There is no folder " + root + ": check the path", e);
        } catch (NotDirectoryException e) {
            throw new IOException(root + " is a file, not a folder: give the folder it lies in", e);
        } catch (IOException e) {
            throw new IOException("The folder " + root + " cannot be read (" + reason(e) + "): allow this user to", e);
        }
        walk.visit(entries, "");
        return new Outcome(walk.files, walk.hidden, walk.obstacles);
    }

    /**
     * Something in a folder, after symbolic links.
     *
     * @param name decoded from UTF-8, or null where it is not UTF-8
     * @param attributes null where they cannot be read, for the reason in {@code failure}
     */
    private record Entry(Path path, String name, BasicFileAttributes attributes, IOException failure) {

        /** With this, walking folders in order of their keys comes to all files in order of their source keys. */
        String key() {
            String text = name != null ? name : path.getFileName().toString();
            return attributes != null && attributes.isDirectory() ? text + '/' : text;
        }
    }

    private List<Entry> entriesOf(Path folder) throws IOException {
        List<Entry> entries = new ArrayList<>();
        try (DirectoryStream<Path> paths = Files.newDirectoryStream(folder)) {
            for (Path path : paths) {
                if (path.getFileName().toString().startsWith(".")) {
                    hidden++;
                    continue;
                }
                String name = nameOf(path);
                try {
                    entries.add(new Entry(path, name, Files.readAttributes(path, BasicFileAttributes.class), null));
                } catch (IOException e) {
                    entries.add(new Entry(path, name, null, e));
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        entries.sort(Comparator.comparing(Entry::key));
        return entries;
    }

    private void visit(List<Entry> entries, String prefix) throws IOException {
        for (Entry entry : entries) {
            if (entry.attributes() == null) {
                unreachable(entry);
            } else if (entry.name() == null) {
                obstacle(
                        entry.path(),
                        Obstacle.UNUSABLE_NAME,
                        entry.path() + " has a name that is not UTF-8: rename it");
            } else if (entry.attributes().isDirectory()) {
                enter(entry, prefix + entry.name() + '/');
            } else if (entry.attributes().isRegularFile()) {
                take(entry, prefix + entry.name());
            } else {
                obstacle(
                        entry.path(),
                        Obstacle.NOT_A_FILE,
                        entry.path() + " is neither file nor folder: it is passed over");
            }
        }
    }

    private void enter(Entry folder, String prefix) throws IOException {
        if (isStateFolder(folder.path())) {
            obstacle(
                    folder.path(),
                    Obstacle.STATE_FOLDER,
                    folder.path() + " is a state folder of Winnow: it is passed over");
            return;
        }
        Object identity;
        List<Entry> entries;
        try {
            identity = identity(folder.path(), folder.attributes());
            entries = inside.contains(identity) ? null : entriesOf(folder.path());
        } catch (IOException e) {
            unreadable(folder.path(), e);
            return;
        }
        if (entries == null) {
            obstacle(
                    folder.path(),
                    Obstacle.LOOP,
                    folder.path() + " links to a folder that it lies in: it is not followed");
            return;
        }
        inside.push(identity);
        visit(entries, prefix);
        inside.pop();
    }

    private void take(Entry file, String path) throws IOException {
        String source;
        try {
            source = SourceKeys.of(path);
        } catch (IllegalArgumentException e) {
            obstacle(file.path(), Obstacle.UNUSABLE_NAME, file.path() + " cannot be taken. " + e.getMessage());
            return;
        }
        if (!Files.isReadable(file.path())) {
            obstacle(
                    file.path(),
                    Obstacle.UNREADABLE,
                    file.path() + " cannot be read (permission denied): allow this user to");
            return;
        }
        files++;
        visitor.file(file.path(), source);
    }

    private void unreachable(Entry entry) throws IOException {
        Path path = entry.path();
        if (!Files.isSymbolicLink(path)) {
            if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) { // otherwise it was removed meanwhile
                unreadable(path, entry.failure());
            }
        } else if (entry.failure() instanceof NoSuchFileException) {
            obstacle(
                    path,
                    Obstacle.BROKEN_LINK,
                    path + " links to " + Files.readSymbolicLink(path) + ", which is not there");
        } else if (leadsToItself(path)) {
            obstacle(path, Obstacle.LOOP, path + " links to itself: it is not followed");
        } else {
            unreadable(path, entry.failure());
        }
    }

    private void unreadable(Path path, IOException e) throws IOException {
        obstacle(path, Obstacle.UNREADABLE, path + " cannot be read (" + reason(e) + "): allow this user to");
    }

    private void obstacle(Path path, Obstacle obstacle, String sentence) throws IOException {
        obstacles.merge(obstacle, 1L, Long::sum);
        visitor.obstacle(path, obstacle, sentence);
    }

    /** What two paths to one folder have in common. */
    private static Object identity(Path folder, BasicFileAttributes attributes) throws IOException {
        return attributes.fileKey() != null ? attributes.fileKey() : folder.toRealPath();
    }

    /**
     * The last name of a path, or null where its bytes are not UTF-8. {@link Path#toString} decodes names as the process's locale
     * says, which loses all but ASCII under {@code LANG=C}; a URI spells out the bytes.
     */
    private static String nameOf(Path path) {
        String decoded = path.getFileName().toString();
        if (decoded.chars().allMatch(c -> c < 0x80)) {
            return decoded;
        }
        String escaped = path.toUri().getRawPath();
        int end = escaped.endsWith("/") ? escaped.length() - 1 : escaped.length();
        ByteBuffer bytes = ByteBuffer.allocate(end);
        for (int i = escaped.lastIndexOf('/', end - 1) + 1; i < end; i++) {
            if (escaped.charAt(i) == '%') {
                bytes.put((byte) HexFormat.fromHexDigits(escaped, i + 1, i + 3));
                i += 2;
            } else {
                bytes.put((byte) escaped.charAt(i));
            }
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private static boolean leadsToItself(Path link) throws IOException {
        Set<Path> seen = new HashSet<>();
        Path at = link;
        while (Files.isSymbolicLink(at)) {
            if (!seen.add(at)) {
                return true;
            }
            at = at.resolveSibling(Files.readSymbolicLink(at)).normalize();
        }
        return false;
    }

    private static String reason(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        boolean bare = e instanceof FileSystemException failed && failed.getReason() == null; // its message is the path
        return bare ? e.getClass().getSimpleName() : e.getMessage();
    }
}
