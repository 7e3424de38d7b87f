package dev.winnow.dataset.split;

import dev.winnow.dataset.Split;
import dev.winnow.dataset.spec.Splits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** A wish on splits that the images themselves cannot meet, because what hangs together is not torn apart for it. */
public record Infeasible(Code code, String detail) {

    public Infeasible {
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(detail, "detail");
    }

    /** Names are a contract. */
    public enum Code {
        /** One unit is a greater part of the dataset than any split is wished to be. */
        UNIT_TOO_LARGE,
        /** A label has fewer units than there are splits to hold it. */
        STRATIFY_INFEASIBLE,
        /** The training part has fewer units than folds. */
        FOLDS_INFEASIBLE
    }

    /**
     * How many images and units bear a label.
     *
     * @param units with at least one of these images
     */
    public record Label(String name, long images, long units) {
        public Label {
            Objects.requireNonNull(name, "name");
        }
    }

    /**
     * What of a wish cannot be met: units first, then labels by name, then folds.
     *
     * @param images of the dataset
     * @param largestUnit the name of the unit of most images, or null without images
     * @param largest how many images it has
     * @param trainUnits how many units the training part has
     */
    public static List<Infeasible> of(
            Splits wish, long images, String largestUnit, long largest, long trainUnits, Collection<Label> labels) {
        List<Infeasible> found = new ArrayList<>();
        if (images == 0) {
            return found;
        }
        Split widest = Arrays.stream(Split.values())
                .max(Comparator.comparingDouble(wish::share))
                .orElseThrow();
        double over = (double) largest / images - wish.share(widest);
        if (largest > 1 && over > 1e-9) {
            found.add(new Infeasible(
                    Code.UNIT_TOO_LARGE,
                    said(
                            "Unit %s holds %d of %d images, %.1f %%, and cannot be divided: the split that holds it is at least %.1f"
                                    + " points above its wish, of which the greatest is %.1f %% for %s",
                            largestUnit,
                            largest,
                            images,
                            100.0 * largest / images,
                            100 * over,
                            100 * wish.share(widest),
                            widest.key())));
        }
        long splits = Arrays.stream(Split.values())
                .filter(split -> wish.share(split) > 0)
                .count();
        labels.stream()
                .filter(label -> label.images() > 0 && label.units() < splits)
                .sorted(Comparator.comparing(Label::name))
                .forEach(label -> found.add(new Infeasible(
                        Code.STRATIFY_INFEASIBLE,
                        said(
                                "Label '%s' has %d %s in %d %s, which reach %d of the %d splits at most",
                                label.name(),
                                label.images(),
                                label.images() == 1 ? "image" : "images",
                                label.units(),
                                label.units() == 1 ? "unit" : "units",
                                label.units(),
                                splits))));
        if (trainUnits < wish.folds()) {
            found.add(new Infeasible(
                    Code.FOLDS_INFEASIBLE,
                    said(
                            "The training part has %d units for %d folds: at least %d folds stay empty",
                            trainUnits, wish.folds(), wish.folds() - trainUnits)));
        }
        return found;
    }

    private static String said(String sentence, Object... numbers) {
        return String.format(Locale.ROOT, sentence, numbers);
    }
}
