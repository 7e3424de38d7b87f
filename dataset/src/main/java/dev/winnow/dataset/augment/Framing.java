package dev.winnow.dataset.augment;

import dev.winnow.dataset.Dihedral;
import java.util.List;

/** Steps that cut, widen, mirror and turn a picture without any interpolation. */
final class Framing {
    private static final int MOST_MARGIN = 10_000;

    private Framing() {}

    static Transform crop(Parameters p) {
        int x = p.whole("x", 0, PictureLimits.SIDE);
        int y = p.whole("y", 0, PictureLimits.SIDE);
        int width = p.whole("width", 1, PictureLimits.SIDE);
        int height = p.whole("height", 1, PictureLimits.SIDE);
        return (fromWidth, fromHeight) -> {
            if (x + width > fromWidth || y + height > fromHeight) {
                throw larger(width + "x" + height + " at " + x + ", " + y, fromWidth, fromHeight);
            }
            return List.of(new Instruction.Window(x, y, width, height));
        };
    }

    static Transform centerCrop(Parameters p) {
        int width = p.whole("width", 1, PictureLimits.SIDE);
        int height = p.whole("height", 1, PictureLimits.SIDE);
        boolean down = p.word("rounding", "floor", "floor", "halfEven").equals("floor");
        return (fromWidth, fromHeight) -> {
            if (width > fromWidth || height > fromHeight) {
                throw larger(width + "x" + height, fromWidth, fromHeight);
            }
            return List.of(new Instruction.Window(
                    start(fromWidth - width, down), start(fromHeight - height, down), width, height));
        };
    }

    private static int start(int rest, boolean down) {
        return down ? rest / 2 : (int) Math.rint(rest / 2.0);
    }

    private static UnfitPictureException larger(String crop, int width, int height) {
        return new UnfitPictureException("A crop of " + crop + " does not lie in a picture of " + width + "x" + height
                + ": resize or pad it first");
    }

    static Transform pad(Parameters p) {
        Instruction margins = new Instruction.Margins(
                p.whole("top", 0, 0, MOST_MARGIN),
                p.whole("right", 0, 0, MOST_MARGIN),
                p.whole("bottom", 0, 0, MOST_MARGIN),
                p.whole("left", 0, 0, MOST_MARGIN),
                p.word("border", Border.CONSTANT, Border.class),
                p.color("fill", Color.gray(0)));
        return (width, height) -> List.of(margins);
    }

    static Transform flip(Parameters p) {
        boolean horizontal =
                p.word("axis", "horizontal", "horizontal", "vertical").equals("horizontal");
        return turned(horizontal ? Dihedral.FLIP_LEFT_RIGHT : Dihedral.FLIP_TOP_BOTTOM);
    }

    static Transform transpose(Parameters p) {
        return turned(Dihedral.TRANSPOSE);
    }

    /** Counter-clockwise. */
    static Transform rot90(Parameters p) {
        Dihedral[] turns = {Dihedral.IDENTITY, Dihedral.ROTATE_90, Dihedral.ROTATE_180, Dihedral.ROTATE_270};
        return turned(turns[p.whole("times", 1, 0, 3)]);
    }

    private static Transform turned(Dihedral turn) {
        List<Instruction> one = List.of(new Instruction.Rearrange(turn));
        return (width, height) -> one;
    }
}
