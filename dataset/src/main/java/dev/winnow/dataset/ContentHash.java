package dev.winnow.dataset;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The identity of some bytes: their SHA-256, written as 64 lower-case hexadecimal digits. The same bytes under two names have
 * one content hash.
 *
 * <p>Held as four numbers, 48 bytes of memory and not 120, because dedup and split hold one or two of each image; the digits are
 * made when they are asked for.
 */
public final class ContentHash implements Comparable<ContentHash> {
    private static final int DIGITS = 64;
    private static final int DIGITS_A_WORD = 16;
    private static final byte[] DIGIT = "0123456789abcdef".getBytes(StandardCharsets.ISO_8859_1);

    private final long a;
    private final long b;
    private final long c;
    private final long d;

    /** @throws IllegalArgumentException for anything but 64 lower-case hexadecimal digits */
    public ContentHash(String hex) {
        if (hex.length() != DIGITS || !isHex(hex)) {
            throw new IllegalArgumentException("A content hash is 64 lower-case hex digits, not '" + hex + "'");
        }
        a = word(hex, 0);
        b = word(hex, 1);
        c = word(hex, 2);
        d = word(hex, 3);
    }

    private ContentHash(long a, long b, long c, long d) {
        this.a = a;
        this.b = b;
        this.c = c;
        this.d = d;
    }

    private static boolean isHex(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }

    private static long word(String hex, int number) {
        return HexFormat.fromHexDigitsToLong(hex, number * DIGITS_A_WORD, (number + 1) * DIGITS_A_WORD);
    }

    public static ContentHash of(byte[] bytes) {
        MessageDigest digest = sha256();
        digest.update(bytes);
        return of(digest);
    }

    /** The hash that a digest started by {@link #sha256()} has come to; resets the digest. */
    public static ContentHash of(MessageDigest sha256) {
        return read(ByteBuffer.wrap(sha256.digest()));
    }

    /** A digest to feed while bytes stream past. Not safe for use by several threads. */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    /** Takes the next 32 bytes, which are the digest's, out of a big-endian buffer. */
    public static ContentHash read(ByteBuffer in) {
        return new ContentHash(in.getLong(), in.getLong(), in.getLong(), in.getLong());
    }

    /** Puts the digest's 32 bytes into a big-endian buffer. */
    public void write(ByteBuffer out) {
        out.putLong(a).putLong(b).putLong(c).putLong(d);
    }

    /** 64 lower-case hexadecimal digits. */
    public String hex() {
        byte[] digits = new byte[DIGITS];
        put(a, digits, 0);
        put(b, digits, 1);
        put(c, digits, 2);
        put(d, digits, 3);
        return new String(digits, StandardCharsets.ISO_8859_1);
    }

    private static void put(long word, byte[] digits, int number) {
        long left = word;
        for (int i = (number + 1) * DIGITS_A_WORD - 1; i >= number * DIGITS_A_WORD; i--) {
            digits[i] = DIGIT[(int) left & 0xf];
            left >>>= 4;
        }
    }

    /** Where content with this hash lies below a store's root: {@code ab/cd/abcd…}. */
    public Path path() {
        String hex = hex();
        return Path.of(hex.substring(0, 2), hex.substring(2, 4), hex);
    }

    /** By the digits. */
    @Override
    public int compareTo(ContentHash other) {
        int order = Long.compareUnsigned(a, other.a);
        order = order == 0 ? Long.compareUnsigned(b, other.b) : order;
        order = order == 0 ? Long.compareUnsigned(c, other.c) : order;
        return order == 0 ? Long.compareUnsigned(d, other.d) : order;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ContentHash hash && a == hash.a && b == hash.b && c == hash.c && d == hash.d;
    }

    /** The bits are drawn evenly already. */
    @Override
    public int hashCode() {
        return (int) a;
    }

    @Override
    public String toString() {
        return hex();
    }
}
