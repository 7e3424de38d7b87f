package dev.winnow.dataset.spec;

/**
 * What is refused before any decode, and what becomes of files that are odd and not broken.
 *
 * @param maxBytes of a file
 * @param maxPixels width × height by the file's header
 * @param maxSide the longer side in pixels, at most 65,535
 * @param minSide the shorter side in pixels
 * @param maxFrames pictures in one file, 1 to 100,000
 * @param maxMetadataBytes of EXIF, XMP or colour profile, each, when inflated; a larger one is not read
 * @param maxDecodeSeconds how long a picture may take to decode where decoding can be ended from outside, 1 to 600
 * @param animated what becomes of a file with several frames: the first is taken, or none
 * @param partialScans what becomes of a progressive JPEG that lacks its last scans
 */
public record Limits(
        long maxBytes,
        long maxPixels,
        int maxSide,
        int minSide,
        Integer maxFrames,
        Integer maxMetadataBytes,
        Integer maxDecodeSeconds,
        Action animated,
        Action partialScans) {
    public Limits {
        // Specs of before there was a choice lack the boxed ones.
        maxFrames = maxFrames == null ? 10_000 : maxFrames;
        maxMetadataBytes = maxMetadataBytes == null ? 1 << 20 : maxMetadataBytes;
        maxDecodeSeconds = maxDecodeSeconds == null ? 10 : maxDecodeSeconds;
        animated = animated == null ? Action.FLAG : animated;
        partialScans = partialScans == null ? Action.FLAG : partialScans;
        Requirement.require(maxBytes >= 1 && maxBytes <= 1L << 30, "limits.maxBytes", maxBytes, "1 to 1073741824");
        Requirement.require(maxPixels >= 1 && maxPixels <= 89_478_485, "limits.maxPixels", maxPixels, "1 to 89478485");
        Requirement.require(maxSide >= 1 && maxSide <= 65_535, "limits.maxSide", maxSide, "1 to 65535");
        Requirement.require(minSide >= 1 && minSide <= maxSide, "limits.minSide", minSide, "1 to limits.maxSide");
        Requirement.require(maxFrames >= 1 && maxFrames <= 100_000, "limits.maxFrames", maxFrames, "1 to 100000");
        Requirement.require(
                maxMetadataBytes >= 1024 && maxMetadataBytes <= 1 << 26,
                "limits.maxMetadataBytes",
                maxMetadataBytes,
                "1024 to 67108864");
        Requirement.require(
                maxDecodeSeconds >= 1 && maxDecodeSeconds <= 600,
                "limits.maxDecodeSeconds",
                maxDecodeSeconds,
                "1 to 600");
    }

    /** The other limits at their defaults. */
    public Limits(long maxBytes, long maxPixels, int maxSide, int minSide) {
        this(maxBytes, maxPixels, maxSide, minSide, null, null, null, null, null);
    }

    public static Limits defaults() {
        return new Limits(64L << 20, 50_000_000, 16_384, 1);
    }
}
