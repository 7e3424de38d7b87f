package dev.winnow.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.winnow.dataset.ContentHash;
import dev.winnow.storage.ImageStore.CorruptContentException;
import dev.winnow.storage.ImageStore.MissingContentException;
import dev.winnow.storage.ImageStore.Stored;
import dev.winnow.storage.ImageStore.TooLargeException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every image store keeps to. Each implementation's test runs all of it. */
interface ImageStoreContract {
    long BIG = 40L << 20;

    ImageStore store();

    /** Puts other bytes where the content lies, past the store. */
    void overwrite(ContentHash content, byte[] bytes) throws Exception;

    /** The names of everything stored, as paths below the store's root with {@code /}, sorted; unfinished files among them. */
    List<String> names() throws Exception;

    @Test
    default void aFreshStoreIsFitForUse() throws IOException {
        store().check();
        store().check();
    }

    @Test
    default void whatIsPutIsReadUnderItsSha256() throws IOException {
        byte[] image = drawn(1, 100_000);

        ContentHash content = store().put(image);

        assertThat(content).isEqualTo(ContentHash.of(image));
        assertThat(store().contains(content)).isTrue();
        assertThat(store().read(content)).isEqualTo(image);
    }

    @Test
    default void anEmptyFileIsAContentToo() throws IOException {
        ContentHash content = store().put(new byte[0]);

        assertThat(store().put(new byte[0])).isEqualTo(content);
        assertThat(store().put(InputStream.nullInputStream(), 10)).isEqualTo(new Stored(content, 0));
        assertThat(store().contains(content)).isTrue();
        assertThat(store().read(content)).isEmpty();
    }

    @Test
    default void aPartOfAContentIsStreamed() throws IOException {
        byte[] image = drawn(2, 300_000);
        ContentHash content = store().put(image);

        assertThat(store().length(content)).isEqualTo(300_000);
        for (long[] part : new long[][] {{0, 300_000}, {0, 1}, {299_999, 1}, {70_000, 200_000}, {5, 0}}) {
            try (InputStream in = store().open(content, part[0], part[1])) {
                assertThat(in.readAllBytes())
                        .isEqualTo(Arrays.copyOfRange(image, (int) part[0], (int) (part[0] + part[1])));
            }
        }
    }

    @Test
    default void whatIsNotStoredHasNeitherLengthNorParts() {
        ContentHash nothing = ContentHash.of(drawn(3, 10));

        assertThatThrownBy(() -> store().length(nothing)).isInstanceOf(MissingContentException.class);
        assertThatThrownBy(() -> store().open(nothing, 0, 1)).isInstanceOf(MissingContentException.class);
    }

    @Test
    default void aDiscardedContentIsOutOfUseUntilItIsPurged() throws Exception {
        byte[] image = drawn(31, 70_000);
        ContentHash content = store().put(image);

        assertThat(store().discard(content)).isTrue();
        assertThat(store().contains(content)).isFalse();
        assertThat(store().discard(content)).as("again").isFalse();
        store().purge(content);
        store().purge(content);

        assertThatThrownBy(() -> store().read(content)).isInstanceOf(MissingContentException.class);
        assertThat(names()).noneMatch(name -> name.contains(content.hex()));
        assertThat(store().put(image)).isEqualTo(content);
        assertThat(store().read(content)).isEqualTo(image);
    }

    @Test
    default void whoeverReadsADiscardedContentPutsItBack() throws Exception {
        byte[] image = drawn(32, 70_000);
        ContentHash content = store().put(image);

        store().discard(content);
        assertThat(store().read(content)).isEqualTo(image);
        assertThat(store().contains(content)).isTrue();
        store().discard(content);
        assertThat(store().length(content)).isEqualTo(70_000);
        store().discard(content);
        try (InputStream in = store().open(content, 10, 5)) {
            assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOfRange(image, 10, 15));
        }
        store().discard(content);
        store().restore(content);
        store().restore(content);
        store().purge(content);

        assertThat(store().contains(content)).as("purged without lying aside").isTrue();
    }

    @Test
    default void aContentThatIsPutAgainSurvivesThePurgeOfTheDiscardedOne() throws Exception {
        byte[] image = drawn(33, 70_000);
        ContentHash content = store().put(image);
        store().discard(content);

        store().put(image);
        store().purge(content);

        assertThat(store().read(content)).isEqualTo(image);
    }

    @Test
    default void contentLiesUnderAPathMadeOfItsHash() throws Exception {
        store().put("winnow".getBytes(StandardCharsets.UTF_8));

        assertThat(names())
                .containsExactly("blobs/sha256/f1/c0/f1c01ae726fd268ed10606d63225deced6528b0bd1d69417e21c792851d68447");
    }

    @Test
    default void puttingTheSameTwiceChangesNothing() throws Exception {
        byte[] image = drawn(2, 50_000);
        ContentHash content = store().put(image);
        List<String> names = names();

        assertThat(store().put(image)).isEqualTo(content);
        assertThat(store().put(new ByteArrayInputStream(image), image.length)).isEqualTo(new Stored(content, 50_000));

        assertThat(names()).isEqualTo(names);
        assertThat(store().read(content)).isEqualTo(image);
    }

    @Test
    default void aCorruptContentIsRepairedByPuttingItAgain(@TempDir Path folder) throws Exception {
        for (int length : new int[] {1, 10_000, 1_500_000, 6_000_000}) { // the last two go by a temporary file to S3
            byte[] image = drawn(length, length);
            Path file = Files.write(folder.resolve(length + ".jpg"), image);
            List<Callable<ContentHash>> puts = List.of(
                    () -> store().put(image),
                    () -> store().put(new ByteArrayInputStream(image), length).content(),
                    () -> store().link(file).content());
            byte[] flipped = image.clone();
            flipped[length / 2] ^= 0x40; // as a disk does it, the length stays
            for (Callable<ContentHash> put : puts) {
                for (byte[] others : List.of(flipped, drawn(7, length + 1), new byte[0])) {
                    ContentHash content = store().put(image);
                    overwrite(content, others);
                    assertThatThrownBy(() -> store().read(content)).isInstanceOf(CorruptContentException.class);

                    assertThat(put.call()).isEqualTo(content);

                    assertThat(store().read(content)).isEqualTo(image);
                    assertThat(Files.readAllBytes(file)).isEqualTo(image);
                }
            }
        }
        assertThat(names()).hasSize(4);
    }

    @Test
    default void aStreamIsStoredAndCounted() throws IOException {
        byte[] image = drawn(3, 70_001);

        Stored stored = store().put(new ByteArrayInputStream(image), 70_001);

        assertThat(stored).isEqualTo(new Stored(ContentHash.of(image), 70_001));
        assertThat(store().read(stored.content())).isEqualTo(image);
    }

    @Test
    default void aBigStreamIsStoredWhole() throws IOException {
        Stored stored = store().put(new DrawnStream(4, BIG), BIG);

        assertThat(stored.bytes()).isEqualTo(BIG);
        assertThat(stored.content()).isEqualTo(hashOf(new DrawnStream(4, BIG)));
        assertThat(ContentHash.of(store().read(stored.content()))).isEqualTo(stored.content());
        assertThat(store().put(new DrawnStream(4, BIG), BIG)).isEqualTo(stored);
    }

    @Test
    default void aStreamThatIsTooLargeLeavesNothing() throws Exception {
        assertThatThrownBy(() -> store().put(new DrawnStream(5, 1001), 1000))
                .isInstanceOf(TooLargeException.class)
                .hasMessage("more than the allowed 1000 bytes");
        assertThatThrownBy(() -> store().put(new DrawnStream(6, BIG), BIG - 1)).isInstanceOf(TooLargeException.class);

        assertThat(names()).isEmpty();
    }

    @Test
    default void aStreamThatBreaksOffLeavesNothing() throws Exception {
        for (long length : new long[] {1000, BIG}) {
            InputStream broken = new DrawnStream(7, length) {
                @Override
                void end() throws IOException {
                    throw new IOException("the uploader hung up");
                }
            };
            assertThatThrownBy(() -> store().put(broken, BIG)).hasMessageContaining("the uploader hung up");
        }

        assertThat(names()).isEmpty();
    }

    @Test
    default void aLinkedFileIsStoredAndStaysWhereItWas(@TempDir Path folder) throws IOException {
        byte[] image = drawn(8, 30_000);
        Path file = Files.write(folder.resolve("ein Bild ü 🐦.jpg"), image);
        Path alias = Files.createSymbolicLink(folder.resolve("alias.jpg"), file);

        Stored stored = store().link(alias);
        assertThat(store().link(file)).isEqualTo(stored);

        assertThat(stored).isEqualTo(new Stored(ContentHash.of(image), 30_000));
        assertThat(Files.readAllBytes(file)).isEqualTo(image);
        Files.delete(alias);
        Files.delete(file);
        assertThat(store().read(stored.content())).isEqualTo(image);
    }

    @Test
    default void whatWasNeverPutIsMissing() throws IOException {
        ContentHash content = ContentHash.of(drawn(9, 10));

        assertThat(store().contains(content)).isFalse();
        assertThatThrownBy(() -> store().read(content))
                .isInstanceOf(MissingContentException.class)
                .hasMessageContaining(content.hex());
    }

    @Test
    default void aFlippedByteIsNoticed() throws Exception {
        byte[] image = drawn(10, 20_000);
        ContentHash content = store().put(image);
        byte[] flipped = image.clone();
        flipped[12_345] ^= 1;

        overwrite(content, flipped);

        assertThatThrownBy(() -> store().read(content))
                .isInstanceOf(CorruptContentException.class)
                .hasMessageContaining(content.hex())
                .hasMessageContaining(ContentHash.of(flipped).hex());
    }

    @Test
    default void aMissingEndIsNoticed() throws Exception {
        ContentHash content = store().put(drawn(11, 20_000));

        overwrite(content, drawn(11, 19_999));

        assertThatThrownBy(() -> store().read(content)).isInstanceOf(CorruptContentException.class);
    }

    @Test
    default void manyThreadsPutTheSameAndAllSeeIt() throws Exception {
        byte[] image = drawn(12, 200_000);
        ContentHash content = ContentHash.of(image);
        Callable<byte[]> putAndRead = () -> store().read(store().put(image));
        Callable<byte[]> streamAndRead = () -> store().read(store().put(new ByteArrayInputStream(image), image.length)
                .content());
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<byte[]>> calls = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                calls.add(putAndRead);
                calls.add(streamAndRead);
            }
            for (Future<byte[]> read : threads.invokeAll(calls)) {
                assertThat(read.get()).isEqualTo(image);
            }
        } finally {
            threads.shutdown();
        }

        assertThat(names()).hasSize(1).allMatch(name -> name.endsWith(content.hex()));
    }

    static byte[] drawn(long seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static ContentHash hashOf(InputStream in) throws IOException {
        MessageDigest digest = ContentHash.sha256();
        byte[] buffer = new byte[8192];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            digest.update(buffer, 0, n);
        }
        return ContentHash.of(digest);
    }

    /** A stream of drawn bytes, the same however it is read, in pieces of a length that divides nothing, held nowhere. */
    class DrawnStream extends InputStream {
        private final byte[] pattern;
        private final long length;
        private long position;

        DrawnStream(long seed, long length) {
            this.pattern = drawn(seed, 7919);
            this.length = length;
        }

        /** What happens after the last byte. */
        void end() throws IOException {}

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int most) throws IOException {
            if (position == length) {
                end();
                return -1;
            }
            int start = (int) (position % pattern.length);
            int n = (int) Math.min(length - position, Math.min(most, pattern.length - start));
            System.arraycopy(pattern, start, buffer, offset, n);
            position += n;
            return n;
        }
    }
}
