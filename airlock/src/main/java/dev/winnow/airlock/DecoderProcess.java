package dev.winnow.airlock;

import dev.winnow.imaging.Decoded;
import dev.winnow.imaging.Vetting;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.SynchronousQueue;

/**
 * The child's main class: decodes what comes by standard input, one file at a time, and answers by descriptor 3. Ends when
 * standard input does, whatever the decoder is doing, so that it never outlives its parent.
 */
public final class DecoderProcess {
    /** The exit code of a child whose memory did not suffice. */
    static final int OUT_OF_MEMORY = 90;

    /** The exit code of a child that cannot start or cannot go on. */
    private static final int BROKEN = 91;

    private static final String ANSWERS = "/proc/self/fd/3";

    private DecoderProcess() {}

    /** @param arguments the name of a {@link Vetting} with a constructor without parameters */
    public static void main(String[] arguments) throws Exception {
        DataInputStream in =
                new DataInputStream(new BufferedInputStream(new FileInputStream(FileDescriptor.in), 1 << 16));
        DataOutputStream out = new DataOutputStream(new BufferedOutputStream(new FileOutputStream(ANSWERS), 1 << 13));
        Vetting decoder =
                (Vetting) Class.forName(arguments[0]).getDeclaredConstructor().newInstance();
        Wire.writeHello(out, networkDevices());

        SynchronousQueue<Wire.Received> requests = new SynchronousQueue<>();
        Thread worker = new Thread(() -> work(decoder, requests, out), "decoder");
        worker.setDaemon(true);
        worker.start();
        int exit = 0;
        try {
            for (Wire.Received request; (request = Wire.readRequest(in)) != null; ) {
                requests.put(request);
            }
        } catch (OutOfMemoryError e) {
            exit = OUT_OF_MEMORY;
        } catch (IOException e) {
            exit = BROKEN;
        }
        Runtime.getRuntime().halt(exit);
    }

    private static void work(Vetting decoder, SynchronousQueue<Wire.Received> requests, DataOutputStream out) {
        try {
            while (true) {
                answer(decoder, requests.take(), out);
            }
        } catch (OutOfMemoryError e) {
            Runtime.getRuntime().halt(OUT_OF_MEMORY);
        } catch (Throwable e) {
            e.printStackTrace();
            Runtime.getRuntime().halt(BROKEN);
        }
    }

    private static void answer(Vetting decoder, Wire.Received request, DataOutputStream out) throws IOException {
        Decoded decoded;
        try {
            decoded = decoder.vet(
                    request.request().content(),
                    request.file(),
                    request.request().source(),
                    request.request().limits());
        } catch (IOException | RuntimeException | StackOverflowError e) {
            e.printStackTrace();
            Wire.writeFailure(out, request.number(), e.toString());
            return;
        }
        Wire.writeAnswer(out, request.number(), decoded);
    }

    /** Of Linux's table, whose first two lines are its head; -1 where there is none. */
    private static int networkDevices() {
        try {
            return (int) Files.readAllLines(Path.of("/proc/net/dev")).stream()
                    .skip(2)
                    .filter(line -> !line.strip().startsWith("lo:"))
                    .count();
        } catch (IOException e) {
            return -1;
        }
    }
}
