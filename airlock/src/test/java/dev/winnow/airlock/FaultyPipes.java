package dev.winnow.airlock;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Starts real children, and fails in the parent behind a given byte of what goes to or comes from one. */
final class FaultyPipes extends ChildCommand {
    /** Throws what the parent is to fail with, or does something at this moment and lets it go on. */
    interface Fault {
        void fail() throws IOException;
    }

    private static final long NEVER = Long.MAX_VALUE;

    private final AtomicLong requestBytes = new AtomicLong(NEVER);
    private final AtomicLong answerBytes = new AtomicLong(NEVER);
    private volatile Fault fault;

    FaultyPipes(AirlockSettings settings) {
        super(settings, Isolation.strongest());
    }

    /** Once, behind so many bytes of the next request. */
    void failBehindRequestByte(long bytes, Fault fails) {
        fault = fails;
        requestBytes.set(bytes);
    }

    /** Once, behind so many bytes of the next answer. */
    void failBehindAnswerByte(long bytes, Fault fails) {
        fault = fails;
        answerBytes.set(bytes);
    }

    /** Whether the fault that was asked for has happened. */
    boolean failed() {
        return requestBytes.get() == NEVER && answerBytes.get() == NEVER;
    }

    private void failNow(AtomicLong left) throws IOException {
        left.set(NEVER);
        fault.fail();
    }

    @Override
    Process start(Path folder) throws IOException {
        Process child = super.start(folder);
        OutputStream requests = new FilterOutputStream(child.getOutputStream()) {
            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                long left = requestBytes.get();
                int passed = (int) Math.min(length, left);
                out.write(bytes, from, passed);
                out.flush();
                if (left != NEVER) {
                    requestBytes.set(left - passed);
                    if (passed < length || left == passed) {
                        failNow(requestBytes);
                    }
                }
            }
        };
        InputStream answers = new FilterInputStream(child.getInputStream()) {
            @Override
            public int read(byte[] bytes, int from, int length) throws IOException {
                if (answerBytes.get() == 0) {
                    // As if read already: who ends a child closes its pipes.
                    byte[] arrived = in.readNBytes(in.available());
                    InputStream coming = in;
                    in = new SequenceInputStream(new ByteArrayInputStream(arrived), coming) {
                        @Override
                        public int available() throws IOException {
                            return super.available() + coming.available();
                        }
                    };
                    failNow(answerBytes);
                }
                long left = answerBytes.get();
                int read = in.read(bytes, from, (int) Math.min(length, left));
                if (left != NEVER) {
                    answerBytes.set(left - Math.max(read, 0));
                }
                return read;
            }
        };
        return new Piped(child, requests, answers);
    }

    private static final class Piped extends Process {
        private final Process child;
        private final OutputStream requests;
        private final InputStream answers;

        Piped(Process child, OutputStream requests, InputStream answers) {
            this.child = child;
            this.requests = requests;
            this.answers = answers;
        }

        @Override
        public OutputStream getOutputStream() {
            return requests;
        }

        @Override
        public InputStream getInputStream() {
            return answers;
        }

        @Override
        public InputStream getErrorStream() {
            return child.getErrorStream();
        }

        @Override
        public int waitFor() throws InterruptedException {
            return child.waitFor();
        }

        @Override
        public boolean waitFor(long timeout, TimeUnit unit) throws InterruptedException {
            return child.waitFor(timeout, unit);
        }

        @Override
        public int exitValue() {
            return child.exitValue();
        }

        @Override
        public boolean isAlive() {
            return child.isAlive();
        }

        @Override
        public void destroy() {
            child.destroy();
        }

        @Override
        public Process destroyForcibly() {
            child.destroyForcibly();
            return this;
        }

        @Override
        public long pid() {
            return child.pid();
        }

        @Override
        public ProcessHandle toHandle() {
            return child.toHandle();
        }
    }
}
