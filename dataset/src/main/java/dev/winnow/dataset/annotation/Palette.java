package dev.winnow.dataset.annotation;

import dev.winnow.dataset.setting.Setting;
import dev.winnow.dataset.setting.Settings;
import dev.winnow.dataset.setting.TypeName;
import java.util.Locale;

/** The colours of classes that have none of their own, by their number. */
public sealed interface Palette {

    /**
     * @param number of the class, 0 or more
     * @return as {@code #rrggbb}
     */
    String color(int number);

    /** The colour map of Pascal VOC. Class 0 has the colour of index 1, because index 0 is the background. */
    @TypeName(value = "voc", description = "The colour map of Pascal VOC, as its masks use it")
    record Voc() implements Palette {

        /** The bits of the index, from the lowest on, are the highest bits of red, green and blue in turn. */
        @Override
        public String color(int number) {
            int red = 0;
            int green = 0;
            int blue = 0;
            int index = number + 1;
            for (int bit = 7; bit >= 0 && index != 0; bit--, index >>>= 3) {
                red |= (index & 1) << bit;
                green |= (index >>> 1 & 1) << bit;
                blue |= (index >>> 2 & 1) << bit;
            }
            return hex(red, green, blue);
        }
    }

    /** Hues a golden angle apart, so that any number of first classes is told apart well. */
    @TypeName(value = "hues", description = "Hues that are far apart, of one saturation and lightness")
    record Hues(
            @Setting(value = "Saturation of the colours (HSL)", min = 0, max = 1)
            Double saturation,

            @Setting(value = "Lightness of the colours (HSL)", min = 0, max = 1)
            Double lightness)
            implements Palette {
        private static final Settings SETTINGS = Settings.of(Hues.class, "ontology.palette");

        /** Degrees. */
        private static final double GOLDEN_ANGLE = 180 * (3 - Math.sqrt(5));

        public Hues {
            saturation = saturation == null ? 0.7 : saturation;
            lightness = lightness == null ? 0.5 : lightness;
            SETTINGS.check(saturation, lightness);
        }

        @Override
        public String color(int number) {
            double hue = number * GOLDEN_ANGLE % 360;
            return hex(channel(hue, 0), channel(hue, 8), channel(hue, 4));
        }

        /** A channel of HSL in the form of the CSS Color Module, level 4. */
        private int channel(double hue, int offset) {
            double k = (offset + hue / 30) % 12;
            double reach = saturation * Math.min(lightness, 1 - lightness);
            return (int) Math.round(255 * (lightness - reach * Math.max(-1, Math.min(Math.min(k - 3, 9 - k), 1))));
        }
    }

    private static String hex(int red, int green, int blue) {
        return String.format(Locale.ROOT, "#%02x%02x%02x", red, green, blue);
    }
}
