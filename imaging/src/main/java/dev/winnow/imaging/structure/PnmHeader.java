package dev.winnow.imaging.structure;

/**
 * The fields before a PNM's samples.
 *
 * @param kind 1 to 6, the digit after P
 * @param max the value that stands for white, 1 to 65,535
 * @param data offset of the first sample
 */
record PnmHeader(int kind, int width, int height, int max, long data) {

    static PnmHeader of(Bytes file) throws Unreadable {
        int kind = file.u8(1) - '0';
        Text text = new Text(file, 2, false);
        int width = text.next();
        int height = text.next();
        int max = kind == 1 || kind == 4 ? 1 : text.next();
        if (max < 1 || max > 65_535) {
            throw Unreadable.corrupt("The PNM header gives " + max + " as the largest value, expected 1 to 65535");
        }
        return new PnmHeader(kind, width, height, max, text.at + 1); // one white space before the samples
    }

    boolean color() {
        return kind == 3 || kind == 6;
    }

    /** Whether samples are decimal numbers, not bytes. */
    boolean plain() {
        return kind <= 3;
    }

    /** Reads the samples of a plain file. */
    Text text(Bytes file) {
        return new Text(file, data, kind == 1);
    }

    /** Numbers between white space and comments; P1 needs no space between its digits. */
    static final class Text {
        private final Bytes file;
        private final boolean singleDigits;
        private long at;

        private Text(Bytes file, long at, boolean singleDigits) {
            this.file = file;
            this.at = at;
            this.singleDigits = singleDigits;
        }

        int next() throws Unreadable {
            skipSpace();
            long start = at;
            long number = 0;
            while (file.has(at, 1) && Character.isDigit(file.u8(at)) && (at == start || !singleDigits)) {
                number = Math.min(Integer.MAX_VALUE, number * 10 + file.u8(at) - '0');
                at++;
            }
            if (at == start) {
                file.require(at, 1, "numbers");
                throw Unreadable.corrupt("The PNM file has no number at byte " + at + ", where one must stand");
            }
            return (int) number;
        }

        /** Offset after the last number and white space. */
        long end() throws Unreadable {
            skipSpace();
            return at;
        }

        private void skipSpace() throws Unreadable {
            while (file.has(at, 1) && (Character.isWhitespace(file.u8(at)) || file.u8(at) == '#')) {
                boolean comment = file.u8(at) == '#';
                at++;
                while (comment && file.has(at, 1) && file.u8(at) != '\n' && file.u8(at) != '\r') {
                    at++;
                }
            }
        }
    }
}
