package dev.winnow.dataset;

/**
 * The eight ways to turn and mirror a picture, named as Pillow's {@code Transpose} names them; rotations are
 * counter-clockwise. Names are a contract.
 */
public enum Dihedral {
    IDENTITY,
    ROTATE_90,
    ROTATE_180,
    ROTATE_270,
    FLIP_LEFT_RIGHT,
    FLIP_TOP_BOTTOM,
    /** Mirrored along the main diagonal: rows become columns. */
    TRANSPOSE,
    /** Mirrored along the other diagonal. */
    TRANSVERSE;

    /** The turn that undoes this one. */
    public Dihedral inverse() {
        return switch (this) {
            case IDENTITY, ROTATE_180, FLIP_LEFT_RIGHT, FLIP_TOP_BOTTOM, TRANSPOSE, TRANSVERSE -> this;
            case ROTATE_90 -> ROTATE_270;
            case ROTATE_270 -> ROTATE_90;
        };
    }

    /** The row of a square picture of this side that the turned picture's pixel (row, column) is taken from. */
    public int row(int row, int column, int side) {
        int last = side - 1;
        return switch (this) {
            case IDENTITY, FLIP_LEFT_RIGHT -> row;
            case ROTATE_180, FLIP_TOP_BOTTOM -> last - row;
            case ROTATE_90, TRANSPOSE -> column;
            case ROTATE_270, TRANSVERSE -> last - column;
        };
    }

    /** The column that {@link #row}'s pixel is taken from. */
    public int column(int row, int column, int side) {
        int last = side - 1;
        return switch (this) {
            case IDENTITY, FLIP_TOP_BOTTOM -> column;
            case ROTATE_180, FLIP_LEFT_RIGHT -> last - column;
            case ROTATE_270, TRANSPOSE -> row;
            case ROTATE_90, TRANSVERSE -> last - row;
        };
    }
}
