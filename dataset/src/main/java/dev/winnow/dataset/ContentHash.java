package dev.winnow.dataset;

import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The identity of some bytes: their SHA-256, as 64 lower-case hexadecimal digits. The same bytes under two names have
 * one content hash.
 */
public record ContentHash(String hex) implements Comparable<ContentHash> {

    public ContentHash {
        if (hex.length() != 64 || !isHex(hex)) {
            throw new IllegalArgumentException("A content hash is 64 lower-case hex digits, not '" + hex + "'");
        }
    }

    /** A loop and no stream: a store of a million items makes two million hashes while a service starts. */
    private static boolean isHex(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }

    public static ContentHash of(byte[] bytes) {
        MessageDigest digest = sha256();
        digest.update(bytes);
        return of(digest);
    }

    /** The hash that a digest started by {@link #sha256()} has come to; resets the digest. */
    public static ContentHash of(MessageDigest sha256) {
        return new ContentHash(HexFormat.of().formatHex(sha256.digest()));
    }

    /** A digest to feed while bytes stream past. Not safe for use by several threads. */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    /** Where content with this hash lies below a store's root: {@code ab/cd/abcd…}. */
    public Path path() {
        return Path.of(hex.substring(0, 2), hex.substring(2, 4), hex);
    }

    @Override
    public int compareTo(ContentHash other) {
        return hex.compareTo(other.hex);
    }

    @Override
    public String toString() {
        return hex;
    }
}
