package dev.winnow.imaging.structure;

import dev.winnow.dataset.ColorMode;
import dev.winnow.dataset.ImageFormat;

/** Netpbm's P1 to P6: a text header, then samples as text (P1 to P3) or as bytes (P4 to P6). */
final class PnmStructure implements Structure {

    @Override
    public Header header(Bytes file) throws Unreadable {
        Fields fields = fields(file);
        int bits = fields.max() == 1 ? 1 : fields.max() > 255 ? 16 : 8;
        ColorMode mode = fields.color()
                ? ColorMode.RGB
                : bits == 1 ? ColorMode.BILEVEL : bits == 16 ? ColorMode.I16 : ColorMode.L;
        return new Header(ImageFormat.PNM, fields.width(), fields.height(), mode, fields.color() ? 3 : 1, bits, false)
                .checked();
    }

    @Override
    public Extent verify(Bytes file, Header header) throws Unreadable {
        Fields fields = fields(file);
        if (fields.kind() <= 3) {
            return new Extent(1, endOfText(file, fields, header));
        }
        long row = fields.kind() == 4
                ? (header.width() + 7L) / 8
                : (long) header.width() * header.channels() * (fields.max() > 255 ? 2 : 1);
        long size = row * header.height();
        file.require(fields.data(), size, "samples");
        return new Extent(1, fields.data() + size);
    }

    private static long endOfText(Bytes file, Fields fields, Header header) throws Unreadable {
        byte[] array = file.array();
        long missing = (long) header.width() * header.height() * header.channels();
        int at = (int) fields.data();
        boolean inNumber = false;
        while (missing > 0 || inNumber) {
            boolean digit = at < array.length && array[at] >= '0' && array[at] <= '9';
            if (digit && (!inNumber || fields.kind() == 1)) { // P1 needs no space between its single digits
                if (missing-- == 0) {
                    break;
                }
            } else if (at >= array.length) {
                if (missing > 0) {
                    file.require(at, 1, "samples");
                }
                break;
            }
            inNumber = digit;
            at++;
        }
        while (at < array.length && Character.isWhitespace(array[at])) {
            at++;
        }
        return at;
    }

    /** Numbers are separated by white space and comments; one white space separates the last from the samples. */
    private static Fields fields(Bytes file) throws Unreadable {
        int kind = file.u8(1) - '0';
        boolean bilevel = kind == 1 || kind == 4;
        int[] numbers = new int[bilevel ? 2 : 3];
        long at = 2;
        for (int i = 0; i < numbers.length; i++) {
            while (Character.isWhitespace(file.u8(at)) || file.u8(at) == '#') {
                if (file.u8(at) == '#') {
                    while (file.u8(at) != '\n' && file.u8(at) != '\r') {
                        at++;
                    }
                }
                at++;
            }
            long number = 0;
            long start = at;
            while (file.has(at, 1) && Character.isDigit(file.u8(at))) {
                number = Math.min(Integer.MAX_VALUE, number * 10 + file.u8(at) - '0');
                at++;
            }
            if (at == start) {
                throw Unreadable.corrupt("The PNM header has no number at byte " + at + ", where one must stand");
            }
            numbers[i] = (int) number;
        }
        int max = bilevel ? 1 : numbers[2];
        if (max < 1 || max > 65_535) {
            throw Unreadable.corrupt("The PNM header gives " + max + " as the largest value, expected 1 to 65535");
        }
        return new Fields(kind, numbers[0], numbers[1], max, at + 1);
    }

    /** @param data offset of the first sample */
    private record Fields(int kind, int width, int height, int max, long data) {
        boolean color() {
            return kind == 3 || kind == 6;
        }
    }
}
