package dev.winnow.dataset.spec;

import dev.winnow.dataset.RotationHash;
import dev.winnow.dataset.Traits;
import dev.winnow.dataset.setting.Setting;
import dev.winnow.dataset.setting.Settings;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * When two images count as copies of one picture, and what becomes of copies.
 *
 * <p>The defaults, 20 bits verified by registration, were chosen by {@code winnow bench copies} on ordinary photographs, and on
 * sets of pictures that look alike and are no copies: pages, forms, logos, digits, X-rays. Hashes of half ones have even
 * distances, so that an odd {@code maxDistance} finds hardly more than the even one below it.
 */
public record Duplicates(
        @Setting(value = "Most bits in which the perceptual hashes of near-duplicates differ", min = 0, max = 20)
        int maxDistance,

        @Setting("How two images are compared whose hashes are near")
        Verification verification,

        @Setting(
                value = "With THUMBNAIL: the correlation of thumbnails from which on two images are copies",
                min = 0,
                max = 1)
        Double minCorrelation,

        @Setting(value = "With PDQ: most bits in which the PDQ hashes of copies differ", min = 0, max = 64)
        Integer maxPdqDistance,

        @Setting("Whether mirrored and rotated images are copies")
        Turned turned,

        @Setting("What becomes of the images of a cluster") Policy policy,
        @Setting("Which image stands for its cluster") Representative representative,

        @Setting(
                value = "Hashes to take beside those that are needed",
                examples = {"[\"PDQ\"]"})
        Set<ExtraHash> extraHashes,

        @Setting(
                value =
                        "With REGISTERED: the agreement from which on two images are copies, as the 20th percentile of the correlations of their parts",
                min = 0,
                max = 1)
        Double minAgreement) {
    private static final Settings SETTINGS = Settings.of(Duplicates.class, "duplicates");

    public Duplicates {
        // Specs of before there was a choice lack all but the first.
        verification = verification == null ? Verification.THUMBNAIL : verification;
        minCorrelation = minCorrelation == null ? 0.75 : minCorrelation;
        maxPdqDistance = maxPdqDistance == null ? 31 : maxPdqDistance;
        turned = turned == null ? Turned.NONE : turned;
        policy = policy == null ? Policy.KEEP_ALL : policy;
        representative = representative == null ? Representative.BEST : representative;
        extraHashes = extraHashes == null ? Set.of() : Collections.unmodifiableSet(new TreeSet<>(extraHashes));
        minAgreement = minAgreement == null ? 0.45 : minAgreement;
        SETTINGS.check(
                maxDistance,
                verification,
                minCorrelation,
                maxPdqDistance,
                turned,
                policy,
                representative,
                extraHashes,
                minAgreement);
    }

    /** The rest at their defaults. */
    public Duplicates(int maxDistance) {
        this(maxDistance, null, null, null, null, null, null, null);
    }

    /** The agreement at its default. */
    public Duplicates(
            int maxDistance,
            Verification verification,
            Double minCorrelation,
            Integer maxPdqDistance,
            Turned turned,
            Policy policy,
            Representative representative,
            Set<ExtraHash> extraHashes) {
        this(
                maxDistance,
                verification,
                minCorrelation,
                maxPdqDistance,
                turned,
                policy,
                representative,
                extraHashes,
                null);
    }

    public static Duplicates defaults() {
        return new Duplicates(20, Verification.REGISTERED, null, null, null, null, null, null);
    }

    /** Whether the PDQ hash is to be taken. */
    public boolean needsPdq() {
        return verification == Verification.PDQ || extraHashes.contains(ExtraHash.PDQ);
    }

    /** The second look at two images whose perceptual hashes are near. */
    public enum Verification {
        /** None: near hashes are enough. */
        NONE,
        /** The thumbnails correlate. */
        THUMBNAIL,
        /** The PDQ hashes are near; images without enough to hash are compared by thumbnail. */
        PDQ,
        /** Laid on each other, the images agree in each part that shows something, and in colour. */
        REGISTERED
    }

    /** Whether turned copies are copies. */
    public enum Turned {
        NONE,
        /** Mirrored left to right. */
        MIRRORED,
        /** Mirrored, and rotated by quarters. */
        ALL,
        /** Mirrored, and rotated by any angle about the middle, on the same canvas: what is in the corners does not count. */
        ANY_ANGLE
    }

    /** What becomes of the images of a cluster. */
    public enum Policy {
        /** All stay. */
        KEEP_ALL,
        /** The representative stays, the others leave the dataset as duplicates. */
        KEEP_REPRESENTATIVE,
        /** The representative stays, the others are set aside for a person. */
        QUARANTINE
    }

    /** Which image stands for its cluster. */
    public enum Representative {
        /** The one of most {@link Traits#merit}, less where {@link RotationHash#corners} are empty; of equal ones the first to arrive. */
        BEST("The best of its copies by size and sharpness"),
        /** The one that arrived first. */
        FIRST("The first of its copies to arrive");

        private final String why;

        Representative(String why) {
            this.why = why;
        }

        /** Why an image stands for its copies, in a sentence to be read. */
        public String why() {
            return why;
        }
    }

    /** A hash that is taken where the spec asks for it. */
    public enum ExtraHash {
        WAVELET,
        PDQ
    }
}
