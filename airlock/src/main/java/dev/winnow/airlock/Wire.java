package dev.winnow.airlock;

import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.ImageMetadata;
import dev.winnow.dataset.Issue;
import dev.winnow.dataset.Rejection;
import dev.winnow.dataset.spec.Limits;
import dev.winnow.imaging.Decoded;
import dev.winnow.imaging.Picture;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.List;
import java.util.Objects;

/**
 * What parent and child say to each other over two pipes.
 *
 * <pre>
 * child   hello    magic, version, network devices besides the loopback
 * parent  request  magic, number, length and bytes of {@link Request}, length and bytes of the file
 * child   answer   magic, number, kind, length and bytes of what the kind says; after a picture's: width, height,
 *                  whether it has alpha (one byte), its pixels
 * </pre>
 *
 * Integers are big-endian, four bytes. The parent believes the child nothing: a length beyond its bound, a number that was not
 * asked for, a size other than the metadata's or beyond the limits end the child.
 */
final class Wire {
    private static final int HELLO = 0x57_41_4C_31; // WAL1
    private static final int VERSION = 2;
    private static final int REQUEST = 0x57_41_52_51; // WARQ
    private static final int ANSWER = 0x57_41_41_4E; // WAAN
    private static final int MAX_REQUEST = 1 << 16;
    private static final int MAX_ANSWER = 1 << 20;

    private static final int PICTURE = 0;
    private static final int REFUSED = 1;
    private static final int FAILED = 2;

    private Wire() {}

    /** A file to decode; its bytes follow. */
    record Request(ContentHash content, String source, Limits limits) {
        Request {
            Objects.requireNonNull(content, "content");
            Objects.requireNonNull(source, "source");
            Objects.requireNonNull(limits, "limits");
        }
    }

    /** What a child says of a picture. */
    record Description(ImageMetadata metadata, List<Issue> issues) {
        Description {
            Objects.requireNonNull(metadata, "metadata");
            issues = List.copyOf(issues);
        }
    }

    /** The decoder threw: it is broken, not the file. */
    record Failed(String message) {}

    /** The child broke the protocol. */
    static final class ViolationException extends IOException {
        private static final long serialVersionUID = 1;

        ViolationException(String message) {
            super(message);
        }
    }

    /** The decoder threw. The answer was read to its end, so the child can go on. */
    static final class DecoderException extends IllegalStateException {
        private static final long serialVersionUID = 1;

        DecoderException(String message) {
            super("The decoder failed: " + message);
        }
    }

    static void writeHello(DataOutputStream out, int networkDevices) throws IOException {
        out.writeInt(HELLO);
        out.writeInt(VERSION);
        out.writeInt(networkDevices);
        out.flush();
    }

    /** @return network devices the child sees besides the loopback; -1 where it cannot say */
    static int readHello(DataInputStream in) throws IOException {
        require(in.readInt() == HELLO, "a greeting");
        int version = in.readInt();
        require(version == VERSION, "version " + VERSION + " and not " + version);
        return in.readInt();
    }

    static void writeRequest(DataOutputStream out, int number, Request request, byte[] file) throws IOException {
        out.writeInt(REQUEST);
        out.writeInt(number);
        writeRecord(out, request);
        out.writeInt(file.length);
        out.write(file);
        out.flush();
    }

    /** A request as the child has it. */
    record Received(int number, Request request, byte[] file) {}

    /** @return the next request, or null at the end */
    static Received readRequest(DataInputStream in) throws IOException {
        int magic;
        try {
            magic = in.readInt();
        } catch (EOFException e) {
            return null;
        }
        require(magic == REQUEST, "a request");
        int number = in.readInt();
        Request request = readRecord(in, Request.class, MAX_REQUEST);
        int length = in.readInt();
        require(length >= 0, "a length");
        byte[] file = new byte[length];
        in.readFully(file);
        return new Received(number, request, file);
    }

    static void writeAnswer(DataOutputStream out, int number, Decoded decoded) throws IOException {
        if (decoded instanceof Decoded.Image image) {
            try (Picture picture = image.picture()) {
                writeHead(out, number, PICTURE, new Description(image.metadata(), image.issues()));
                out.writeInt(picture.width());
                out.writeInt(picture.height());
                out.writeBoolean(picture.alpha() != null);
                picture.write(out);
            }
        } else {
            writeHead(out, number, REFUSED, ((Decoded.Refused) decoded).rejection());
        }
        out.flush();
    }

    static void writeFailure(DataOutputStream out, int number, String message) throws IOException {
        writeHead(out, number, FAILED, new Failed(message));
        out.flush();
    }

    /**
     * @throws ViolationException if this is no answer to the request
     * @throws DecoderException if the decoder threw
     */
    static Decoded readAnswer(DataInputStream in, int number, Limits limits) throws IOException {
        require(in.readInt() == ANSWER, "an answer");
        require(in.readInt() == number, "the answer to request " + number);
        int kind = in.readUnsignedByte();
        switch (kind) {
            case PICTURE -> {
                Description description = readRecord(in, Description.class, MAX_ANSWER);
                int width = in.readInt();
                int height = in.readInt();
                require(
                        width == description.metadata().width()
                                && height == description.metadata().height(),
                        "a picture of the size it names");
                require(
                        Math.max(width, height) <= limits.maxSide() && (long) width * height <= limits.maxPixels(),
                        "a picture within the limits");
                boolean alpha = in.readBoolean();
                return new Decoded.Image(
                        Picture.read(width, height, alpha, in), description.metadata(), description.issues());
            }
            case REFUSED -> {
                return new Decoded.Refused(readRecord(in, Rejection.class, MAX_ANSWER));
            }
            case FAILED ->
                throw new DecoderException(
                        readRecord(in, Failed.class, MAX_ANSWER).message());
            default -> throw new ViolationException("No answer is of kind " + kind);
        }
    }

    private static void writeHead(DataOutputStream out, int number, int kind, Record head) throws IOException {
        out.writeInt(ANSWER);
        out.writeInt(number);
        out.writeByte(kind);
        writeRecord(out, head);
    }

    private static void writeRecord(DataOutputStream out, Record value) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        RecordCodec.write(value, new DataOutputStream(bytes));
        out.writeInt(bytes.size());
        bytes.writeTo(out);
    }

    private static <R extends Record> R readRecord(DataInputStream in, Class<R> type, int most) throws IOException {
        int length = in.readInt();
        require(length >= 0 && length <= most, "at most " + most + " bytes and not " + length);
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        ByteArrayInputStream source = new ByteArrayInputStream(bytes);
        R value;
        try {
            value = RecordCodec.read(type, new DataInputStream(source));
        } catch (IOException e) {
            throw new ViolationException("A " + type.getSimpleName() + " was expected: " + e.getMessage());
        }
        require(source.available() == 0, "nothing behind a " + type.getSimpleName());
        return value;
    }

    private static void require(boolean holds, String expected) throws ViolationException {
        if (!holds) {
            throw new ViolationException("Expected " + expected);
        }
    }
}
