package dev.winnow.imaging.structure;

import dev.winnow.dataset.ImageFormat;

/**
 * The orientation tag of an EXIF block, read alone and always the same way, because pixels depend on it.
 *
 * @param value 1 to 8; 1 where the tag is absent or invalid
 * @param valid false where the tag holds something else than 1 to 8, or the block cannot be read as far as the tag
 */
public record ExifOrientation(int value, boolean valid) {
    private static final int TAG = 274;

    /** @param header of the file, which says where its EXIF block lies */
    public static ExifOrientation of(byte[] file, Header header) {
        if (header.exif() == null) {
            return new ExifOrientation(1, true);
        }
        Bytes block = new Bytes(
                header.format() == ImageFormat.TIFF ? file : header.exif().of(file), "EXIF");
        try {
            boolean little = block.at(0, "II*\0");
            if (!little && !block.at(0, "MM\0*")) {
                return new ExifOrientation(1, false);
            }
            TiffDirectory directory = TiffDirectory.at(block, little ? block.u32le(4) : block.u32(4), little);
            if (!directory.has(TAG)) {
                return new ExifOrientation(1, true);
            }
            long value = directory.number(TAG, 0);
            return value >= 1 && value <= 8 ? new ExifOrientation((int) value, true) : new ExifOrientation(1, false);
        } catch (Unreadable e) {
            return new ExifOrientation(1, false);
        }
    }
}
