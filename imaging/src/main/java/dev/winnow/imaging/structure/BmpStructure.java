package dev.winnow.imaging.structure;

import dev.winnow.dataset.ColorMode;
import dev.winnow.dataset.ImageFormat;
import dev.winnow.dataset.Rejection.Reason;

/** BMP (Windows device-independent bitmap): a file header, an information header, a palette, rows padded to 4 bytes. */
final class BmpStructure implements Structure {
    private static final int INFO = 14;
    private static final int RGB = 0;
    private static final int RLE8 = 1;
    private static final int RLE4 = 2;
    private static final int BITFIELDS = 3;
    private static final int ALPHA_BITFIELDS = 6;

    @Override
    public Header header(Bytes file) throws Unreadable {
        long infoSize = file.u32le(INFO);
        boolean core = infoSize == 12;
        if (!core && infoSize < 40) {
            throw Unreadable.corrupt("The BMP information header has " + infoSize + " bytes, expected 12, 40 or more");
        }
        int width = core ? file.u16le(18) : (int) file.u32le(18);
        int height = core ? file.u16le(20) : Math.abs((int) file.u32le(22));
        int bits = file.u16le(core ? 24 : 28);
        long compression = core ? RGB : file.u32le(30);
        if (compression > BITFIELDS && compression != ALPHA_BITFIELDS) {
            throw new Unreadable(
                    Reason.UNSUPPORTED_FORMAT, "The BMP file uses compression " + compression + ": save it as PNG");
        }
        boolean alpha = bits == 32
                && (compression == ALPHA_BITFIELDS
                        || infoSize >= 56 && compression == BITFIELDS && file.u32le(66) != 0);
        ColorMode mode = switch (bits) {
            case 1 -> ColorMode.BILEVEL;
            case 4, 8 -> ColorMode.P;
            case 16, 24 -> ColorMode.RGB;
            case 32 -> alpha ? ColorMode.RGBA : ColorMode.RGB;
            default -> throw Unreadable.corrupt("The BMP header says " + bits + " bits a pixel");
        };
        int channels = bits <= 8 ? 1 : alpha ? 4 : 3;
        return new Header(ImageFormat.BMP, width, height, mode, channels, Math.min(bits, 8), alpha).checked();
    }

    @Override
    public Extent verify(Bytes file, Header header) throws Unreadable {
        boolean core = file.u32le(INFO) == 12;
        long pixels = file.u32le(10);
        int bits = file.u16le(core ? 24 : 28);
        long compression = core ? RGB : file.u32le(30);
        boolean runLength = compression == RLE8 || compression == RLE4;
        long size = runLength ? file.u32le(34) : ((long) header.width() * bits + 31) / 32 * 4 * header.height();
        if (pixels < INFO + file.u32le(INFO)) {
            throw Unreadable.corrupt("The BMP header says its pixels start at byte " + pixels + ", inside the header");
        }
        file.require(pixels, size, "pixels");
        long end = Math.max(pixels + size, Math.min(file.u32le(2), file.length()));
        return new Extent(1, runLength && size == 0 ? file.length() : end);
    }
}
