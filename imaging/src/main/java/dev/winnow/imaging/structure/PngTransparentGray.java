package dev.winnow.imaging.structure;

/** The one gray level of a gray PNG without an alpha channel that its chunk tRNS declares transparent. */
public final class PngTransparentGray {

    private PngTransparentGray() {}

    /**
     * @param header of the file, which says that it is a PNG with transparency
     * @return the level, scaled to 8 bits where samples have fewer, or −1 if no level is declared
     * @throws Unreadable TRUNCATED if the file ends inside the chunk
     */
    public static int of(Bytes file, Header header) throws Unreadable {
        for (long at = PngStructure.SIGNATURE; file.has(at, 12); at += file.u32(at) + 12) {
            if (file.at(at + 4, "tRNS")) {
                if (file.u32(at) != 2) {
                    return -1;
                }
                int level = file.u16(at + 8);
                int depth = header.bitDepth();
                return depth < 8 ? (level & (1 << depth) - 1) * 255 / ((1 << depth) - 1) : level & (1 << depth) - 1;
            }
        }
        return -1;
    }
}
