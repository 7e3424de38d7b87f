package dev.winnow.dataset.augment;

import java.util.List;

/** Maps that are sampled once: turned, scaled, sheared and shifted about the picture's centre, or seen in perspective. */
record Affine(Homography aboutCentre, Sampling sampling) implements Transform {

    /** How a warp is sampled, and what lies outside. */
    record Sampling(Interpolation interpolation, Border border, Color fill) {
        static Sampling of(Parameters p, Interpolation interpolation, int fill) {
            Sampling sampling = new Sampling(
                    p.interpolation("interpolation", interpolation),
                    p.word("border", Border.CONSTANT, Border.class),
                    p.color("fill", Color.gray(fill)));
            if (!sampling.interpolation.samplesWarps()) {
                throw p.wrong(
                        "interpolation",
                        sampling.interpolation.label(),
                        "one of nearest, linear, cubic, lanczos4 for a warp");
            }
            return sampling;
        }

        Instruction warp(Homography map, int width, int height) {
            return new Instruction.Warp(map, width, height, interpolation, border, fill);
        }
    }

    /** Scale first, then rotation, shear and shift: the order of Albumentations and scikit-image. */
    static Affine of(Parameters p) {
        double[] scale = p.numbers("scale", new double[] {1, 1}, 0.001, 1000);
        double rotate = p.number("rotate", 0, -360, 360);
        double[] shear = p.numbers("shear", new double[2], -89, 89);
        double[] translate = p.numbers("translate", new double[2], -PictureLimits.SIDE, PictureLimits.SIDE);
        Homography map = Homography.scale(scale[0], scale[1])
                .then(Homography.rotation(rotate))
                .then(Homography.affine(1, tangent(shear[0]), 0, tangent(shear[1]), 1, 0))
                .then(Homography.shift(translate[0], translate[1]));
        return new Affine(map, Sampling.of(p, Interpolation.LINEAR, 0));
    }

    private static double tangent(double degrees) {
        return StrictMath.tan(Math.toRadians(degrees));
    }

    /** Turned on a canvas that holds all of it, then squeezed to the old size. Half a pixel off the centre, as Albumentations has it. */
    static Transform safeRotate(Parameters p) {
        double degrees = p.number("rotate", -360, 360);
        Sampling sampling = Sampling.of(p, Interpolation.LINEAR, 0);
        return (width, height) -> {
            double radians = Math.toRadians(degrees);
            double cos = Math.abs(StrictMath.cos(radians));
            double sin = Math.abs(StrictMath.sin(radians));
            int canvasWidth = (int) (height * sin + width * cos);
            int canvasHeight = (int) (height * cos + width * sin);
            Homography centres = Homography.rotation(degrees)
                    .about((width - 1) / 2.0, (height - 1) / 2.0)
                    .then(Homography.shift((canvasWidth - width + 1) / 2.0, (canvasHeight - height + 1) / 2.0))
                    .then(Homography.scale((double) width / canvasWidth, (double) height / canvasHeight));
            return List.of(sampling.warp(Homography.ofPixelCentres(centres), width, height));
        };
    }

    /** Four corners, by whole pixel centres, go to {@code (0, 0), (w, 0), (w, h), (0, h)}. */
    static Transform perspective(Parameters p) {
        double[][] corners = p.rows("corners");
        if (corners.length != 4 || List.of(corners).stream().anyMatch(c -> c.length != 2)) {
            throw p.wrong("corners", "a list of " + corners.length, "four points, each [x, y]");
        }
        double[] from = new double[8];
        for (int i = 0; i < 4; i++) {
            from[2 * i] = corners[i][0];
            from[2 * i + 1] = corners[i][1];
        }
        Homography.between(from, new double[] {0, 0, 1, 0, 1, 1, 0, 1}); // refuses corners on a line
        Sampling sampling = Sampling.of(p, Interpolation.LINEAR, 0);
        return (w, h) -> {
            Homography centres = Homography.between(from, new double[] {0, 0, w, 0, w, h, 0, h});
            return List.of(sampling.warp(Homography.ofPixelCentres(centres), w, h));
        };
    }

    /** The moves of AutoAugment, RandAugment and TrivialAugment, as torchvision has them. */
    static Transform policyGeometric(Parameters p) {
        String kind = p.word("kind", "rotate", "shearX", "shearY", "translateX", "translateY", "rotate");
        double magnitude = p.number("magnitude", -10_000, 10_000);
        Sampling sampling = Sampling.of(p, Interpolation.NEAREST, 0);
        Homography map = switch (kind) {
            case "shearX" -> Homography.affine(1, -magnitude, 0, 0, 1, 0);
            case "shearY" -> Homography.affine(1, 0, 0, -magnitude, 1, 0);
            case "translateX" -> Homography.shift((int) magnitude, 0);
            case "translateY" -> Homography.shift(0, (int) magnitude);
            default -> Homography.rotation(magnitude);
        };
        if (kind.equals("rotate")) {
            return new Affine(map, sampling);
        }
        return (width, height) -> List.of(sampling.warp(map, width, height));
    }

    @Override
    public List<Instruction> instructions(int width, int height) {
        return List.of(sampling.warp(aboutCentre.about(width / 2.0, height / 2.0), width, height));
    }
}
