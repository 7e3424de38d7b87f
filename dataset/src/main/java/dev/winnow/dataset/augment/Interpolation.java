package dev.winnow.dataset.augment;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** How a value between pixels is found. Those of Pillow widen with the shrink, so that nothing is skipped; the others do not, except AREA. */
public enum Interpolation {
    /** The pixel at {@code floor(x · scale)}, as OpenCV's INTER_NEAREST and torchvision's NEAREST. */
    NEAREST,
    /** The pixel at {@code floor((x + 0.5) · scale)}, as Pillow and scikit-image. */
    NEAREST_EXACT,
    LINEAR,
    LINEAR_EXACT,
    /** Keys' cubic with a = −0.75, as OpenCV. */
    CUBIC,
    AREA,
    LANCZOS4,
    PILLOW_BILINEAR,
    /** Keys' cubic with a = −0.5. */
    PILLOW_BICUBIC,
    PILLOW_LANCZOS;

    /** As specs name it: {@code nearestExact}. */
    public String label() {
        StringBuilder label = new StringBuilder();
        for (String word : name().toLowerCase(Locale.ROOT).split("_")) {
            label.append(label.isEmpty() ? word : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
        }
        return label.toString();
    }

    /** By its label, or by the names that Pillow and torchvision give: {@code bilinear}, {@code bicubic}, {@code lanczos}. */
    public static Optional<Interpolation> named(String label) {
        return switch (label) {
            case "bilinear" -> Optional.of(LINEAR);
            case "bicubic" -> Optional.of(CUBIC);
            case "lanczos" -> Optional.of(LANCZOS4);
            default ->
                Arrays.stream(values()).filter(i -> i.label().equals(label)).findFirst();
        };
    }

    /** All labels, with commas between. */
    public static String labels() {
        return Arrays.stream(values()).map(Interpolation::label).collect(Collectors.joining(", "));
    }

    /** The kernel of the same degree that widens with the shrink: what torchvision calls antialias. */
    public Interpolation antialiased() {
        return switch (this) {
            case NEAREST, NEAREST_EXACT, AREA, PILLOW_BILINEAR, PILLOW_BICUBIC, PILLOW_LANCZOS -> this;
            case LINEAR, LINEAR_EXACT -> PILLOW_BILINEAR;
            case CUBIC -> PILLOW_BICUBIC;
            case LANCZOS4 -> PILLOW_LANCZOS;
        };
    }

    /** Whether a warp can be sampled so. The others are for whole scales only. */
    public boolean samplesWarps() {
        return this == NEAREST || this == LINEAR || this == CUBIC || this == LANCZOS4;
    }
}
