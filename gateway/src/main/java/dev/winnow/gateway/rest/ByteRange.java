package dev.winnow.gateway.rest;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of a file that a request asks for, as RFC 9110 writes it.
 *
 * @param first the first byte's place, from 0
 * @param length in bytes, 1 or more
 */
record ByteRange(long first, long length) {
    private static final Pattern ONE =
            Pattern.compile("bytes\\s*=\\s*(\\d{0,18})\\s*-\\s*(\\d{0,18})\\s*", Pattern.CASE_INSENSITIVE);

    /** The range starts behind the file's end, or is empty. */
    static final class UnsatisfiableException extends Exception {
        private static final long serialVersionUID = 1;
    }

    /**
     * The one range that the header names; empty where it names none, several, or in a way that is to be ignored: the whole file is
     * sent then.
     *
     * @param header the value of {@code Range}, or null
     * @param size of the file in bytes
     */
    static Optional<ByteRange> of(String header, long size) throws UnsatisfiableException {
        Matcher range = header == null ? null : ONE.matcher(header.strip());
        if (range == null || !range.matches()) {
            return Optional.empty();
        }
        String from = range.group(1);
        String to = range.group(2);
        if (from.isEmpty() && to.isEmpty()) {
            return Optional.empty();
        }
        if (from.isEmpty()) {
            long last = Math.min(Long.parseLong(to), size);
            if (last == 0) {
                throw new UnsatisfiableException();
            }
            return Optional.of(new ByteRange(size - last, last));
        }
        long first = Long.parseLong(from);
        long last = to.isEmpty() ? size - 1 : Math.min(Long.parseLong(to), size - 1);
        if (!to.isEmpty() && Long.parseLong(to) < first) {
            return Optional.empty();
        }
        if (first >= size) {
            throw new UnsatisfiableException();
        }
        return Optional.of(new ByteRange(first, last - first + 1));
    }

    /** As {@code Content-Range} says it. */
    String of(long size) {
        return "bytes " + first + '-' + (first + length - 1) + '/' + size;
    }
}
