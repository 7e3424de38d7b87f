package dev.winnow.dataset.augment;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** The one catalogue of transforms by the names that specs take. */
public final class Transforms {
    private static final Map<String, Function<Parameters, Transform>> ALL = new TreeMap<>();

    static {
        ALL.put("resize", Resize::of);
        ALL.put("crop", Framing::crop);
        ALL.put("centerCrop", Framing::centerCrop);
        ALL.put("pad", Framing::pad);
        ALL.put("flip", Framing::flip);
        ALL.put("transpose", Framing::transpose);
        ALL.put("rot90", Framing::rot90);
        ALL.put("affine", Affine::of);
        ALL.put("safeRotate", Affine::safeRotate);
        ALL.put("perspective", Affine::perspective);
        ALL.put("policyGeometric", Affine::policyGeometric);
        ALL.put("brightnessContrast", Tones::brightnessContrast);
        ALL.put("gamma", Tones::gamma);
        ALL.put("hsvShift", Tones::hsvShift);
        ALL.put("hsvGain", Tones::hsvGain);
        ALL.put("colorJitter", Tones::colorJitter);
        ALL.put("policyBrightness", Tones::policyBrightness);
        ALL.put("policyContrast", Tones::policyContrast);
        ALL.put("policyColor", Tones::policyColor);
        ALL.put("policySharpness", Tones::policySharpness);
        ALL.put("policyPosterize", Tones::posterize);
        ALL.put("policySolarize", p -> Tones.solarize(p, 255));
        ALL.put("policyAutocontrast", Tones::policyAutocontrast);
        ALL.put("policyEqualize", Tones::policyEqualize);
        ALL.put("policyInvert", Tones::invert);
        ALL.put("policyHue", Tones::policyHue);
        ALL.put("posterize", Tones::posterize);
        ALL.put("solarize", p -> Tones.solarize(p, 1));
        ALL.put("autocontrast", Tones::autocontrast);
        ALL.put("invert", Tones::invert);
        ALL.put("rgbShift", Tones::rgbShift);
        ALL.put("gray", Tones::gray);
        ALL.put("bgr", Tones::bgr);
        ALL.put("convert", Tones::convert);
        ALL.put("denoise", Filters::denoise);
        ALL.put("equalize", Filters::equalize);
        ALL.put("gaussianBlur", Filters::gaussianBlur);
        ALL.put("boxBlur", Filters::boxBlur);
        ALL.put("convolve", Filters::convolve);
        ALL.put("jpeg", Filters::jpeg);
        ALL.put("downscale", Filters::downscale);
        ALL.put("erase", Filters::erase);
    }

    private Transforms() {}

    /** In alphabetical order. */
    public static Iterable<String> names() {
        return Collections.unmodifiableSet(ALL.keySet());
    }

    /**
     * A step as a spec gives it.
     *
     * @param parameters by key; see {@link Parameters}
     * @throws IllegalArgumentException where name, key or value is not allowed, with a sentence for people
     */
    public static Step step(String name, Map<String, ?> parameters) {
        Function<Parameters, Transform> maker = ALL.get(name);
        if (maker == null) {
            throw new IllegalArgumentException("There is no step " + name + Parameters.nearest(name, ALL.keySet())
                    + ". Steps are " + String.join(", ", ALL.keySet()));
        }
        Parameters asked = new Parameters(name, parameters);
        Transform transform = maker.apply(asked);
        asked.checkUnknown();
        return new Step(name, asked.resolved(), transform);
    }
}
