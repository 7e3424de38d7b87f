package dev.winnow.ingest;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A request's body, whose failures are the client's and not the store's. */
final class ClientBody extends FilterInputStream {
    ClientBody(InputStream body) {
        super(body);
    }

    @Override
    public int read() throws IOException {
        try {
            return super.read();
        } catch (IOException e) {
            throw new GoneException(e);
        }
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        try {
            return super.read(into, offset, length);
        } catch (IOException e) {
            throw new GoneException(e);
        }
    }

    /** The body broke off: the client went away, or was cut off. */
    static final class GoneException extends IOException {
        private static final long serialVersionUID = 1;

        GoneException(IOException cause) {
            super("The body broke off", cause);
        }
    }
}
