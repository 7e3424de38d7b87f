package dev.winnow.storage;

import dev.winnow.dataset.ContentHash;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/**
 * Bytes under their own SHA-256, written once, never changed. Putting what is there already is a no-op, so that every write
 * can be repeated. What is there is compared byte by byte: where a disk lost or changed some, the put repairs them. Safe for use by several threads. Every method throws {@link IOException} where the store itself fails,
 * which says nothing about an image.
 */
public interface ImageStore {

    /**
     * Stores the bytes; when this returns they are there for every reader.
     *
     * @throws IOException when the store fails; what it holds is then whole or absent
     */
    ContentHash put(byte[] bytes) throws IOException;

    /**
     * Stores a stream to its end, with memory independent of its length.
     *
     * @param maxBytes more than this is an error
     * @throws TooLargeException when the stream holds more; nothing stays stored
     */
    Stored put(InputStream bytes, long maxBytes) throws IOException;

    /**
     * Takes a file in without copying its bytes where the store can: by hard link in a folder store on the same file system.
     * Elsewhere it copies.
     *
     * @throws IOException when the file cannot be read or the store fails
     */
    Stored link(Path file) throws IOException;

    /**
     * All bytes of a content, checked against the hash while they are read.
     *
     * @throws MissingContentException when nothing is stored under the hash
     * @throws CorruptContentException when the store returned other bytes
     */
    byte[] read(ContentHash content) throws IOException;

    /** @throws IOException when the store cannot answer, which does not mean that the content is missing */
    boolean contains(ContentHash content) throws IOException;

    /**
     * How many bytes a content has.
     *
     * @throws MissingContentException when nothing is stored under the hash
     */
    default long length(ContentHash content) throws IOException {
        return read(content).length;
    }

    /**
     * Part of a content as a stream, with memory independent of its length. A part cannot be checked against the hash.
     *
     * @param offset of the first byte, from 0
     * @param length in bytes; offset and length lie within the content
     * @throws MissingContentException when nothing is stored under the hash
     */
    default InputStream open(ContentHash content, long offset, long length) throws IOException {
        return new ByteArrayInputStream(read(content), Math.toIntExact(offset), Math.toIntExact(length));
    }

    /**
     * Takes a content out of use: {@link #contains} and a put no longer find it. It lies aside until it is {@linkplain #purge purged}, and
     * whoever reads it meanwhile puts it back. So bytes are not lost that somebody began to refer to at the same moment.
     *
     * @return whether it was there
     */
    default boolean discard(ContentHash content) throws IOException {
        throw new UnsupportedOperationException("This store keeps everything");
    }

    /** Puts a {@linkplain #discard discarded} content back; does nothing where none lies aside. */
    default void restore(ContentHash content) throws IOException {}

    /** Deletes a {@linkplain #discard discarded} content for good; does nothing where none lies aside. */
    default void purge(ContentHash content) throws IOException {}

    /** Fails with a sentence naming the key, the value and the remedy where the store cannot be used. */
    void check() throws IOException;

    /** What a put came to. */
    record Stored(ContentHash content, long bytes) {}

    /** More bytes than allowed. */
    final class TooLargeException extends IOException {
        private static final long serialVersionUID = 1;

        public TooLargeException(long maxBytes) {
            super("more than the allowed " + maxBytes + " bytes");
        }
    }

    /** Nothing is stored under the hash. */
    final class MissingContentException extends IOException {
        private static final long serialVersionUID = 1;

        public MissingContentException(String place) {
            super("Nothing is stored at " + place);
        }
    }

    /** The store returned other bytes than were put in. */
    final class CorruptContentException extends IOException {
        private static final long serialVersionUID = 1;

        public CorruptContentException(String place, ContentHash found) {
            super(place + " holds other bytes, with SHA-256 " + found.hex());
        }
    }
}
