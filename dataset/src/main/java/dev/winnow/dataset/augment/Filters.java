package dev.winnow.dataset.augment;

import java.util.ArrayList;
import java.util.List;

/** Steps in which a pixel's neighbours count, and those that damage a picture on purpose. */
final class Filters {
    private static final int WIDEST = 255;

    private Filters() {}

    static Transform denoise(Parameters p) {
        String method = p.word("method", "median", "median", "bilateral", "nonLocalMeans");
        return switch (method) {
            case "median" -> one(new Instruction.Median(odd(p, "size", 3, 255)));
            case "bilateral" ->
                one(new Instruction.Bilateral(
                        p.whole("d", 5, 1, 51),
                        p.number("sigmaColor", 25, 0, 1000),
                        p.number("sigmaSpace", 25, 0, 1000)));
            default -> {
                double h = p.number("h", 3, 0, 100);
                double hColor = p.has("hColor") ? p.number("hColor", 0, 100) : Double.NaN;
                yield one(
                        new Instruction.NonLocalMeans(h, hColor, odd(p, "template", 7, 21), odd(p, "search", 21, 51)));
            }
        };
    }

    static Transform equalize(Parameters p) {
        String method = p.word("method", "histogram", "histogram", "clahe");
        Instruction.Plane on = p.word(
                "on", method.equals("clahe") ? Instruction.Plane.LAB : Instruction.Plane.LUMA, Instruction.Plane.class);
        if (method.equals("histogram")) {
            return one(new Instruction.Equalize(on));
        }
        double clip = p.number("clipLimit", 2, 0, 255);
        double[] tiles = p.numbers("tiles", new double[] {8, 8}, 1, 64);
        return one(new Instruction.Clahe(clip, (int) tiles[0], (int) tiles[1], on));
    }

    static Transform gaussianBlur(Parameters p) {
        double sigma = p.number("sigma", 1, 0.01, 100);
        int fitting = Math.min(WIDEST, 2 * (int) Math.ceil(3 * sigma) + 1);
        return one(new Instruction.GaussianBlur(odd(p, "size", fitting, WIDEST), sigma));
    }

    static Transform boxBlur(Parameters p) {
        return one(new Instruction.BoxBlur(odd(p, "size", 3, WIDEST)));
    }

    static Transform convolve(Parameters p) {
        double[][] rows = p.rows("kernel");
        if (rows.length > WIDEST) {
            throw p.wrong("kernel", "a list of " + rows.length + " rows", "at most " + WIDEST + " rows");
        }
        try {
            return one(new Instruction.Convolve(Kernel.of(rows)));
        } catch (IllegalArgumentException e) {
            throw p.wrong("kernel", "a list of " + rows.length + " rows", "a square with an odd side");
        }
    }

    static Transform jpeg(Parameters p) {
        int quality = p.whole("quality", 75, 1, 100);
        boolean halves = p.text("subsampling", "4:2:0", "4:2:0", "4:4:4").equals("4:2:0");
        return one(new Instruction.Jpeg(quality, halves));
    }

    /** Made smaller and large again: detail is lost. */
    static Transform downscale(Parameters p) {
        double scale = p.number("scale", 0.01, 0.999);
        Interpolation down = p.interpolation("down", Interpolation.AREA);
        Interpolation up = p.interpolation("up", Interpolation.LINEAR);
        return (width, height) -> {
            int w = Math.max(1, (int) (width * scale));
            int h = Math.max(1, (int) (height * scale));
            return List.of(new Instruction.Resample(w, h, down), new Instruction.Resample(width, height, up));
        };
    }

    static Transform erase(Parameters p) {
        double[][] rows = p.rows("rectangles");
        List<Instruction.Rectangle> rectangles = new ArrayList<>();
        for (double[] row : rows) {
            if (row.length != 4) {
                throw p.wrong(
                        "rectangles", "a list with " + row.length + " numbers in it", "left, top, right, bottom each");
            }
            rectangles.add(new Instruction.Rectangle((int) row[0], (int) row[1], (int) row[2], (int) row[3]));
        }
        return one(new Instruction.Cover(rectangles, p.color("fill", Color.gray(0))));
    }

    private static int odd(Parameters p, String key, int fallback, int most) {
        int value = p.whole(key, fallback, 1, most);
        if (value % 2 == 0) {
            throw p.wrong(key, value, "odd, so that a pixel lies in the middle");
        }
        return value;
    }

    private static Transform one(Instruction instruction) {
        List<Instruction> instructions = List.of(instruction);
        return (width, height) -> instructions;
    }
}
