package dev.winnow.airlock;

import dev.winnow.dataset.spec.Limits;
import dev.winnow.imaging.Decoded;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** One decoder process, seen from the parent. Used by one thread at a time; {@link Guard} alone looks in from outside. */
final class Child implements AutoCloseable {
    private static final long PAGE = 4096;
    private static final int FIRST_SIGNAL = 128;
    private static final int HEAP_EXHAUSTED = 3; // -XX:+ExitOnOutOfMemoryError

    private static final Pattern CRASH = Pattern.compile("#  (SIG[A-Z]+) ");

    private final Process process;
    private final Path folder;
    private final Path pages;
    private final DataOutputStream requests;
    private final DataInputStream answers;
    private final boolean network;
    private int images;

    // Guarded by this: the thread that decodes and the guard agree on whether an image is being decoded.
    private boolean decoding;
    private long nanosLeft;
    private Death.Cause killedFor;

    private volatile long heldBytes;

    private Child(Process process, Path folder) throws IOException {
        this.process = process;
        this.folder = folder;
        this.pages = Path.of("/proc", Long.toString(process.pid()), "statm");
        this.requests = new DataOutputStream(new BufferedOutputStream(process.getOutputStream(), 1 << 13));
        this.answers = new DataInputStream(new BufferedInputStream(process.getInputStream(), 1 << 13));
        this.network = Wire.readHello(answers) != 0;
    }

    /** A child did not survive. */
    static final class DiedException extends Exception {
        private static final long serialVersionUID = 1;
        private final transient Death death;

        DiedException(Death death, Throwable cause) {
            super(death.detail(), cause);
            this.death = death;
        }

        Death death() {
            return death;
        }
    }

    /** A child ended before it had the file. */
    static final class LostException extends Exception {
        private static final long serialVersionUID = 1;

        LostException(String ending, Throwable cause) {
            super(ending, cause);
        }
    }

    /**
     * Starts a child and waits until it is ready.
     *
     * @param folder for the child alone; goes with it
     * @throws IOException with what the child said, if it does not start
     */
    static Child start(ChildCommand command, Path folder) throws IOException {
        Files.createDirectory(folder);
        Process process = command.start(folder);
        // A child that neither greets nor ends would be waited for in vain.
        Thread impatient = new Thread(() -> killAfter(process, 60), "airlock-greeting");
        impatient.setDaemon(true);
        impatient.start();
        boolean ready = false;
        try {
            Child child = new Child(process, folder);
            ready = true;
            return child;
        } catch (IOException e) {
            process.destroyForcibly();
            throw new IOException(
                    "A decoder process does not start (" + ending(process) + "): " + firstErrors(folder), e);
        } finally {
            impatient.interrupt();
            if (!ready) {
                process.destroyForcibly();
                PrivateFolder.remove(folder);
            }
        }
    }

    private static void killAfter(Process process, int seconds) {
        try {
            TimeUnit.SECONDS.sleep(seconds);
            process.destroyForcibly();
        } catch (InterruptedException e) {
            // it greeted
        }
    }

    /**
     * After an answer or a {@link Wire.DecoderException} the child can go on, if it is {@link #inStep()}. After anything else it
     * is to be replaced: what is left of an answer may be in the pipe.
     *
     * @throws DiedException if the child is gone and the file may be why
     * @throws LostException if the child is gone and never had the whole file
     * @throws Wire.DecoderException if the decoder threw
     * @throws IOException if the child lives and this process cannot speak to it
     */
    Decoded decode(Wire.Request request, byte[] file) throws DiedException, LostException, IOException {
        images++;
        int number = images;
        boolean handedOver = false;
        begin(TimeUnit.SECONDS.toNanos(request.limits().maxDecodeSeconds()));
        try {
            Wire.writeRequest(requests, number, request, file);
            handedOver = true;
            return Wire.readAnswer(answers, number, request.limits());
        } catch (Wire.ViolationException | EOFException e) {
            process.destroyForcibly();
            throw new DiedException(death(e, request.limits()), e);
        } catch (IOException e) {
            if (!endsByItself()) {
                throw e;
            }
            Death death = death(e, request.limits());
            if (!handedOver && death.cause() == Death.Cause.CRASH) {
                throw new LostException(death.detail(), e);
            }
            throw new DiedException(death, e);
        } finally {
            end();
        }
    }

    private synchronized void begin(long nanos) {
        nanosLeft = nanos;
        decoding = true;
    }

    private synchronized void end() {
        decoding = false;
    }

    /** A pipe breaks a moment before its process has ended. */
    private boolean endsByItself() {
        if (killedFor() != null) {
            return true;
        }
        try {
            return process.waitFor(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return !process.isAlive();
        }
    }

    /** Whether the next request will get its own answer: the child lives, is not being killed, and has written no more than was read. */
    boolean inStep() {
        try {
            return killedFor() == null && process.isAlive() && answers.available() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private Death death(IOException broken, Limits limits) {
        String ending = ending(process);
        Death.Cause killedFor = killedFor();
        if (killedFor == Death.Cause.DEADLINE) {
            return new Death(killedFor, "not decoded within " + limits.maxDecodeSeconds() + " s");
        }
        if (killedFor == Death.Cause.MEMORY
                || !process.isAlive()
                        && (process.exitValue() == DecoderProcess.OUT_OF_MEMORY
                                || process.exitValue() == HEAP_EXHAUSTED)) {
            return new Death(Death.Cause.MEMORY, "out of memory");
        }
        if (broken instanceof Wire.ViolationException) {
            return new Death(Death.Cause.CRASH, "it answered nonsense: " + broken.getMessage());
        }
        return new Death(Death.Cause.CRASH, crashOf(folder).orElse(ending));
    }

    /** What the JVM says of a crash in native code, such as {@code SIGSEGV}. */
    private static Optional<String> crashOf(Path folder) {
        try (Stream<String> lines = Files.lines(folder.resolve("errors"), StandardCharsets.ISO_8859_1)) {
            return lines.limit(10_000)
                    .map(CRASH::matcher)
                    .filter(Matcher::lookingAt)
                    .map(found -> found.group(1))
                    .findFirst();
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty();
        }
    }

    private static String ending(Process process) {
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                return "it does not end";
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "it was ended";
        }
        int code = process.exitValue();
        return code > FIRST_SIGNAL ? "ended by signal " + (code - FIRST_SIGNAL) : "ended with exit code " + code;
    }

    private static String firstErrors(Path folder) {
        try {
            byte[] said = Files.readAllBytes(folder.resolve("errors"));
            String text = new String(said, 0, Math.min(said.length, 1000), StandardCharsets.UTF_8).strip();
            return text.isEmpty() ? "it said nothing" : text;
        } catch (IOException e) {
            return "it said nothing";
        }
    }

    /**
     * Ends the child if it is past its deadline or holds too much. Called by {@link Guard} every few milliseconds.
     *
     * @param nanos that have passed since the last call
     */
    synchronized void check(long nanos, long memoryBytes) {
        if (!decoding || killedFor != null) {
            return;
        }
        nanosLeft -= nanos;
        heldBytes = anonymousBytes();
        if (nanosLeft < 0) {
            kill(Death.Cause.DEADLINE);
        } else if (heldBytes > memoryBytes) {
            kill(Death.Cause.MEMORY);
        }
    }

    private void kill(Death.Cause cause) {
        killedFor = cause;
        process.destroyForcibly();
    }

    private synchronized Death.Cause killedFor() {
        return killedFor;
    }

    /** Memory of the child's own: heap and what native code allocated, without files mapped. */
    private long anonymousBytes() {
        try {
            String[] counts = Files.readString(pages, StandardCharsets.US_ASCII).split(" ");
            return (Long.parseLong(counts[1]) - Long.parseLong(counts[2])) * PAGE;
        } catch (IOException | RuntimeException e) {
            return 0; // it is gone
        }
    }

    int images() {
        return images;
    }

    /** As of the guard's last look. */
    long heldBytes() {
        return heldBytes;
    }

    boolean network() {
        return network;
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    /** Ends the child and removes its folder. */
    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // it is gone
        }
        ending(process);
        PrivateFolder.remove(folder);
    }
}
