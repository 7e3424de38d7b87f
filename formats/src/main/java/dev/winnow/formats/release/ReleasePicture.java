package dev.winnow.formats.release;

import dev.winnow.dataset.ContentHash;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/**
 * The picture of an item in a release: the original, or what was prepared of it.
 *
 * @param hash of its bytes
 * @param mediaType such as {@code image/jpeg}
 * @param bytes how many there are
 * @param width upright, in pixels
 * @param height upright, in pixels
 * @param source of the bytes
 */
public record ReleasePicture(ContentHash hash, String mediaType, long bytes, int width, int height, Source source) {
    public ReleasePicture {
        Objects.requireNonNull(hash, "hash");
        Objects.requireNonNull(mediaType, "mediaType");
        Objects.requireNonNull(source, "source");
        if (width < 1 || height < 1 || bytes < 1) {
            throw new IllegalArgumentException(
                    "A picture has pixels and bytes, not " + width + "x" + height + " in " + bytes + " bytes");
        }
    }

    /** Gives a picture's bytes. Called once or more, by one thread at a time. */
    @FunctionalInterface
    public interface Source {
        /**
         * A new stream from the first byte on, which the caller closes.
         *
         * @throws IOException when the bytes cannot be read
         */
        InputStream open() throws IOException;
    }

    /**
     * All bytes at once, for formats that hold pictures inside of records.
     *
     * @throws IOException also where there are more or fewer than stated
     */
    public byte[] readAll() throws IOException {
        try (InputStream in = source.open()) {
            byte[] all = in.readNBytes(Math.toIntExact(bytes));
            if (all.length != bytes || in.read() >= 0) {
                throw new IOException(
                        "Content " + hash + " does not have the " + bytes + " bytes that its release states");
            }
            return all;
        }
    }

    /**
     * Writes the picture as a file.
     *
     * @throws IOException when the bytes cannot be read or written
     */
    public void writeTo(FileSink sink, String path) throws IOException {
        try (InputStream in = source.open()) {
            sink.file(path, bytes, in);
        }
    }

    /** The usual extension of files of this type, without a dot. */
    public String extension() {
        return switch (mediaType) {
            case "image/jpeg" -> "jpg";
            case "image/png" -> "png";
            case "image/webp" -> "webp";
            case "image/gif" -> "gif";
            case "image/bmp" -> "bmp";
            case "image/tiff" -> "tif";
            case "image/x-portable-anymap" -> "ppm";
            default -> "bin";
        };
    }
}
