package dev.winnow.admission;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client that does what well-behaved ones do not. */
final class RawClient implements AutoCloseable {
    private static final byte[] BLOCK = new byte[1 << 18];
    private static final int PATIENCE_MILLIS = 20_000;

    private final Socket socket;
    private final OutputStream out;
    private final BufferedReader in;

    RawClient(int port) throws IOException {
        socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        out = socket.getOutputStream();
        in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
    }

    RawClient head(String request, String... headers) throws IOException {
        return text(request + " HTTP/1.1\r\nHost: localhost\r\n" + String.join("\r\n", headers) + "\r\n\r\n");
    }

    RawClient text(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
        return this;
    }

    /** Sends until this many bytes are gone, or the server takes no more. */
    long flood(long bytes, boolean chunked) {
        long sent = 0;
        try {
            while (sent < bytes) {
                if (chunked) {
                    text(Integer.toHexString(BLOCK.length) + "\r\n");
                }
                out.write(BLOCK);
                if (chunked) {
                    text("\r\n");
                }
                sent += BLOCK.length;
            }
        } catch (IOException e) {
            // the server has closed
        }
        return sent;
    }

    /** The status of the next answer; -1 where the server closed without one. */
    int status() throws IOException {
        String line = in.readLine();
        while (line != null && !line.contains("HTTP/1.1 ")) { // a body may end without a line break
            line = in.readLine();
        }
        int at = line == null ? -1 : line.indexOf("HTTP/1.1 ") + 9;
        return at < 0 ? -1 : Integer.parseInt(line.substring(at, at + 3));
    }

    /** A header of the answer whose status was read. */
    String header(String name) throws IOException {
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
            if (line.regionMatches(true, 0, name + ":", 0, name.length() + 1)) {
                return line.substring(name.length() + 1).strip();
            }
        }
        return null;
    }

    /** Whether the server closes; reads away what it sends until then. */
    boolean isClosed() {
        try {
            while (in.read() >= 0) {}
            return true;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true; // reset
        }
    }

    boolean takesAnotherByte() {
        try {
            out.write('x');
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
