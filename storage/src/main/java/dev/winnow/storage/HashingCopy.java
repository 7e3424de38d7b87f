package dev.winnow.storage;

import dev.winnow.dataset.ContentHash;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;

/** Copies a stream and learns its hash and length on the way. */
final class HashingCopy {
    private static final int BUFFER_BYTES = 1 << 16;

    private HashingCopy() {}

    /** @throws ImageStore.TooLargeException once more than {@code maxBytes} were read; that many at most are written */
    static ImageStore.Stored copy(InputStream in, OutputStream out, long maxBytes) throws IOException {
        MessageDigest digest = ContentHash.sha256();
        byte[] buffer = new byte[BUFFER_BYTES];
        long length = 0;
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            length += n;
            if (length > maxBytes) {
                throw new ImageStore.TooLargeException(maxBytes);
            }
            digest.update(buffer, 0, n);
            out.write(buffer, 0, n);
        }
        return new ImageStore.Stored(ContentHash.of(digest), length);
    }
}
