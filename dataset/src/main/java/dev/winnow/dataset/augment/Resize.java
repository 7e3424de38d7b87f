package dev.winnow.dataset.augment;

import java.util.ArrayList;
import java.util.List;

/**
 * The picture at another size.
 *
 * @param fit how its proportions and the target's are reconciled
 * @param width of the target; for LONGEST and SHORTEST the length of that side
 * @param interpolation when the picture grows, and also when it shrinks unless {@code shrinking} differs
 * @param shrinking the interpolation where a side shrinks
 */
record Resize(Fit fit, int width, int height, Interpolation interpolation, Interpolation shrinking, Box box)
        implements Transform {

    enum Fit {
        /** Each side by itself. */
        STRETCH,
        /** Scaled to lie inside, the rest filled. */
        LETTERBOX,
        /** Scaled to cover the target, then cut to its centre. */
        COVER,
        LONGEST,
        SHORTEST
    }

    /**
     * What else a letterbox says.
     *
     * @param upscale whether a smaller picture grows
     * @param stride 0, or the number that both sides of the result shall be multiples of, instead of the whole target
     * @param centred whether the picture lies in the middle, not at the top left
     */
    record Box(Color fill, boolean upscale, int stride, boolean centred) {}

    static Resize of(Parameters p) {
        Fit fit = p.word("fit", Fit.LETTERBOX, Fit.class);
        boolean oneSide = fit == Fit.LONGEST || fit == Fit.SHORTEST;
        double[] size = p.numbers("size", oneSide ? new double[1] : new double[2], 1, PictureLimits.SIDE);
        for (double side : size) {
            if (side < 1 || side != Math.rint(side)) {
                throw p.wrong("size", side, oneSide ? "a whole number" : "[width, height] in whole pixels");
            }
        }
        Interpolation interpolation = p.interpolation("interpolation", Interpolation.LINEAR);
        Interpolation shrinking = shrinking(p, interpolation);
        boolean isLetterbox = fit == Fit.LETTERBOX;
        Box box = new Box(
                isLetterbox ? p.color("fill", Color.gray(114)) : Color.gray(114),
                !isLetterbox || p.flag("upscale", true),
                isLetterbox ? p.whole("stride", 0, 0, 4096) : 0,
                !isLetterbox || p.word("anchor", "center", "center", "topLeft").equals("center"));
        return new Resize(fit, (int) size[0], (int) size[size.length - 1], interpolation, shrinking, box);
    }

    private static Interpolation shrinking(Parameters p, Interpolation interpolation) {
        if (p.has("antialias") && p.isFlag("antialias")) {
            return p.flag("antialias", false) ? interpolation.antialiased() : interpolation;
        }
        String way = p.word("antialias", "areaWhenShrinking", "areaWhenShrinking");
        return way.isEmpty() || interpolation != Interpolation.LINEAR ? interpolation : Interpolation.AREA;
    }

    @Override
    public List<Instruction> instructions(int fromWidth, int fromHeight) {
        return switch (fit) {
            case STRETCH -> List.of(resampled(fromWidth, fromHeight, width, height));
            case LONGEST -> List.of(bySide(fromWidth, fromHeight, Math.max(fromWidth, fromHeight)));
            case SHORTEST -> List.of(bySide(fromWidth, fromHeight, Math.min(fromWidth, fromHeight)));
            case COVER -> covering(fromWidth, fromHeight);
            case LETTERBOX -> letterbox(fromWidth, fromHeight);
        };
    }

    private Instruction bySide(int fromWidth, int fromHeight, int side) {
        double scale = (double) width / side;
        return resampled(fromWidth, fromHeight, scaled(fromWidth, scale), scaled(fromHeight, scale));
    }

    private List<Instruction> covering(int fromWidth, int fromHeight) {
        double scale = Math.max((double) width / fromWidth, (double) height / fromHeight);
        int w = Math.max(width, scaled(fromWidth, scale));
        int h = Math.max(height, scaled(fromHeight, scale));
        List<Instruction> all = new ArrayList<>();
        all.add(resampled(fromWidth, fromHeight, w, h));
        all.add(new Instruction.Window((w - width) / 2, (h - height) / 2, width, height));
        return all;
    }

    /** The rule of ultralytics' LetterBox: halves of an odd remainder go below and to the right. */
    private List<Instruction> letterbox(int fromWidth, int fromHeight) {
        double scale = Math.min((double) width / fromWidth, (double) height / fromHeight);
        if (!box.upscale) {
            scale = Math.min(scale, 1);
        }
        int w = scaled(fromWidth, scale);
        int h = scaled(fromHeight, scale);
        double across = width - w;
        double down = height - h;
        if (box.stride > 0) {
            across %= box.stride;
            down %= box.stride;
        }
        int left = box.centred ? (int) Math.rint(across / 2 - 0.1) : 0;
        int top = box.centred ? (int) Math.rint(down / 2 - 0.1) : 0;
        List<Instruction> all = new ArrayList<>();
        all.add(resampled(fromWidth, fromHeight, w, h));
        all.add(new Instruction.Margins(top, (int) across - left, (int) down - top, left, Border.CONSTANT, box.fill));
        return all;
    }

    /** Half to even, and one pixel at least. */
    private static int scaled(int side, double scale) {
        return (int) Math.max(1, Math.rint(side * scale));
    }

    private Instruction resampled(int fromWidth, int fromHeight, int w, int h) {
        boolean shrinks = w < fromWidth || h < fromHeight;
        return new Instruction.Resample(w, h, shrinks ? shrinking : interpolation);
    }
}
