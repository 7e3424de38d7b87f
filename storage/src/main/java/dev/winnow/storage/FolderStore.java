package dev.winnow.storage;

import dev.winnow.dataset.ContentHash;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An image store in a plain folder: content {@code abcd…} is the file {@code blobs/sha256/ab/cd/abcd…} below the root.
 *
 * <p>Bytes are written to a file in {@code staging} and renamed into place, so that a blob is there whole or not at all and
 * any number of processes can share the folder. A rename survives the end of the process, however it ends. It survives the
 * loss of power only with {@code fsync}; without, the newest blobs may be missing or short then, which {@link #read} notices
 * and putting the same bytes again repairs.
 *
 * <p>Nothing touches the disk before the first use.
 */
public final class FolderStore implements ImageStore {
    /** What a killed process left in {@code staging} is removed when it is older than this. */
    static final Duration STAGING_AGE = Duration.ofDays(1);

    private final Path root;
    private final Path blobs;
    private final Path staging;
    private final Path discarded;
    private final boolean fsync;
    private final String stagingPrefix = HexFormat.of().toHexDigits(new SecureRandom().nextLong());
    private final AtomicLong staged = new AtomicLong();

    /**
     * By the first four hex digits of a hash, whether its folder was seen. Threads race here without harm: who misses another's
     * write asks the file system once more.
     */
    private final boolean[] knownFolders = new boolean[1 << 16];

    /** A store that leaves it to the operating system when bytes reach the disk. */
    public FolderStore(Path root) {
        this(root, false);
    }

    /** @param fsync whether a put returns only when the bytes are on the disk; costs milliseconds a put */
    public FolderStore(Path root, boolean fsync) {
        this.root = root.toAbsolutePath().normalize();
        this.blobs = this.root.resolve("blobs").resolve("sha256");
        this.staging = this.root.resolve("staging");
        this.discarded = this.root.resolve("discarded");
        this.fsync = fsync;
    }

    @Override
    public ContentHash put(byte[] bytes) throws IOException {
        ContentHash content = ContentHash.of(bytes);
        Path place = place(content);
        if (!holds(place, bytes)) {
            Path file = stage(out -> out.write(bytes));
            moveIntoPlace(file, content, place);
        }
        return content;
    }

    @Override
    public Stored put(InputStream bytes, long maxBytes) throws IOException {
        Stored[] copied = new Stored[1];
        Path file = stage(out -> copied[0] = HashingCopy.copy(bytes, out, maxBytes));
        Stored stored = copied[0];
        Path place = place(stored.content());
        if (holds(place, stored.bytes(), file)) {
            Files.delete(file);
        } else {
            moveIntoPlace(file, stored.content(), place);
        }
        return stored;
    }

    /**
     * {@inheritDoc}
     *
     * <p>The file and the blob are then one: who later writes into the file, rather than replacing it, breaks the blob, which
     * {@link #read} reports. A file that changes while it is linked is copied instead.
     */
    @Override
    public Stored link(Path file) throws IOException {
        // Through Files alone: a java.io.File made of the path would lose bytes of a name that is not in the locale's
        // encoding.
        Path real = file.toRealPath(); // a hard link to a symbolic link would be another symbolic link
        BasicFileAttributes before = Files.readAttributes(real, BasicFileAttributes.class);
        Stored stored;
        try (InputStream in = Files.newInputStream(real)) {
            stored = HashingCopy.copy(in, OutputStream.nullOutputStream(), Long.MAX_VALUE);
        }
        Path place = place(stored.content());
        if (holds(place, stored.bytes(), real)) {
            return stored;
        }
        if (!linkIntoPlace(real, stored.content(), place)) {
            return copyIn(real);
        }
        BasicFileAttributes after = Files.readAttributes(real, BasicFileAttributes.class);
        if (after.size() != stored.bytes() || !after.lastModifiedTime().equals(before.lastModifiedTime())) {
            Files.deleteIfExists(place);
            return copyIn(real);
        }
        return stored;
    }

    @Override
    public byte[] read(ContentHash content) throws IOException {
        Path place = place(content);
        byte[] bytes = found(content, () -> bytes(place));
        ContentHash found = ContentHash.of(bytes);
        if (!found.equals(content)) {
            throw new CorruptContentException(place.toString(), found);
        }
        return bytes;
    }

    private static byte[] bytes(Path place) throws IOException {
        try (FileInputStream in = new FileInputStream(place.toFile())) {
            return in.readAllBytes();
        } catch (FileNotFoundException e) {
            if (Files.notExists(place)) {
                throw new MissingContentException(place.toString());
            }
            throw new IOException("Cannot read " + place + ": " + reason(e), e);
        }
    }

    @FunctionalInterface
    private interface Reading<T> {
        T read() throws IOException;
    }

    /** Reads a content, which is put back first where it lies aside. */
    private <T> T found(ContentHash content, Reading<T> reading) throws IOException {
        try {
            return reading.read();
        } catch (MissingContentException e) {
            restore(content);
            return reading.read();
        }
    }

    @Override
    public boolean discard(ContentHash content) throws IOException {
        Path aside = aside(content);
        try {
            Files.createDirectories(discarded);
            Files.move(place(content), aside, StandardCopyOption.ATOMIC_MOVE);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    @Override
    public void restore(ContentHash content) throws IOException {
        Path aside = aside(content);
        Path place = place(content);
        if (!aside.toFile().isFile()) {
            return;
        }
        Files.createDirectories(place.getParent());
        try {
            Files.move(aside, place, StandardCopyOption.ATOMIC_MOVE); // where it was put meanwhile, with the same bytes
        } catch (NoSuchFileException e) {
            if (!contains(content) && aside.toFile().isFile()) {
                throw e;
            }
        }
    }

    @Override
    public void purge(ContentHash content) throws IOException {
        Files.deleteIfExists(aside(content));
    }

    private Path aside(ContentHash content) {
        return discarded.resolve(content.hex());
    }

    @Override
    public long length(ContentHash content) throws IOException {
        Path place = place(content);
        return found(content, () -> {
            try {
                return Files.size(place);
            } catch (NoSuchFileException e) {
                throw new MissingContentException(place.toString());
            }
        });
    }

    @Override
    public InputStream open(ContentHash content, long offset, long length) throws IOException {
        Path place = place(content);
        FileChannel channel = found(content, () -> {
            try {
                return FileChannel.open(place, StandardOpenOption.READ);
            } catch (NoSuchFileException e) {
                throw new MissingContentException(place.toString());
            }
        });
        try {
            channel.position(offset);
            return new FirstBytes(Channels.newInputStream(channel), length);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public boolean contains(ContentHash content) {
        return place(content).toFile().isFile();
    }

    /** Makes the store's folders, writes a file and removes it, and removes what killed processes left in {@code staging}. */
    @Override
    public void check() throws IOException {
        try {
            Files.createDirectories(blobs);
            Files.createDirectories(staging);
            Files.delete(stage(out -> out.write(0)));
            removeLeftovers();
        } catch (IOException e) {
            throw new IOException(
                    "store.folder.path is " + root + ", which cannot be written to (" + reason(e)
                            + "): give a folder that this user may write to",
                    e);
        }
    }

    @Override
    public String toString() {
        return "folder " + root;
    }

    /** Where the content lies or would lie. */
    Path place(ContentHash content) {
        return blobs.resolve(content.path());
    }

    /** Whether the blob is there with these bytes. */
    private static boolean holds(Path place, byte[] bytes) {
        if (!hasLength(place, bytes.length)) {
            return false;
        }
        try {
            return Arrays.equals(Files.readAllBytes(place), bytes);
        } catch (IOException e) {
            return false; // it is written again, which says what is wrong where something is
        }
    }

    /** Whether the blob is there with the file's bytes. A file that is the blob by a hard link was read to know its hash. */
    private static boolean holds(Path place, long length, Path file) {
        if (!hasLength(place, length)) {
            return false;
        }
        try {
            return Files.mismatch(place, file) < 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** One system call and, unlike {@link Files}, no exception where there is no file, which is the usual case. */
    private static boolean hasLength(Path place, long length) {
        File file = place.toFile();
        return length == 0 ? file.isFile() && file.length() == 0 : file.length() == length;
    }

    @FunctionalInterface
    private interface Writing {
        void to(OutputToDisk out) throws IOException;
    }

    /** Writes a staging file; leaves none behind where that fails. */
    private Path stage(Writing writing) throws IOException {
        Path file = staging.resolve(stagingPrefix + '-' + staged.getAndIncrement());
        try (OutputToDisk out = open(file)) {
            writing.to(out);
            if (fsync) {
                out.getFD().sync();
            }
        } catch (IOException | RuntimeException e) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException again) {
                e.addSuppressed(again);
            }
            throw e;
        }
        return file;
    }

    private OutputToDisk open(Path file) throws IOException {
        try {
            return new OutputToDisk(file);
        } catch (FileNotFoundException e) {
            Files.createDirectories(staging); // where it was missing; another thread may have made it since
            try {
                return new OutputToDisk(file);
            } catch (FileNotFoundException again) {
                throw new IOException("Cannot write " + file + ": " + reason(again), again);
            }
        }
    }

    private void moveIntoPlace(Path file, ContentHash content, Path place) throws IOException {
        try {
            makeFolder(content, place);
            try {
                Files.move(file, place, StandardCopyOption.ATOMIC_MOVE);
            } catch (NoSuchFileException e) { // someone removed the folder since
                Files.createDirectories(place.getParent());
                Files.move(file, place, StandardCopyOption.ATOMIC_MOVE);
            }
            if (fsync) {
                syncFolder(place.getParent());
            }
        } catch (IOException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    /** Returns false where a blob of another length is in the way, or the file system or its rules do not allow the link. */
    private boolean linkIntoPlace(Path file, ContentHash content, Path place) throws IOException {
        makeFolder(content, place);
        try {
            Files.createLink(place, file);
        } catch (UnsupportedOperationException | FileSystemException e) {
            return false;
        }
        if (fsync) {
            syncFile(place);
            syncFolder(place.getParent());
        }
        return true;
    }

    private Stored copyIn(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return put(in, Long.MAX_VALUE);
        }
    }

    private void makeFolder(ContentHash content, Path place) throws IOException {
        int prefix = HexFormat.fromHexDigits(content.hex(), 0, 4);
        if (knownFolders[prefix]) {
            return;
        }
        Path folder = place.getParent();
        if (!folder.toFile().mkdir()) { // there already, or its parent is missing
            Files.createDirectories(folder);
        }
        if (fsync) {
            syncFolder(folder.getParent());
            syncFolder(folder.getParent().getParent());
        }
        knownFolders[prefix] = true;
    }

    private static void syncFile(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Makes the names in a folder durable; POSIX systems open folders for that. */
    private static void syncFolder(Path folder) throws IOException {
        syncFile(folder);
    }

    private void removeLeftovers() throws IOException {
        Instant limit = Instant.now().minus(STAGING_AGE);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(staging)) {
            for (Path file : files) {
                if (file.toFile().lastModified() < limit.toEpochMilli()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private static String reason(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        boolean bare = e instanceof FileSystemException failed && failed.getReason() == null; // its message is the path
        return bare ? e.getClass().getSimpleName() : e.getMessage();
    }

    /** A file being written, whose failures name it. Unlike a channel it keeps no native buffer of the image's size afterwards. */
    private static final class OutputToDisk extends FileOutputStream {
        private final Path file;

        OutputToDisk(Path file) throws FileNotFoundException {
            super(file.toFile());
            this.file = file;
        }

        @Override
        public void write(byte[] bytes) throws IOException {
            write(bytes, 0, bytes.length);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                super.write(bytes, offset, length);
            } catch (IOException e) {
                throw new IOException("Cannot write " + file + ": " + e.getMessage(), e);
            }
        }
    }
}
