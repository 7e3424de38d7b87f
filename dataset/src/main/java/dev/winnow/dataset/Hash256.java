package dev.winnow.dataset;

import java.util.HexFormat;

/** 256 bits of a hash, first bit most significant in {@code a}. */
public record Hash256(long a, long b, long c, long d) {

    /** Number of bits in which two hashes differ, 0 to 256. */
    public int distanceTo(Hash256 other) {
        return Long.bitCount(a ^ other.a)
                + Long.bitCount(b ^ other.b)
                + Long.bitCount(c ^ other.c)
                + Long.bitCount(d ^ other.d);
    }

    /** 64 hexadecimal digits. */
    public String hex() {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(a) + hex.toHexDigits(b) + hex.toHexDigits(c) + hex.toHexDigits(d);
    }

    /** @throws IllegalArgumentException for anything but 64 hexadecimal digits */
    public static Hash256 ofHex(String hex) {
        if (hex.length() != 64) {
            throw new IllegalArgumentException("A hash of 256 bits has 64 hexadecimal digits, not " + hex.length());
        }
        return new Hash256(
                HexFormat.fromHexDigitsToLong(hex, 0, 16),
                HexFormat.fromHexDigitsToLong(hex, 16, 32),
                HexFormat.fromHexDigitsToLong(hex, 32, 48),
                HexFormat.fromHexDigitsToLong(hex, 48, 64));
    }
}
