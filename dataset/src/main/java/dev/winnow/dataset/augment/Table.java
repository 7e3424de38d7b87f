package dev.winnow.dataset.augment;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/** A new value for each of the 256 values of a channel. */
public final class Table {
    public static final int SIZE = 256;
    public static final Table IDENTITY = of(v -> v, Rounding.HALF_UP);

    private final byte[] values;

    private Table(byte[] values) {
        this.values = values;
    }

    /** @param rule from a value of 0 to 255 to any number, which is then rounded and cut to 0 to 255 */
    public static Table of(DoubleUnaryOperator rule, Rounding rounding) {
        byte[] values = new byte[SIZE];
        for (int v = 0; v < SIZE; v++) {
            values[v] = (byte) rounding.toByte(rule.applyAsDouble(v));
        }
        return new Table(values);
    }

    public int at(int value) {
        return values[value] & 255;
    }

    /** This table first, then the other. */
    public Table then(Table next) {
        byte[] both = new byte[SIZE];
        for (int v = 0; v < SIZE; v++) {
            both[v] = next.values[values[v] & 255];
        }
        return new Table(both);
    }

    /** A copy, indexed by the old value. */
    public byte[] toBytes() {
        return values.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Table table && Arrays.equals(values, table.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }
}
