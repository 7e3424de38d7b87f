package dev.winnow.dataset.augment;

import dev.winnow.dataset.augment.Instruction.Adapt;
import dev.winnow.dataset.augment.Instruction.Tables;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;

/** Steps that change brightness and color. Values are rounded half up, except in color jitter and in the
 * steps of a policy: their tools cut off, and several such steps in a row would drift apart. */
final class Tones {
    /** Names of the four steps of a color jitter, by their number in {@code order}. */
    private static final int JITTERS = 4;

    private Tones() {}

    static Transform brightnessContrast(Parameters p) {
        double brightness = p.number("brightness", 0, -1, 1);
        double gain = 1 + p.number("contrast", 0, -1, 10);
        if (p.flag("brightnessByMax", true)) {
            return table(v -> v * gain + 255 * brightness);
        }
        return adapted(picture -> same(Table.of(v -> v * gain + brightness * picture.mean(), Rounding.HALF_UP)));
    }

    static Transform gamma(Parameters p) {
        double gamma = p.number("gamma", 0.01, 100);
        return table(v -> 255 * Math.pow(v / 255, gamma));
    }

    /** Amounts that are added to 8-bit HSV; gray pixels stay gray. */
    static Transform hsvShift(Parameters p) {
        double hue = p.number("hue", 0, -180, 180);
        double saturation = p.number("saturation", 0, -255, 255);
        double value = p.number("value", 0, -255, 255);
        return one(new Tables(
                ColorSpace.HSV,
                Table.of(h -> turned(h + hue), Rounding.DOWN),
                Table.of(s -> s == 0 ? 0 : s + saturation, Rounding.DOWN),
                Table.of(v -> v + value, Rounding.DOWN)));
    }

    /** Shares by which 8-bit HSV grows: the hue by a share of the circle, the others in proportion; gray pixels stay gray. */
    static Transform hsvGain(Parameters p) {
        double hue = p.number("hue", 0, -1, 1);
        double saturation = p.number("saturation", 0, -1, 10);
        double value = p.number("value", 0, -1, 10);
        return one(new Tables(
                ColorSpace.HSV,
                Table.of(h -> turned(h + hue * 180), Rounding.DOWN),
                Table.of(s -> s * (1 + saturation), Rounding.DOWN),
                Table.of(v -> v * (1 + value), Rounding.DOWN)));
    }

    private static double turned(double hue) {
        return hue - 180 * Math.floor(hue / 180);
    }

    /** Brightness, contrast, saturation and hue, one after another in the order given. */
    static Transform colorJitter(Parameters p) {
        List<Instruction> steps = new ArrayList<>(List.of(
                brightness(p.number("brightness", 1, 0, 100)),
                contrast(p.number("contrast", 1, 0, 100), Statistics::meanGray),
                new Instruction.Saturate(p.number("saturation", 1, 0, 100), Rounding.HALF_UP),
                hue(p.number("hue", 0, -0.5, 0.5))));
        double[] order = p.numbers("order", new double[] {0, 1, 2, 3}, 0, JITTERS - 1.0);
        if (Arrays.stream(order).distinct().count() != JITTERS) {
            throw p.wrong("order", Arrays.toString(order), "0, 1, 2 and 3 in any order");
        }
        return all(Arrays.stream(order).mapToObj(i -> steps.get((int) i)).toList());
    }

    private static Instruction hue(double share) {
        return new Tables(
                ColorSpace.HSV, Table.of(h -> turned(h + share * 180), Rounding.DOWN), Table.IDENTITY, Table.IDENTITY);
    }

    private static Instruction brightness(double factor) {
        return Tables.all(Table.of(v -> factor * v, Rounding.DOWN));
    }

    /** About the picture's mean gray value. */
    private static Instruction contrast(double factor, ToDoubleFunction<Statistics> mean) {
        return new Adapt(picture -> {
            double offset = (1 - factor) * mean.applyAsDouble(picture);
            return same(Table.of(v -> factor * v + offset, Rounding.DOWN));
        });
    }

    static Transform policyBrightness(Parameters p) {
        return one(brightness(factor(p)));
    }

    static Transform policyContrast(Parameters p) {
        return one(contrast(factor(p), Statistics::meanCutGray));
    }

    static Transform policyColor(Parameters p) {
        return one(new Instruction.Saturate(factor(p), Rounding.DOWN));
    }

    static Transform policySharpness(Parameters p) {
        return one(new Instruction.Sharpen(factor(p)));
    }

    private static double factor(Parameters p) {
        return p.number("factor", 0, 100);
    }

    static Transform policyHue(Parameters p) {
        return one(new Instruction.TurnHue(p.number("hue", -0.5, 0.5)));
    }

    static Transform posterize(Parameters p) {
        int bits = p.whole("bits", 4, 0, 8);
        int mask = 255 << (8 - bits) & 255;
        return table(v -> (int) v & mask);
    }

    /** @param most 1 where the threshold is a share of full scale, 255 where it is a value */
    static Transform solarize(Parameters p, double most) {
        double threshold = p.number("threshold", most == 1 ? 0.5 : 128, 0, most) * 255 / most;
        return table(v -> v >= threshold ? 255 - v : v);
    }

    static Transform invert(Parameters p) {
        return table(v -> 255 - v);
    }

    static Transform rgbShift(Parameters p) {
        return one(new Tables(
                ColorSpace.RGB,
                shifted(p.number("r", 0, -255, 255)),
                shifted(p.number("g", 0, -255, 255)),
                shifted(p.number("b", 0, -255, 255))));
    }

    private static Table shifted(double by) {
        return Table.of(v -> v + by, Rounding.HALF_UP);
    }

    /** Each channel is stretched to 0 to 255, but for the share of pixels that {@code cutoff} percent at each end are. */
    static Transform autocontrast(Parameters p) {
        double cutoff = p.number("cutoff", 0, 0, 49);
        return adapted(picture -> stretched(picture, cutoff, Rounding.HALF_UP));
    }

    static Transform policyAutocontrast(Parameters p) {
        return adapted(picture -> stretched(picture, 0, Rounding.DOWN));
    }

    private static List<Table> stretched(Statistics picture, double cutoff, Rounding rounding) {
        return Arrays.stream(picture.counts())
                .map(counts -> stretched(counts, cutoff, rounding))
                .toList();
    }

    private static Table stretched(long[] counts, double cutoff, Rounding rounding) {
        long cut = (long) (Arrays.stream(counts).sum() * cutoff / 100);
        int low = 0;
        for (long left = cut; low < 255 && counts[low] <= left; low++) {
            left -= counts[low];
        }
        int high = 255;
        for (long left = cut; high > 0 && counts[high] <= left; high--) {
            left -= counts[high];
        }
        int darkest = low;
        double scale = 255.0 / (high - low);
        return high <= low ? Table.IDENTITY : Table.of(v -> (v - darkest) * scale, rounding);
    }

    /** Pillow's rule: the step is what each level would have, and levels are sums below it. */
    static Transform policyEqualize(Parameters p) {
        return adapted(
                picture -> Arrays.stream(picture.counts()).map(Tones::spread).toList());
    }

    private static Table spread(long[] counts) {
        int last = 255;
        while (last > 0 && counts[last] == 0) {
            last--;
        }
        long step = (Arrays.stream(counts).sum() - counts[last]) / 255;
        if (step == 0) {
            return Table.IDENTITY;
        }
        long[] below = new long[Table.SIZE];
        for (int v = 1; v < Table.SIZE; v++) {
            below[v] = below[v - 1] + counts[v - 1];
        }
        return Table.of(v -> Math.floorDiv(below[(int) v] + step / 2, step), Rounding.DOWN);
    }

    static Transform gray(Parameters p) {
        p.whole("channels", 3, 3, 3);
        return one(new Instruction.Gray());
    }

    static Transform bgr(Parameters p) {
        return one(new Instruction.SwapRedAndBlue());
    }

    static Transform convert(Parameters p) {
        return one(new Instruction.Convert(p.word("to", ColorSpace.RGB, ColorSpace.class)));
    }

    private static List<Table> same(Table table) {
        return List.of(table, table, table);
    }

    private static Transform table(DoubleUnaryOperator rule) {
        return one(Tables.all(Table.of(rule, Rounding.HALF_UP)));
    }

    private static Transform adapted(Adapt.Rule rule) {
        return one(new Adapt(rule));
    }

    private static Transform one(Instruction instruction) {
        return all(List.of(instruction));
    }

    private static Transform all(List<Instruction> instructions) {
        return (width, height) -> instructions;
    }
}
