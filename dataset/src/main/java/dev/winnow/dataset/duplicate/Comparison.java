package dev.winnow.dataset.duplicate;

import dev.winnow.dataset.DetailThumbnail;
import dev.winnow.dataset.Dihedral;
import dev.winnow.dataset.Fingerprints;
import dev.winnow.dataset.duplicate.CopyRule.Evidence;
import dev.winnow.dataset.duplicate.CopyRule.Likeness;
import dev.winnow.dataset.duplicate.LocalAgreement.Agreement;
import dev.winnow.dataset.spec.Duplicates;
import java.util.Optional;

/**
 * A newcomer held against others, one after the other.
 *
 * <p>How much two pictures have to agree depends on what they show. Texture all over a picture is not met twice by chance: there most
 * parts agreeing is enough, and what is written over a few is forgiven. Strokes on a plain ground are alike in many pictures, as in
 * forms, slides, logos and digits: the plainer both are, the less may differ.
 */
final class Comparison {
    /** Below this correlation of the thumbnails two pictures are strangers, and nothing else is looked at. */
    private static final double LEAST_CORRELATION = 0.5;

    /** Below this agreement of colours two pictures are no copies. */
    private static final double LEAST_COLOR = 0.5;

    /** The same on a plain ground: logos may differ in colour alone. */
    private static final double LEAST_COLOR_PLAIN = 0.75;

    /** Shares of nearly one gray from which on a picture is on a plain ground, in part or on the whole. */
    private static final double PARTLY_PLAIN = 0.2;

    private static final double PLAIN = 0.45;

    /** From this correlation of the thumbnails on, at so few bits, two pictures are the same as a whole. */
    private static final double SAME_CORRELATION = 0.985;

    private static final int SAME_DISTANCE = 2;

    private static final double RELATED_PERCENTILE = 0.4;
    private static final double RELATED_SHARE = 0.75;

    private static final ThreadLocal<LocalAgreement> AGREEMENT =
            ThreadLocal.withInitial(() -> new LocalAgreement(DetailThumbnail.SIDE));

    final Fingerprints newcomer;
    final Duplicates spec;
    private final LocalAgreement agreement = AGREEMENT.get();
    private int registrationsLeft;
    private boolean curtailed;

    /** Null until it is needed. */
    private LocalAgreement.View view;

    private double plainness;

    /** @param mostRegistrations pictures that the newcomer is laid on, at most */
    Comparison(Fingerprints newcomer, Duplicates spec, int mostRegistrations) {
        this.newcomer = newcomer;
        this.spec = spec;
        this.registrationsLeft = mostRegistrations;
    }

    Optional<Likeness> with(Fingerprints other) {
        return CopyRule.compare(this, other);
    }

    /** Whether a picture was not laid on another because there were too many. */
    boolean isCurtailed() {
        return curtailed;
    }

    /** Null for strangers. Both have details. */
    Likeness byParts(Fingerprints other, Dihedral turn, int distance) {
        double correlation = newcomer.thumbnail().correlation(other.thumbnail(), turn);
        double color = newcomer.detail().colorAgreement(other.detail(), turn);
        if (correlation < LEAST_CORRELATION || color < LEAST_COLOR) {
            return null;
        }
        if (view == null) {
            view = agreement.new View(newcomer.detail().gray(Dihedral.IDENTITY));
            plainness = view.plainness();
        }
        LocalAgreement.View seen = agreement.new View(other.detail().gray(turn));
        double plain = Math.min(plainness, seen.plainness());
        if (plain >= PARTLY_PLAIN && color < LEAST_COLOR_PLAIN) {
            return null;
        }
        Agreement upright = agreement.upright(seen, view);
        boolean same = distance <= SAME_DISTANCE && correlation >= SAME_CORRELATION;
        if (isCopy(upright, plain) || (same && isBlurredCopy(upright, plain))) {
            return likeness(upright, distance, correlation, turn, true);
        }
        Agreement registered = null;
        if (plain < PLAIN) {
            if (registrationsLeft > 0) {
                registrationsLeft--;
                registered = agreement.registered(seen, view);
                if (registrationsLeft > 0 && (registered == null || !isCopy(registered, plain))) {
                    registrationsLeft--;
                    Agreement reversed = agreement.registered(view, seen);
                    registered =
                            registered == null || (reversed != null && isCopy(reversed, plain)) ? reversed : registered;
                }
            } else {
                curtailed = true;
            }
        }
        if (registered != null && isCopy(registered, plain)) {
            return likeness(registered, distance, correlation, turn, true);
        }
        Agreement better = registered != null && registered.percentile() > upright.percentile() ? registered : upright;
        return better.percentile() >= RELATED_PERCENTILE && better.share() >= RELATED_SHARE
                ? likeness(better, distance, correlation, turn, false)
                : null;
    }

    /** Blur takes detail out of every part alike: texture agrees less then, and the picture as a whole is the same. */
    private boolean isBlurredCopy(Agreement upright, double plain) {
        return plain < PARTLY_PLAIN
                && upright.parts() >= LocalAgreement.LEAST_PARTS
                && upright.percentile() >= spec.minAgreement()
                && upright.median() >= 0.7
                && upright.share() >= 0.8;
    }

    private boolean isCopy(Agreement found, double plain) {
        if (found.parts() < LocalAgreement.LEAST_PARTS) {
            return found.percentile() >= 0.98;
        }
        double wanted = spec.minAgreement();
        boolean upright = found.warp() == Warp.IDENTITY;
        if (plain < PARTLY_PLAIN) {
            // The second: something written over a picture that is the same everywhere else.
            return (found.percentile() >= wanted && found.median() >= 0.78 && found.share() >= 0.8)
                    || (upright && found.percentile() >= 0.2 && found.median() >= 0.9 && found.share() >= 0.75);
        }
        if (plain < PLAIN) {
            return (found.percentile() >= Math.max(0.72, wanted)
                            && found.median() >= 0.85
                            && found.share() >= 0.95
                            && found.least() >= 0.35)
                    || (upright
                            && found.percentile() >= Math.max(0.65, wanted)
                            && found.median() >= 0.93
                            && found.share() >= 0.85);
        }
        return found.least() >= Math.max(0.8, wanted) && found.percentile() >= 0.85 && found.median() >= 0.9;
    }

    private static Likeness likeness(Agreement found, int distance, double correlation, Dihedral turn, boolean copies) {
        double agreement = Math.max(-1, Math.min(1, found.percentile()));
        return new Likeness(new Evidence(distance, correlation, null, turn, null, agreement), copies);
    }
}
