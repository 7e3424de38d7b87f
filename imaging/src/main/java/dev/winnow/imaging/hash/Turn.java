package dev.winnow.imaging.hash;

import dev.winnow.dataset.Dihedral;

/** A turn taken apart: rows become columns or do not, and then rows or columns are put in the opposite order. */
record Turn(boolean transposed, boolean rowsReversed, boolean columnsReversed) {

    static Turn of(Dihedral turn) {
        // Where the pixels of a square of 2×2 come from says all.
        boolean transposed = turn.row(0, 0, 2) == turn.row(1, 0, 2);
        boolean fromBelow = turn.row(0, 0, 2) == 1;
        boolean fromRight = turn.column(0, 0, 2) == 1;
        return new Turn(transposed, transposed ? fromRight : fromBelow, transposed ? fromBelow : fromRight);
    }

    /**
     * The cosine transform of the turned picture, out of that of the picture, the mean included. Of values in the opposite order
     * even frequencies are the same, and odd ones have the opposite sign.
     */
    double[][] ofFrequencies(double[][] frequencies) {
        double[][] turned = transposed ? transposed(frequencies) : copy(frequencies);
        for (int i = 0; i < turned.length; i++) {
            for (int j = 0; j < turned.length; j++) {
                boolean negated = (rowsReversed && i % 2 == 1) != (columnsReversed && j % 2 == 1);
                turned[i][j] = negated ? -turned[i][j] : turned[i][j];
            }
        }
        return turned;
    }

    static double[][] transposed(double[][] square) {
        double[][] transposed = new double[square.length][square.length];
        for (int i = 0; i < square.length; i++) {
            for (int j = 0; j < square.length; j++) {
                transposed[i][j] = square[j][i];
            }
        }
        return transposed;
    }

    private static double[][] copy(double[][] square) {
        double[][] copy = new double[square.length][];
        for (int i = 0; i < square.length; i++) {
            copy[i] = square[i].clone();
        }
        return copy;
    }
}
