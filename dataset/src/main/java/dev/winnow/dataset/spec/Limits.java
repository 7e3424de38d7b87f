package dev.winnow.dataset.spec;

import dev.winnow.dataset.setting.Setting;
import dev.winnow.dataset.setting.Settings;

/** What is refused before any decode, and what becomes of files that are odd and not broken. */
public record Limits(
        @Setting(value = "Most bytes of a file", min = 1, max = 1L << 30)
        long maxBytes,

        @Setting(value = "Most pixels by the header of a file: width times height", min = 1, max = 89478485)
        long maxPixels,

        @Setting(value = "The longer side at most, in pixels", min = 1, max = 65535)
        int maxSide,

        @Setting(value = "The shorter side at least, in pixels, no more than maxSide", min = 1, max = 65535)
        int minSide,

        @Setting(value = "Most pictures in one file", min = 1, max = 100000)
        Integer maxFrames,

        @Setting(
                value = "Most bytes of EXIF, XMP or colour profile, each, when inflated; a larger one is not read",
                min = 1024,
                max = 1 << 26)
        Integer maxMetadataBytes,

        @Setting(
                value = "Most seconds for the decode of a picture, where a decode can be ended from outside",
                min = 1,
                max = 600)
        Integer maxDecodeSeconds,

        @Setting("What becomes of a file with several frames: ACCEPT and FLAG take the first")
        Action animated,

        @Setting("What becomes of a progressive JPEG that lacks its last scans")
        Action partialScans) {
    private static final Settings SETTINGS = Settings.of(Limits.class, "limits");

    public Limits {
        // Specs of before there was a choice lack the boxed ones.
        maxFrames = maxFrames == null ? 10_000 : maxFrames;
        maxMetadataBytes = maxMetadataBytes == null ? 1 << 20 : maxMetadataBytes;
        maxDecodeSeconds = maxDecodeSeconds == null ? 10 : maxDecodeSeconds;
        animated = animated == null ? Action.FLAG : animated;
        partialScans = partialScans == null ? Action.FLAG : partialScans;
        SETTINGS.check(
                maxBytes,
                maxPixels,
                maxSide,
                minSide,
                maxFrames,
                maxMetadataBytes,
                maxDecodeSeconds,
                animated,
                partialScans);
        Settings.require(minSide <= maxSide, "limits.minSide", minSide, "1 to limits.maxSide");
    }

    /** The other limits at their defaults. */
    public Limits(long maxBytes, long maxPixels, int maxSide, int minSide) {
        this(maxBytes, maxPixels, maxSide, minSide, null, null, null, null, null);
    }

    public static Limits defaults() {
        return new Limits(64L << 20, 50_000_000, 16_384, 1);
    }
}
