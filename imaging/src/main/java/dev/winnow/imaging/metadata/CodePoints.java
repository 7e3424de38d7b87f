package dev.winnow.imaging.metadata;

/**
 * A colour space by the numbers of ITU-T H.273, as PNG's chunk cICP and the profile tag {@code cicp} give it.
 *
 * @param primaries 1 is sRGB's, 2 says nothing
 * @param transfer 13 is sRGB's, 2 says nothing
 */
record CodePoints(int primaries, int transfer) {

    /** @return null for numbers that name no primaries */
    Primaries chromaticities() {
        return switch (primaries) {
            case 1 -> Primaries.SRGB;
            case 4 -> new Primaries(0.67, 0.33, 0.21, 0.71, 0.14, 0.08, false);
            case 5 -> new Primaries(0.64, 0.33, 0.29, 0.60, 0.15, 0.06, false);
            case 6, 7 -> new Primaries(0.630, 0.340, 0.310, 0.595, 0.155, 0.070, false);
            case 8 -> new Primaries(0.681, 0.319, 0.243, 0.692, 0.145, 0.049, false);
            case 9 -> new Primaries(0.708, 0.292, 0.170, 0.797, 0.131, 0.046, false);
            case 10 -> new Primaries(1, 0, 0, 1, 0, 0, false);
            case 11, 12 -> new Primaries(0.680, 0.320, 0.265, 0.690, 0.150, 0.060, false);
            case 22 -> new Primaries(0.630, 0.340, 0.295, 0.605, 0.155, 0.077, false);
            default -> null;
        };
    }

    String name() {
        return switch (primaries) {
            case 1 -> "BT.709";
            case 4 -> "BT.470 M";
            case 5 -> "BT.470 BG";
            case 6, 7 -> "BT.601";
            case 8 -> "generic film";
            case 9 -> "BT.2020";
            case 10 -> "CIE XYZ";
            case 11 -> "DCI-P3";
            case 12 -> "Display P3";
            case 22 -> "EBU 3213";
            default -> "primaries " + primaries;
        };
    }

    /** The transfer curve by name where it is far from sRGB's, otherwise null. */
    String oddTransfer() {
        return switch (transfer) {
            case 8 -> "linear light";
            case 9, 10 -> "a logarithmic curve";
            case 16 -> "PQ";
            case 18 -> "HLG";
            default -> null;
        };
    }
}
