package dev.winnow.dataset.duplicate;

import dev.winnow.dataset.Dihedral;
import dev.winnow.dataset.Fingerprints;
import dev.winnow.dataset.Hash256;
import dev.winnow.dataset.PolarThumbnail;
import dev.winnow.dataset.RotationHash;
import dev.winnow.dataset.spec.Duplicates;
import dev.winnow.dataset.spec.Duplicates.Turned;
import dev.winnow.dataset.spec.Duplicates.Verification;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether two pictures are copies of one picture, as a spec wants it decided: near by perceptual hash, and near at a second
 * look that does not depend on that hash. A function of the two pictures and the spec alone.
 *
 * <p>A picture without information is nobody's copy. Where the spec has turned copies count, the newcomer's hashes of itself
 * turned are held against the other picture's upright ones, so that of the other picture only the perceptual hash, whether
 * it is informative, the thumbnail and the PDQ hash have to be kept.
 *
 * <p>Where the spec has copies count that are rotated by any angle, two pictures that are no copies otherwise are compared by the
 * disks in their middles: near by {@link RotationHash}, within the same distance, and, where there is a second look, alike by {@link
 * PolarThumbnail#align}, from the same correlation on. Of PDQ there is no hash for that.
 */
public final class CopyRule {
    /** Most bits between perceptual hashes of copies where there is nothing for the second look that the spec wants. */
    public static final int UNVERIFIED_DISTANCE = 10;

    /** Most bits between perceptual hashes of copies where there are thumbnails alone for the second look. */
    private static final int THUMBNAIL_DISTANCE = 12;

    private static final List<Dihedral> UPRIGHT = List.of(Dihedral.IDENTITY);
    private static final List<Dihedral> MIRRORED = List.of(Dihedral.IDENTITY, Dihedral.FLIP_LEFT_RIGHT);
    private static final List<Dihedral> ALL = List.of(Dihedral.values());

    private CopyRule() {}

    /**
     * Why two pictures are copies.
     *
     * @param distance bits between the perceptual hashes, or those of the disks, 0 to 64
     * @param correlation of the thumbnails, or of the disks, −1 to 1, or null where they were not compared
     * @param pdqDistance bits between the PDQ hashes, 0 to 256, or null where they were not compared
     * @param turn how the other picture has to be turned to look like the newcomer
     * @param degrees by which the other picture has to be rotated counter-clockwise after that, −179 to 180, where the disks were
     *     compared, or null
     * @param agreement of the parts, −1 to 1: the 20th percentile of their correlations, or null where they were not compared
     */
    public record Evidence(
            int distance, Double correlation, Integer pdqDistance, Dihedral turn, Integer degrees, Double agreement) {
        /** Of pictures as a whole. */
        public Evidence(int distance, Double correlation, Integer pdqDistance, Dihedral turn) {
            this(distance, correlation, pdqDistance, turn, null, null);
        }

        /** Of disks in the pictures' middles. */
        public Evidence(int distance, Double correlation, Integer pdqDistance, Dihedral turn, Integer degrees) {
            this(distance, correlation, pdqDistance, turn, degrees, null);
        }

        /** The same as it is told of the other picture. */
        public Evidence reversed() {
            // What mirrors and then rotates undoes itself.
            boolean mirrored = turn != Dihedral.IDENTITY;
            Integer back = degrees == null || mirrored || degrees == 180 ? degrees : Integer.valueOf(-degrees);
            return new Evidence(distance, correlation, pdqDistance, turn.inverse(), back, agreement);
        }
    }

    /** The ways in which one of two copies may be turned, upright first. */
    public static List<Dihedral> turns(Turned turned) {
        return switch (turned) {
            case NONE -> UPRIGHT;
            case MIRRORED -> MIRRORED;
            case ALL, ANY_ANGLE -> ALL;
        };
    }

    /**
     * The perceptual hashes around which {@link #compare} finds copies, at most {@link Duplicates#maxDistance} bits from
     * one of them, by how such a picture has to be turned to look like the newcomer. None for a newcomer without information.
     */
    public static Map<Dihedral, Long> hashesAround(Fingerprints newcomer, Duplicates spec) {
        Map<Dihedral, Long> hashes = new EnumMap<>(Dihedral.class);
        if (newcomer.informative()) {
            for (Dihedral turn : turns(spec.turned())) {
                Long hash = newcomer.perceptualHash(turn.inverse());
                if (hash != null) {
                    hashes.put(turn, hash);
                }
            }
        }
        return hashes;
    }

    /**
     * The hash of a rotated picture's disk around which {@link #compare} finds copies, at most {@link Duplicates#maxDistance} bits from
     * it. Null where the spec does not have them count, or there is none.
     */
    public static Long rotationHashAround(Fingerprints newcomer, Duplicates spec) {
        boolean rotated = spec.turned() == Turned.ANY_ANGLE && newcomer.informative() && newcomer.rotation() != null;
        return rotated ? newcomer.rotation().hash() : null;
    }

    /**
     * Of several turns that make the two alike the one with the nearest perceptual hashes counts, of equally near ones the first.
     * Disks are compared where none does.
     *
     * @param other the picture that was there before; its turned hashes are not looked at
     * @return empty where they are no copies
     */
    public static Optional<Evidence> compare(Fingerprints newcomer, Fingerprints other, Duplicates spec) {
        return new Comparison(newcomer, spec, Integer.MAX_VALUE)
                .with(other)
                .filter(Likeness::copies)
                .map(Likeness::evidence);
    }

    /** What comparing two pictures came to: copies, or merely related. */
    record Likeness(Evidence evidence, boolean copies) {}

    /** As {@link #compare}, but told of pictures that are merely related, too. */
    static Optional<Likeness> compare(Comparison comparison, Fingerprints other) {
        Fingerprints newcomer = comparison.newcomer;
        Duplicates spec = comparison.spec;
        if (!newcomer.informative() || !other.informative()) {
            return Optional.empty();
        }
        Likeness nearest = null;
        for (Dihedral turn : turns(spec.turned())) {
            Long hash = newcomer.perceptualHash(turn.inverse());
            if (hash == null) {
                continue;
            }
            int distance = Fingerprints.hammingDistance(hash, other.perceptualHash());
            if (distance <= spec.maxDistance()
                    && (nearest == null || !nearest.copies || distance < nearest.evidence.distance)) {
                Likeness verified = verified(comparison, other, turn, distance);
                if (verified != null && (nearest == null || verified.copies || !nearest.copies)) {
                    nearest = verified;
                }
            }
        }
        if (nearest != null && nearest.copies) {
            return Optional.of(nearest);
        }
        // What is merely related by its parts may be a copy by its disk.
        Optional<Likeness> related = Optional.ofNullable(nearest);
        return rotated(newcomer, other, spec)
                .map(evidence -> new Likeness(evidence, true))
                .or(() -> related);
    }

    private static Optional<Evidence> rotated(Fingerprints newcomer, Fingerprints other, Duplicates spec) {
        Long hash = rotationHashAround(newcomer, spec);
        if (hash == null || other.rotation() == null) {
            return Optional.empty();
        }
        int distance = Fingerprints.hammingDistance(hash, other.rotation().hash());
        if (distance > spec.maxDistance()) {
            return Optional.empty();
        }
        PolarThumbnail.Alignment alignment =
                newcomer.rotation().polar().align(other.rotation().polar());
        if (spec.verification() != Verification.NONE && alignment.correlation() < spec.minCorrelation()) {
            return Optional.empty();
        }
        Dihedral turn = alignment.mirrored() ? Dihedral.FLIP_LEFT_RIGHT : Dihedral.IDENTITY;
        return Optional.of(new Evidence(distance, alignment.correlation(), null, turn, alignment.degrees(), null));
    }

    /** Null where the second look sees strangers. */
    private static Likeness verified(Comparison comparison, Fingerprints other, Dihedral turn, int distance) {
        Fingerprints newcomer = comparison.newcomer;
        Duplicates spec = comparison.spec;
        Evidence evidence = switch (spec.verification()) {
            case NONE -> new Evidence(distance, null, null, turn);
            case THUMBNAIL -> byThumbnail(newcomer, other, spec, turn, distance);
            case PDQ -> byPdq(newcomer, other, spec, turn, distance);
            case REGISTERED -> {
                if (newcomer.detail() != null && other.detail() != null) {
                    yield null;
                }
                // One of them arrived before details were kept.
                yield distance <= THUMBNAIL_DISTANCE ? byThumbnail(newcomer, other, spec, turn, distance) : null;
            }
        };
        if (evidence != null) {
            return new Likeness(evidence, true);
        }
        boolean detailed = newcomer.detail() != null && other.detail() != null;
        return spec.verification() == Verification.REGISTERED && detailed
                ? comparison.byParts(other, turn, distance)
                : null;
    }

    private static Evidence byThumbnail(
            Fingerprints newcomer, Fingerprints other, Duplicates spec, Dihedral turn, int distance) {
        if (newcomer.thumbnail() == null || other.thumbnail() == null) {
            return distance <= UNVERIFIED_DISTANCE ? new Evidence(distance, null, null, turn) : null;
        }
        double correlation = newcomer.thumbnail().correlation(other.thumbnail(), turn);
        return correlation >= spec.minCorrelation() ? new Evidence(distance, correlation, null, turn) : null;
    }

    /** By thumbnail where one of the two lacks the hash or has too little to hash. */
    private static Evidence byPdq(
            Fingerprints newcomer, Fingerprints other, Duplicates spec, Dihedral turn, int distance) {
        Hash256 hash = newcomer.pdqHash(turn.inverse());
        if (hash == null
                || other.pdq() == null
                || !newcomer.pdq().comparable()
                || !other.pdq().comparable()) {
            return byThumbnail(newcomer, other, spec, turn, distance);
        }
        int pdqDistance = hash.distanceTo(other.pdq().hash());
        return pdqDistance <= spec.maxPdqDistance() ? new Evidence(distance, null, pdqDistance, turn) : null;
    }
}
