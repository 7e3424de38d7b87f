package dev.winnow.imaging.structure;

/**
 * A marker of a JPEG file with its parameters.
 *
 * @param marker the byte after FF
 * @param data offset of the first byte after the length field
 * @param length of the data
 */
record JpegSegment(int marker, int data, int length) {
    static final int SOI = 0xD8;
    static final int EOI = 0xD9;
    static final int SOS = 0xDA;
    static final int DQT = 0xDB;
    static final int DHT = 0xC4;
    static final int DRI = 0xDD;

    int end() {
        return data + length;
    }

    /** Whether it is a frame header (SOF), of whatever coding. */
    boolean isFrame() {
        return marker >= 0xC0 && marker <= 0xCF && marker != DHT && marker != 0xC8 && marker != 0xCC;
    }

    /** Restart markers and TEM, which mean nothing outside a scan. */
    boolean isRestart() {
        return marker >= 0xD0 && marker <= 0xD7 || marker == 0x01;
    }

    /** The segment at an offset, or the next one: a few stray bytes before a marker are skipped, as every decoder does. */
    static JpegSegment at(Bytes file, long offset) throws Unreadable {
        byte[] array = file.array();
        int at = (int) offset;
        int marker = 0;
        while (marker == 0) { // FF00 is a stray byte too
            while (at < array.length && array[at] != (byte) 0xFF) {
                at++;
            }
            while (at < array.length && array[at] == (byte) 0xFF) {
                at++;
            }
            if (at >= array.length) {
                throw Unreadable.truncated("The JPEG file ends at byte " + array.length
                        + " without an end-of-image marker: upload the whole file again");
            }
            marker = array[at] & 0xFF;
            at++;
        }
        if (marker == SOI || marker == EOI || marker >= 0xD0 && marker <= 0xD7 || marker == 0x01) {
            return new JpegSegment(marker, at, 0);
        }
        int length = file.u16(at);
        if (length < 2) {
            throw Unreadable.corrupt("The JPEG segment at byte " + (at - 2) + " says it has " + length + " bytes");
        }
        if (!file.has(at, length)) { // the text is made for the few that need it
            file.require(at, length, String.format("segment FF%02X", marker));
        }
        return new JpegSegment(marker, at + 2, length - 2);
    }
}
