package dev.winnow.imaging.metadata;

import dev.winnow.dataset.Issue;
import dev.winnow.imaging.structure.Header;
import dev.winnow.imaging.structure.Span;
import java.util.List;
import java.util.Locale;

/**
 * What a PNG without a profile says of its colours. Of its chunks the strongest counts: cICP, then sRGB, then cHRM with gAMA
 * (PNG, third edition, 4.3).
 *
 * @param points or null
 * @param srgb whether it says that it is sRGB
 * @param primaries by cHRM, or null
 * @param gamma the exponent from samples to light, 2.2 for sRGB-like ones, or not a number
 */
record PngColors(CodePoints points, boolean srgb, Primaries primaries, double gamma) {
    private static final PngColors SILENT = new PngColors(null, false, null, Double.NaN);
    private static final double USUAL_GAMMA = 2.2;
    /** Files of 1/2.2, of sRGB's nearest power and of old rounding are alike. */
    private static final double GAMMA_TOLERANCE = 0.06;

    static PngColors of(byte[] file, List<Header.Block> blocks) {
        if (blocks.isEmpty()) {
            return SILENT;
        }
        CodePoints points = null;
        boolean srgb = false;
        Primaries primaries = null;
        double gamma = Double.NaN;
        for (Header.Block block : blocks) {
            Span data = block.span();
            switch (block.kind()) {
                case PNG_CODE_POINTS -> {
                    if (data.length() >= 4) {
                        points = new CodePoints(file[data.offset()] & 0xFF, file[data.offset() + 1] & 0xFF);
                    }
                }
                case PNG_SRGB -> srgb = true;
                case PNG_CHROMATICITIES -> primaries = data.length() < 32 ? null : chromaticities(file, data.offset());
                case PNG_GAMMA -> {
                    long stored = data.length() < 4 ? 0 : u32(file, data.offset());
                    gamma = stored == 0 ? Double.NaN : 100_000.0 / stored;
                }
                case XMP, PHOTOSHOP, PNG_TEXT, PNG_DEFLATED_TEXT -> {}
            }
        }
        return new PngColors(points, srgb, primaries, gamma);
    }

    private static Primaries chromaticities(byte[] file, int at) {
        double[] xy = new double[8];
        for (int i = 0; i < 8; i++) {
            xy[i] = u32(file, at + 4 * i) / 100_000.0;
            if (xy[i] > 1) {
                return null;
            }
        }
        // White comes first. Profile makers' D50 has x = 0.346, D65 has 0.313.
        return new Primaries(xy[2], xy[3], xy[4], xy[5], xy[6], xy[7], xy[0] > 0.33);
    }

    /**
     * @param issues receives WIDE_GAMUT also for numbers that are no sRGB by their curve alone
     * @return whether the primaries reach beyond sRGB
     */
    boolean judged(List<Issue> issues) {
        if (points != null) {
            Primaries named = points.chromaticities();
            boolean wide = named != null && named.wide();
            if (wide || points.oddTransfer() != null) {
                issues.add(wide(
                        "The PNG says its colours are " + points.name(),
                        points.oddTransfer() == null ? "by chunk cICP" : "coded as " + points.oddTransfer()));
            }
            return wide;
        }
        if (srgb) {
            return false;
        }
        if (primaries != null && primaries.wide()) {
            issues.add(wide(
                    "The PNG's primaries",
                    String.format(
                            Locale.ROOT,
                            "which reach %.0f %% beyond sRGB by chunk cHRM",
                            100 * primaries.beyondSrgb())));
            return true;
        }
        if (Math.abs(gamma / USUAL_GAMMA - 1) > GAMMA_TOLERANCE) {
            issues.add(wide(String.format(Locale.ROOT, "The PNG's gamma is %.2f", gamma), "where sRGB has 2.2"));
        }
        return false;
    }

    static Issue wide(String what, String why) {
        return new Issue(Issue.Kind.WIDE_GAMUT, what + ", " + why + ": the numbers are taken as sRGB");
    }

    private static long u32(byte[] file, int at) {
        return (file[at] & 0xFFL) << 24
                | (file[at + 1] & 0xFF) << 16
                | (file[at + 2] & 0xFF) << 8
                | file[at + 3] & 0xFF;
    }
}
