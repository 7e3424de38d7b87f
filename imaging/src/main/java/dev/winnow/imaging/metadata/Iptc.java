package dev.winnow.imaging.metadata;

/**
 * By-line and copyright notice of IPTC's Information Interchange Model (version 4.2, datasets 2:80 and 2:116).
 *
 * @param copyright or null
 * @param artist all by-lines, or null
 */
record Iptc(String copyright, String artist) {
    private static final int RESOURCE = 0x0404;
    private static final Iptc NONE = new Iptc(null, null);

    /** From Photoshop's image resources: each has a signature, a number, a padded name, and padded data. */
    static Iptc inPhotoshop(byte[] file, int offset, int length) {
        int end = offset + length;
        int at = offset;
        while (at + 12 <= end && file[at] == '8' && file[at + 1] == 'B' && file[at + 2] == 'I' && file[at + 3] == 'M') {
            int data = at + 7 + (file[at + 6] & 0xFF);
            data += data - at & 1;
            if (data + 4 > end) {
                break;
            }
            long size = (long) u16(file, data) << 16 | u16(file, data + 2);
            data += 4;
            if (size > end - data) {
                break;
            }
            if (u16(file, at + 4) == RESOURCE) {
                return of(file, data, (int) size);
            }
            at = data + (int) size + ((int) size & 1);
        }
        return NONE;
    }

    static Iptc of(byte[] file, int offset, int length) {
        int end = offset + length;
        StringBuilder artist = new StringBuilder();
        String copyright = "";
        for (int at = offset; at + 5 <= end && file[at] == 0x1C; ) {
            int size = u16(file, at + 3);
            int data = at + 5;
            if (size > end - data) { // also of lengths with more than 15 bits, which no text here needs
                break;
            }
            if (file[at + 1] == 2 && file[at + 2] == 80 && artist.length() < PlainText.MAX_CHARS) {
                artist.append(artist.length() == 0 ? "" : ", ").append(PlainText.of(file, data, size));
            } else if (file[at + 1] == 2 && file[at + 2] == 116) {
                copyright = PlainText.of(file, data, size);
            }
            at = data + size;
        }
        return new Iptc(PlainText.orNull(copyright), PlainText.orNull(PlainText.of(artist)));
    }

    private static int u16(byte[] file, int at) {
        return (file[at] & 0xFF) << 8 | file[at + 1] & 0xFF;
    }
}
