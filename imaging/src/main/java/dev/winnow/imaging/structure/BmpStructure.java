package dev.winnow.imaging.structure;

import dev.winnow.dataset.ColorMode;
import dev.winnow.dataset.ImageFormat;
import dev.winnow.dataset.Rejection.Reason;

/** BMP (Windows device-independent bitmap): a file header, an information header, a palette, rows padded to 4 bytes. */
final class BmpStructure implements Structure {
    private static final int INFO = 14;
    /** OS/2 2 lets writers leave out what is 0 at the end; its whole header has 64 bytes. */
    private static final int SHORTEST = 16;

    private static final int OS2 = 64;
    private static final int RGB = 0;
    private static final int RLE8 = 1;
    private static final int RLE4 = 2;
    private static final int BITFIELDS = 3;
    private static final int ALPHA_BITFIELDS = 6;

    @Override
    public Header header(Bytes file) throws Unreadable {
        long infoSize = file.u32le(INFO);
        boolean core = infoSize == 12;
        if (!core && infoSize < SHORTEST) {
            throw Unreadable.corrupt("The BMP information header has " + infoSize + " bytes, expected 12, 16 or more");
        }
        int width = core ? file.u16le(18) : (int) file.u32le(18);
        int height = core ? file.u16le(20) : Math.abs((int) file.u32le(22));
        int bits = file.u16le(core ? 24 : 28);
        long compression = field(file, 30);
        boolean ofOs2 = infoSize == OS2 && compression == BITFIELDS && bits == 1; // Huffman codes
        if (compression > BITFIELDS && compression != ALPHA_BITFIELDS || ofOs2) {
            throw new Unreadable(
                    Reason.UNSUPPORTED_FORMAT, "The BMP file uses compression " + compression + ": save it as PNG");
        }
        boolean masked = compression == ALPHA_BITFIELDS || infoSize >= 56 && compression == BITFIELDS;
        boolean alpha = (bits == 16 || bits == 32) && masked && file.u32le(66) != 0;
        ColorMode mode = switch (bits) {
            case 1 -> ColorMode.BILEVEL;
            case 2, 4, 8 -> ColorMode.P;
            case 16, 24, 32 -> alpha ? ColorMode.RGBA : ColorMode.RGB;
            case 64 ->
                throw new Unreadable(
                        Reason.UNSUPPORTED_COLOUR,
                        "The BMP file has 64 bits a pixel, whose range is not known: save it as PNG");
            default -> throw Unreadable.corrupt("The BMP header says " + bits + " bits a pixel");
        };
        int channels = bits <= 8 ? 1 : alpha ? 4 : 3;
        return new Header(ImageFormat.BMP, width, height, mode, channels, Math.min(bits, 8), alpha).checked();
    }

    /** Four bytes at an offset of the file, 0 where the information header is too short to have them. */
    static long field(Bytes file, int at) throws Unreadable {
        return INFO + file.u32le(INFO) >= at + 4 ? file.u32le(at) : RGB;
    }

    @Override
    public Extent verify(Bytes file, Header header) throws Unreadable {
        boolean core = file.u32le(INFO) == 12;
        long pixels = file.u32le(10);
        int bits = file.u16le(core ? 24 : 28);
        long compression = field(file, 30);
        boolean runLength = compression == RLE8 || compression == RLE4;
        long size = runLength ? field(file, 34) : ((long) header.width() * bits + 31) / 32 * 4 * header.height();
        if (pixels < INFO + file.u32le(INFO)) {
            throw Unreadable.corrupt("The BMP header says its pixels start at byte " + pixels + ", inside the header");
        }
        file.require(pixels, size, "pixels");
        long end = Math.max(pixels + size, Math.min(file.u32le(2), file.length()));
        return new Extent(1, runLength && size == 0 ? file.length() : end);
    }
}
