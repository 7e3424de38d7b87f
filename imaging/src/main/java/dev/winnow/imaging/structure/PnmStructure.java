package dev.winnow.imaging.structure;

import dev.winnow.dataset.ColorMode;
import dev.winnow.dataset.ImageFormat;

/** Netpbm's P1 to P6: a text header, then samples as text (P1 to P3) or as bytes (P4 to P6). */
final class PnmStructure implements Structure {

    @Override
    public Header header(Bytes file) throws Unreadable {
        PnmHeader fields = PnmHeader.of(file);
        int bits = fields.max() == 1 ? 1 : fields.max() > 255 ? 16 : 8;
        ColorMode mode = fields.color()
                ? ColorMode.RGB
                : bits == 1 ? ColorMode.BILEVEL : bits == 16 ? ColorMode.I16 : ColorMode.L;
        return new Header(ImageFormat.PNM, fields.width(), fields.height(), mode, fields.color() ? 3 : 1, bits, false)
                .checked();
    }

    @Override
    public Extent verify(Bytes file, Header header) throws Unreadable {
        PnmHeader fields = PnmHeader.of(file);
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

    private static long endOfText(Bytes file, PnmHeader fields, Header header) throws Unreadable {
        PnmHeader.Text text = fields.text(file);
        long samples = (long) header.width() * header.height() * header.channels();
        for (long i = 0; i < samples; i++) {
            text.next();
        }
        return text.end();
    }
}
