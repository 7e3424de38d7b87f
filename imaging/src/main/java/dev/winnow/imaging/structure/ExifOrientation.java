package dev.winnow.imaging.structure;

import dev.winnow.dataset.ImageFormat;

/**
 * The orientation tag of an EXIF block, read alone and always the same way, because pixels depend on it.
 *
 * @param value 1 to 8; 1 where the tag is absent or invalid
 * @param valid false where the tag holds something else than 1 to 8, or the block cannot be read as far as the tag
 * @param offset of the byte in the EXIF block that holds a valid value, or -1
 */
public record ExifOrientation(int value, boolean valid, int offset) {
    private static final int TAG = 274;
    private static final ExifOrientation ABSENT = new ExifOrientation(1, true, -1);
    private static final ExifOrientation INVALID = new ExifOrientation(1, false, -1);

    /** @param header of the file, which says where its EXIF block lies */
    public static ExifOrientation of(byte[] file, Header header) {
        if (header.exif() == null) {
            return ABSENT;
        }
        Bytes block = new Bytes(
                header.format() == ImageFormat.TIFF ? file : header.exif().of(file), "EXIF");
        try {
            boolean little = block.at(0, "II*\0");
            if (!little && !block.at(0, "MM\0*")) {
                return INVALID;
            }
            TiffDirectory directory = TiffDirectory.at(block, little ? block.u32le(4) : block.u32(4), little);
            if (!directory.has(TAG)) {
                return ABSENT;
            }
            long value = directory.number(TAG, 0);
            return value >= 1 && value <= 8 ? new ExifOrientation((int) value, true, directory.lowByte(TAG)) : INVALID;
        } catch (Unreadable e) {
            return INVALID;
        }
    }
}
