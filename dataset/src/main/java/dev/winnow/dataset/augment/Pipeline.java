package dev.winnow.dataset.augment;

import java.util.ArrayList;
import java.util.List;

/**
 * What is done to every picture before training and before inference, in order.
 *
 * @param over the color that a picture's transparent parts are shown on, or null to show their colors as if they were opaque
 */
public record Pipeline(List<Step> steps, Color over, Output output, LabelRules labels) {
    public Pipeline {
        steps = List.copyOf(steps);
    }

    /**
     * How pictures are written.
     *
     * @param quality of JPEG, 1 to 100
     */
    public record Output(Format format, int quality) {
        /** What an encoder makes. */
        public enum Format {
            JPEG,
            PNG,
            WEBP_LOSSLESS
        }
    }

    /**
     * What to do to a picture of this size. Warps in a row are one warp, so that pixels are sampled once and what one would lose, the next can bring
     * back.
     *
     * @throws UnfitPictureException where a step cannot be applied; the message names it
     */
    public List<Instruction> instructions(int width, int height) {
        List<Instruction> all = new ArrayList<>();
        int w = width;
        int h = height;
        for (Step step : steps) {
            try {
                List<Instruction> more = step.transform().instructions(w, h);
                Geometry moved = Geometry.of(more, w, h);
                w = moved.width();
                h = moved.height();
                more.forEach(instruction -> add(all, instruction));
            } catch (UnfitPictureException e) {
                throw new UnfitPictureException("Step " + step.name() + ": " + e.getMessage());
            }
        }
        return all;
    }

    private static void add(List<Instruction> all, Instruction next) {
        Instruction last = all.isEmpty() ? null : all.get(all.size() - 1);
        if (last instanceof Instruction.Warp first
                && next instanceof Instruction.Warp second
                && second.samplesAs(first)) {
            all.set(all.size() - 1, first.then(second));
        } else {
            all.add(next);
        }
    }
}
