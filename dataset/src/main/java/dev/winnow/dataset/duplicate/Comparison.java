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

    private static final double MOSTLY_PLAIN = 0.35;

    private static final double PLAIN = 0.45;

    /** From this correlation of the thumbnails on, at so few bits, two pictures are the same as a whole. */
    private static final double SAME_CORRELATION = 0.985;

    private static final int SAME_DISTANCE = 2;

    /** Median below which a texture lost its detail everywhere, as by blur: what differs does not stand out then. */
    private static final double LEAST_SHARP = 0.9;

    /** Blocks that a date or a logo on a photograph may cover. */
    private static final int STAMP = 4;

    /** Energy, in variances of the picture, that each of two pages of one template shows alone. */
    private static final double LEAST_MUTUAL = 0.06;

    /** Least share of either in what differs. An edit that writes over a picture adds to one of the two. */
    private static final double LEAST_BALANCE = 0.06;

    /** The same on a plain ground. */
    private static final double LEAST_BALANCE_PLAIN = 0.02;

    /** Energy, in variances of the picture, that either alone may not reach where most is plain: there an edit is not told apart. */
    private static final double LEAST_ALONE = 0.8;

    /** Most of the disagreement that may remain where registering is to explain it, 0 to 1. */
    private static final double MOST_REMAINING = 0.6;

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
        boolean uprightCopy = isCopy(upright, plain) || (same && isBlurredCopy(upright, plain));
        if (uprightCopy && !isOfOneTemplate(seen, upright, plain)) {
            return likeness(upright, distance, correlation, turn, true);
        }
        Agreement registered = null;
        if (plain < PLAIN || uprightCopy) {
            if (registrationsLeft > 0) {
                registrationsLeft--;
                registered = agreement.registered(seen, view);
                if (registrationsLeft > 0 && !uprightCopy && (registered == null || !isCopy(registered, plain))) {
                    registrationsLeft--;
                    Agreement reversed = agreement.registered(view, seen);
                    registered =
                            registered == null || (reversed != null && isCopy(reversed, plain)) ? reversed : registered;
                }
            } else {
                curtailed = true;
            }
        }
        boolean better = registered != null
                && (!uprightCopy || 1 - registered.percentile() <= MOST_REMAINING * (1 - upright.percentile()));
        if (better && isCopy(registered, plain) && !isOfOneTemplate(seen, registered, plain)) {
            return likeness(registered, distance, correlation, turn, true);
        }
        Agreement best = registered != null && registered.percentile() > upright.percentile() ? registered : upright;
        return best.percentile() >= RELATED_PERCENTILE && best.share() >= RELATED_SHARE
                ? likeness(best, distance, correlation, turn, false)
                : null;
    }

    /** Whether each of two pictures that agree elsewhere shows what the other lacks, as two pages of one form do. */
    private boolean isOfOneTemplate(LocalAgreement.View seen, Agreement found, double plain) {
        boolean textured = plain < PARTLY_PLAIN;
        if (textured && found.median() < LEAST_SHARP) {
            return false;
        }
        Differences.Found differences = agreement.differences(seen, view, found.warp());
        if (plain >= MOSTLY_PLAIN && differences.firstAlone() + differences.secondAlone() >= LEAST_ALONE) {
            return true;
        }
        int stamp = textured ? STAMP : plain < MOSTLY_PLAIN ? 1 : 0;
        return differences.blocks() > stamp
                && differences.mutual() >= LEAST_MUTUAL
                && differences.balance() >= (textured ? LEAST_BALANCE : LEAST_BALANCE_PLAIN);
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
