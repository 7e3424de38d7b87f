package dev.winnow.imaging.structure;

import dev.winnow.dataset.ColorMode;
import dev.winnow.dataset.ImageFormat;

/** GIF (CompuServe, 87a and 89a): a screen, then blocks up to the trailer; each image block holds LZW-coded indexes. */
final class GifStructure implements Structure {
    private static final int EXTENSION = 0x21;
    private static final int IMAGE = 0x2C;
    private static final int TRAILER = 0x3B;

    /** The picture is the screen, widened where the first frame reaches beyond it. */
    @Override
    public Header header(Bytes file) throws Unreadable {
        GifFrame frame = GifFrame.first(file);
        ColorMode mode = frame.palette() == null ? ColorMode.L : ColorMode.P;
        return new Header(
                        ImageFormat.GIF,
                        frame.canvasWidth(),
                        frame.canvasHeight(),
                        mode,
                        1,
                        8,
                        frame.transparentIndex() >= 0)
                .checked();
    }

    @Override
    public Extent verify(Bytes file, Header header) throws Unreadable {
        int frames = 0;
        long at = firstBlock(file);
        while (true) {
            if (frames > 0 && at == file.length()) {
                return new Extent(frames, at); // every picture is there, only the trailer is not
            }
            file.require(at, 1, "blocks: it has no trailer");
            int block = file.u8(at);
            if (block == TRAILER) {
                break;
            } else if (block == 0) {
                at++; // an end of sub-blocks too many, as some writers leave it
            } else if (block == EXTENSION) {
                at = afterSubBlocks(file, at + 2);
            } else if (block == IMAGE) {
                frames++;
                at = afterSubBlocks(file, imageData(file, at) + 1);
            } else if (frames > 0) {
                return new Extent(frames, at); // every picture before is there, what follows is none
            } else {
                throw Unreadable.corrupt("The GIF file has no block at byte " + at + ", where one must stand");
            }
        }
        if (frames == 0) {
            throw Unreadable.corrupt("The GIF file ends before it holds any picture");
        }
        return new Extent(frames, at + 1);
    }

    /** Offset of the first block, after the screen's descriptor and palette. */
    static long firstBlock(Bytes file) throws Unreadable {
        return 13 + paletteBytes(file.u8(10));
    }

    /** Offset of an image block's LZW code size, after the image's descriptor and palette. */
    static long imageData(Bytes file, long image) throws Unreadable {
        return image + 10 + paletteBytes(file.u8(image + 9));
    }

    static int paletteBytes(int flags) {
        return (flags & 0x80) == 0 ? 0 : 3 << (flags & 7) + 1;
    }

    static long afterSubBlocks(Bytes file, long offset) throws Unreadable {
        long at = offset;
        for (int length = file.u8(at); length != 0; length = file.u8(at)) {
            at += length + 1L;
        }
        return at + 1;
    }
}
