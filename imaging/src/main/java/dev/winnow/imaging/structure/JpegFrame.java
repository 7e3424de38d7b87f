package dev.winnow.imaging.structure;

import dev.winnow.dataset.Rejection.Reason;
import java.util.ArrayList;
import java.util.List;

/**
 * The frame header of a JPEG file: how its picture is cut into blocks of 8×8 samples.
 *
 * @param progressive coded in several scans from coarse to fine
 * @param arithmetic coded arithmetically and not by Huffman codes
 */
record JpegFrame(int width, int height, boolean progressive, boolean arithmetic, List<Component> components) {
    private static final int MAX_FACTOR = 4;

    /**
     * @param id by which scans name it
     * @param horizontal samples across, relative to the other components
     * @param vertical samples down
     * @param table which quantisation table it has
     */
    record Component(int id, int horizontal, int vertical, int table) {}

    /** @throws Unreadable UNSUPPORTED_FORMAT for the codings that no decoder here knows, CORRUPT for a broken header */
    static JpegFrame of(Bytes file, JpegSegment segment) throws Unreadable {
        int marker = segment.marker();
        if (marker != 0xC0 && marker != 0xC1 && marker != 0xC2 && marker != 0xC9 && marker != 0xCA) {
            throw new Unreadable(
                    Reason.UNSUPPORTED_FORMAT,
                    "The file is a lossless or hierarchical JPEG: save it as baseline or progressive JPEG");
        }
        int data = segment.data();
        if (segment.length() < 6 || segment.length() != 6 + 3 * file.u8(data + 5L)) {
            throw Unreadable.corrupt(
                    "The JPEG frame header has " + segment.length() + " bytes, which is a wrong number");
        }
        int precision = file.u8(data);
        if (precision != 8) {
            throw new Unreadable(
                    Reason.UNSUPPORTED_FORMAT, "The JPEG file has " + precision + " bits a sample: save it with 8");
        }
        List<Component> components = new ArrayList<>();
        for (int at = data + 6; at < segment.end(); at += 3) {
            int factors = file.u8(at + 1L);
            Component component = new Component(file.u8(at), factors >> 4, factors & 15, file.u8(at + 2L));
            if (!isFactor(component.horizontal()) || !isFactor(component.vertical())) {
                throw Unreadable.corrupt("The JPEG frame header gives sampling factors of " + component.horizontal()
                        + "×" + component.vertical() + ", expected 1 to 4");
            }
            components.add(component);
        }
        return new JpegFrame(
                file.u16(data + 3L),
                file.u16(data + 1L),
                marker == 0xC2 || marker == 0xCA,
                marker >= 0xC9,
                List.copyOf(components));
    }

    private static boolean isFactor(int factor) {
        return factor >= 1 && factor <= MAX_FACTOR;
    }

    private int largestHorizontal() {
        return components.stream().mapToInt(Component::horizontal).max().orElse(1);
    }

    private int largestVertical() {
        return components.stream().mapToInt(Component::vertical).max().orElse(1);
    }

    /** How many MCUs a scan of several components has. */
    long units() {
        return (long) pieces(width, 8 * largestHorizontal()) * pieces(height, 8 * largestVertical());
    }

    /** How many blocks a scan of this component alone has. */
    long blocks(Component component) {
        int across = pieces(width * component.horizontal(), largestHorizontal());
        int down = pieces(height * component.vertical(), largestVertical());
        return (long) pieces(across, 8) * pieces(down, 8);
    }

    private static int pieces(int whole, int piece) {
        return (whole + piece - 1) / piece;
    }

    /** How much coarser the colours are sampled than the brightness, as {@code 4:2:0}; null for gray. */
    String subsampling() {
        if (components.size() < 3) {
            return null;
        }
        Component luma = components.get(0);
        Component chroma = components.get(1);
        if (luma.horizontal() % chroma.horizontal() != 0 || luma.vertical() % chroma.vertical() != 0) {
            return luma.horizontal() + "x" + luma.vertical() + ":" + chroma.horizontal() + "x" + chroma.vertical();
        }
        String ratio = luma.horizontal() / chroma.horizontal() + "x" + luma.vertical() / chroma.vertical();
        return switch (ratio) {
            case "1x1" -> "4:4:4";
            case "2x1" -> "4:2:2";
            case "2x2" -> "4:2:0";
            case "1x2" -> "4:4:0";
            case "4x1" -> "4:1:1";
            default -> ratio;
        };
    }
}
