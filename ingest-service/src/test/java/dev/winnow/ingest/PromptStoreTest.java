package dev.winnow.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.winnow.dataset.ContentHash;
import dev.winnow.ingest.PromptStore.StoreLateException;
import dev.winnow.storage.ImageStore;
import dev.winnow.storage.ImageStore.Stored;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PromptStoreTest {
    private final CountDownLatch back = new CountDownLatch(1);
    private PromptStore prompt;

    @AfterEach
    void close() {
        back.countDown();
        prompt.close();
    }

    @Test
    void aStoreThatHangsIsGivenUp() {
        prompt = new PromptStore(new Slow() {
            @Override
            public Stored put(InputStream bytes, long maxBytes) throws IOException {
                byte[] all = bytes.readAllBytes();
                await(back);
                return new Stored(ContentHash.of(all), all.length);
            }
        });

        assertThatThrownBy(() -> prompt.put(new ByteArrayInputStream(new byte[3]), 10))
                .isInstanceOf(StoreLateException.class);
    }

    @Test
    void anUploaderThatIsSlowIsWaitedFor() throws IOException {
        prompt = new PromptStore(new Slow());
        long patience = PromptStore.PATIENCE.toMillis();
        InputStream slow = new InputStream() {
            private final long end = System.nanoTime() + (patience + 1_500) * 1_000_000;
            private boolean over;

            @Override
            public int read() throws IOException {
                if (over) {
                    return -1;
                }
                over = true;
                try {
                    back.await(end - System.nanoTime(), java.util.concurrent.TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                return 7;
            }
        };

        assertThat(prompt.put(slow, 10).bytes()).isEqualTo(1);
    }

    @Test
    void whatTheStoreSaysIsPassedOn() {
        prompt = new PromptStore(new Slow() {
            @Override
            public Stored put(InputStream bytes, long maxBytes) throws IOException {
                throw new TooLargeException(maxBytes);
            }
        });

        assertThatThrownBy(() -> prompt.put(InputStream.nullInputStream(), 10))
                .isInstanceOf(ImageStore.TooLargeException.class);
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    /** Keeps nothing. */
    private static class Slow implements ImageStore {
        @Override
        public ContentHash put(byte[] bytes) {
            return ContentHash.of(bytes);
        }

        @Override
        public Stored put(InputStream bytes, long maxBytes) throws IOException {
            byte[] all = bytes.readAllBytes();
            return new Stored(ContentHash.of(all), all.length);
        }

        @Override
        public Stored link(Path file) {
            throw new UnsupportedOperationException();
        }

        @Override
        public byte[] read(ContentHash content) {
            return new byte[0];
        }

        @Override
        public boolean contains(ContentHash content) {
            return false;
        }

        @Override
        public void check() {}
    }
}
