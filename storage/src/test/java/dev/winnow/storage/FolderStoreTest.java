package dev.winnow.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.winnow.dataset.ContentHash;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderStoreTest implements ImageStoreContract {
    @TempDir
    Path folder;

    private Path root;
    private FolderStore store;

    @BeforeEach
    void open() {
        root = folder.resolve("a store/ü 🐦");
        store = new FolderStore(root);
    }

    @Override
    public ImageStore store() {
        return store;
    }

    @Override
    public void overwrite(ContentHash content, byte[] bytes) throws IOException {
        Files.write(store.place(content), bytes);
    }

    @Override
    public List<String> names() throws IOException {
        if (!Files.exists(root)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> root.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void makingAStoreTouchesNoDisk() {
        assertThat(root).doesNotExist();
    }

    @Test
    void syncedPutsReadBackLikeOthers() throws IOException {
        FolderStore synced = new FolderStore(root, true);
        byte[] image = ImageStoreContract.drawn(20, 10_000);
        Path file = Files.write(folder.resolve("linked.jpg"), ImageStoreContract.drawn(21, 10_000));

        assertThat(synced.read(synced.put(image))).isEqualTo(image);
        assertThat(synced.read(synced.link(file).content())).isEqualTo(Files.readAllBytes(file));
    }

    @Test
    void aLinkSharesTheFilesDiskSpace() throws IOException {
        Path file = Files.write(folder.resolve("photo.jpg"), ImageStoreContract.drawn(22, 10_000));

        ContentHash content = store.link(file).content();

        assertThat(Files.getAttribute(store.place(content), "unix:ino"))
                .isEqualTo(Files.getAttribute(file, "unix:ino"));
    }

    @Test
    void aFileOnAnotherFileSystemIsCopied() throws IOException {
        Path elsewhere = Path.of("/dev/shm");
        assumeTrue(
                Files.isWritable(elsewhere) && !Files.getFileStore(elsewhere).equals(Files.getFileStore(folder)),
                "no second file system at /dev/shm");
        Path file = Files.createTempFile(elsewhere, "winnow-", ".jpg");
        try {
            Files.write(file, ImageStoreContract.drawn(23, 10_000));
            assertThat(store.read(store.link(file).content())).isEqualTo(Files.readAllBytes(file));
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void aBlobCutShortByALossOfPowerIsWrittenAgain() throws IOException {
        byte[] image = ImageStoreContract.drawn(24, 10_000);
        Path file = Files.write(folder.resolve("photo.jpg"), image);
        ContentHash content = store.put(image);

        overwrite(content, new byte[0]);
        store.put(image);
        assertThat(store.read(content)).isEqualTo(image);

        overwrite(content, new byte[4096]);
        store.put(new ByteArrayInputStream(image), image.length);
        assertThat(store.read(content)).isEqualTo(image);

        overwrite(content, new byte[1]);
        store.link(file);
        assertThat(store.read(content)).isEqualTo(image);
    }

    @Test
    void aFolderRemovedMeanwhileIsMadeAgain() throws IOException {
        byte[] image = ImageStoreContract.drawn(25, 10_000);
        ContentHash content = store.put(image);
        Files.delete(store.place(content));
        Files.delete(store.place(content).getParent());

        store.put(image);

        assertThat(store.read(content)).isEqualTo(image);
    }

    @Test
    void whatAKilledProcessLeftYesterdayIsRemovedAndNothingElse() throws IOException {
        store.check();
        Path staging = root.resolve("staging");
        Path old = Files.write(staging.resolve("old"), new byte[10]);
        Path fresh = Files.write(staging.resolve("fresh"), new byte[10]);
        Files.setLastModifiedTime(
                old, FileTime.from(Instant.now().minus(FolderStore.STAGING_AGE).minusSeconds(60)));

        new FolderStore(root).check();

        assertThat(old).doesNotExist();
        assertThat(fresh).exists();
    }

    @Test
    void aRootThatIsAFileIsRefusedByName() throws IOException {
        Path file = Files.createFile(folder.resolve("not-a-folder"));

        assertThatThrownBy(() -> new FolderStore(file).check())
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("store.folder.path is " + file + ", which cannot be written to (")
                .hasMessageEndingWith("): give a folder that this user may write to");
    }

    @Test
    void aFolderThatNobodyMayWriteToIsRefusedByName() {
        Path readOnly = Path.of("/proc/winnow"); // not even root may make files there
        assumeTrue(Files.isDirectory(Path.of("/proc/self")), "no /proc here");

        assertThatThrownBy(() -> new FolderStore(readOnly).check())
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("store.folder.path is /proc/winnow, which cannot be written to (");
    }

    @Test
    void aFullDiskIsNamedAndLeavesNothing() throws Exception {
        Path small = Files.createDirectory(folder.resolve("small"));
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", small.toString()) == 0,
                "a small tmpfs can be mounted by root only");
        try {
            FolderStore full = new FolderStore(small);
            byte[] fits = ImageStoreContract.drawn(26, 300_000);
            ContentHash content = full.put(fits);

            assertThatThrownBy(() -> full.put(ImageStoreContract.drawn(27, 2_000_000)))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("Cannot write " + small)
                    .hasMessageEndingWith("No space left on device");
            assertThatThrownBy(() -> full.put(new DrawnStream(28, BIG), BIG))
                    .isInstanceOf(IOException.class)
                    .hasMessageEndingWith("No space left on device");

            assertThat(small.resolve("staging")).isEmptyDirectory();
            assertThat(full.read(content)).isEqualTo(fits);
            full.put(ImageStoreContract.drawn(29, 300_000));
        } finally {
            run("umount", small.toString());
        }
    }

    private static int run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            process.getInputStream().readAllBytes();
            return process.waitFor(30, TimeUnit.SECONDS) ? process.exitValue() : -1;
        } finally {
            process.destroyForcibly();
        }
    }
}
