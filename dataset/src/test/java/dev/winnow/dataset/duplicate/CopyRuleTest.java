package dev.winnow.dataset.duplicate;

import static dev.winnow.dataset.spec.Duplicates.Turned.ANY_ANGLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.winnow.dataset.Dihedral;
import dev.winnow.dataset.Fingerprints;
import dev.winnow.dataset.Hash256;
import dev.winnow.dataset.Pdq;
import dev.winnow.dataset.PolarThumbnail;
import dev.winnow.dataset.RotationHash;
import dev.winnow.dataset.Thumbnail;
import dev.winnow.dataset.spec.Duplicates;
import dev.winnow.dataset.spec.Duplicates.Turned;
import dev.winnow.dataset.spec.Duplicates.Verification;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CopyRuleTest {
    private static final Thumbnail SCENE = noise(1);
    private static final Thumbnail OTHER_SCENE = noise(2);
    private static final Hash256 PDQ_HASH = new Hash256(1, 2, 3, 4);

    @Test
    void nearHashesAndLikeThumbnailsMakeACopy() {
        CopyRule.Evidence evidence = CopyRule.compare(upright(0b111, SCENE), upright(0, SCENE), thumbnails(3))
                .orElseThrow();

        assertThat(evidence.distance()).isEqualTo(3);
        assertThat(evidence.correlation()).isCloseTo(1, within(1e-12));
        assertThat(evidence.pdqDistance()).isNull();
        assertThat(evidence.turn()).isEqualTo(Dihedral.IDENTITY);
    }

    @Test
    void aHashOneBitTooFarMakesNoCopy() {
        assertThat(CopyRule.compare(upright(0b1111, SCENE), upright(0, SCENE), thumbnails(3)))
                .isEmpty();
    }

    @Test
    void strangersWithEqualHashesAreToldApartByTheirThumbnails() {
        assertThat(CopyRule.compare(upright(0, SCENE), upright(0, OTHER_SCENE), thumbnails(3)))
                .isEmpty();
        assertThat(CopyRule.compare(
                        upright(0, SCENE), upright(0, OTHER_SCENE), spec(3, Verification.NONE, Turned.NONE)))
                .isPresent();
    }

    @Test
    void aFrameLaidAroundACopyDoesNotHideIt() {
        byte[] framed = SCENE.bytes();
        for (int at = 0; at < framed.length; at++) {
            int row = at / Thumbnail.SIDE;
            int column = at % Thumbnail.SIDE;
            if (Math.min(row, column) < 2 || Math.max(row, column) > 13) {
                framed[at] = 0;
            }
        }

        assertThat(CopyRule.compare(upright(0, SCENE), upright(0, new Thumbnail(framed)), thumbnails(3))
                        .orElseThrow()
                        .correlation())
                .isCloseTo(1, within(1e-12));
    }

    @Test
    void aPictureWithoutInformationIsNobodysCopy() {
        Fingerprints blank = new Fingerprints(0, 0, 0, false);
        Fingerprints informative = new Fingerprints(0, 0, 0, true);
        Duplicates spec = spec(16, Verification.NONE, Turned.ALL);

        assertThat(CopyRule.compare(blank, blank, spec)).isEmpty();
        assertThat(CopyRule.compare(blank, informative, spec)).isEmpty();
        assertThat(CopyRule.compare(informative, blank, spec)).isEmpty();
        assertThat(CopyRule.hashesAround(blank, spec)).isEmpty();
    }

    @Test
    void withoutAThumbnailOfBothOnlyHashesWithinTenBitsAreEnough() {
        Fingerprints ofBefore = new Fingerprints(0, 0, 0, true);

        assertThat(CopyRule.compare(upright(0b11_1111_1111, SCENE), ofBefore, thumbnails(16)))
                .hasValue(new CopyRule.Evidence(10, null, null, Dihedral.IDENTITY));
        assertThat(CopyRule.compare(upright(0b111_1111_1111, SCENE), ofBefore, thumbnails(16)))
                .isEmpty();
    }

    /** The newcomer is a noise picture; the other is the newcomer turned, with hashes that are told to be equal. */
    @ParameterizedTest
    @EnumSource(Dihedral.class)
    void aTurnedCopyIsFoundWhereItCountsAndToldHowToTurnIt(Dihedral turned) {
        Fingerprints newcomer = withTurns(SCENE);
        Fingerprints other = upright(newcomer.perceptualHash(turned), turned(SCENE, turned));

        CopyRule.Evidence evidence = CopyRule.compare(newcomer, other, spec(8, Verification.THUMBNAIL, Turned.ALL))
                .orElseThrow();

        assertThat(evidence.turn()).isEqualTo(turned.inverse());
        assertThat(turned(other.thumbnail(), evidence.turn())).isEqualTo(SCENE);
        assertThat(evidence.distance()).isZero();
        assertThat(evidence.correlation()).isCloseTo(1, within(1e-12));
        assertThat(CopyRule.hashesAround(newcomer, spec(8, Verification.THUMBNAIL, Turned.ALL))
                        .get(evidence.turn()))
                .isEqualTo(other.perceptualHash());
        assertThat(CopyRule.compare(newcomer, other, thumbnails(8)).isPresent()).isEqualTo(turned == Dihedral.IDENTITY);
        assertThat(CopyRule.compare(newcomer, other, spec(8, Verification.THUMBNAIL, Turned.MIRRORED))
                        .isPresent())
                .isEqualTo(turned == Dihedral.IDENTITY || turned == Dihedral.FLIP_LEFT_RIGHT);
    }

    @Test
    void aNewcomerWithoutTurnedHashesIsComparedUprightAlone() {
        Duplicates all = spec(8, Verification.THUMBNAIL, Turned.ALL);

        assertThat(CopyRule.compare(upright(0, SCENE), upright(0, SCENE), all)).isPresent();
        assertThat(CopyRule.compare(upright(0, SCENE), upright(0, turned(SCENE, Dihedral.ROTATE_180)), all))
                .isEmpty();
    }

    @Test
    void pdqDecidesWhereBothHaveEnoughToHash() {
        Duplicates spec = spec(8, Verification.PDQ, Turned.NONE);
        Hash256 at31 = new Hash256(1 ^ 0x7FFF_FFFFL << 8, 2, 3, 4);
        Hash256 at32 = new Hash256(1 ^ 0xFFFF_FFFFL << 8, 2, 3, 4);

        assertThat(CopyRule.compare(pdq(PDQ_HASH, 50, SCENE), pdq(at31, 50, OTHER_SCENE), spec))
                .hasValue(new CopyRule.Evidence(0, null, 31, Dihedral.IDENTITY));
        assertThat(CopyRule.compare(pdq(PDQ_HASH, 50, SCENE), pdq(at32, 50, SCENE), spec))
                .isEmpty();
    }

    @Test
    void thumbnailsDecideWhereOneHasTooLittleForPdq() {
        Duplicates spec = spec(8, Verification.PDQ, Turned.NONE);
        Hash256 far = new Hash256(-1, -1, -1, -1);

        assertThat(CopyRule.compare(pdq(PDQ_HASH, 49, SCENE), pdq(far, 100, SCENE), spec))
                .isPresent();
        assertThat(CopyRule.compare(pdq(PDQ_HASH, 100, SCENE), pdq(PDQ_HASH, 49, OTHER_SCENE), spec))
                .isEmpty();
        assertThat(CopyRule.compare(pdq(PDQ_HASH, 100, SCENE), upright(0, SCENE), spec))
                .isPresent();
    }

    @Test
    void aRotatedCopyIsFoundByTheDiskWhereAnyAngleCounts() {
        RotationHash disk = disk(0, 1);
        RotationHash rotated = new RotationHash(0b111, shifted(disk.polar(), 8));

        assertThat(CopyRule.compare(ofDisk(-1, rotated), ofDisk(0, disk), spec(3, Verification.THUMBNAIL, ANY_ANGLE)))
                .hasValue(new CopyRule.Evidence(3, 1.0, null, Dihedral.IDENTITY, 45));
        assertThat(CopyRule.compare(ofDisk(-1, rotated), ofDisk(0, disk), spec(2, Verification.THUMBNAIL, ANY_ANGLE)))
                .as("one bit too far")
                .isEmpty();
        assertThat(CopyRule.compare(ofDisk(-1, rotated), ofDisk(0, disk), spec(3, Verification.THUMBNAIL, Turned.ALL)))
                .as("quarters alone count")
                .isEmpty();
        assertThat(CopyRule.rotationHashAround(ofDisk(-1, rotated), spec(3, Verification.NONE, ANY_ANGLE)))
                .isEqualTo(0b111);
        assertThat(CopyRule.rotationHashAround(ofDisk(-1, rotated), spec(3, Verification.NONE, Turned.ALL)))
                .isNull();
    }

    @Test
    void strangersWithEqualHashesOfTheirDisksAreToldApartByThese() {
        Fingerprints one = ofDisk(-1, disk(0, 1));
        Fingerprints other = ofDisk(0, disk(0, 2));

        assertThat(CopyRule.compare(one, other, spec(3, Verification.THUMBNAIL, ANY_ANGLE)))
                .isEmpty();
        assertThat(CopyRule.compare(one, other, spec(3, Verification.PDQ, ANY_ANGLE)))
                .isEmpty();
        assertThat(CopyRule.compare(one, other, spec(3, Verification.NONE, ANY_ANGLE)))
                .isPresent();
    }

    @Test
    void aPictureThatIsAlikeAllAroundIsNobodysRotatedCopy() {
        Duplicates spec = spec(16, Verification.NONE, ANY_ANGLE);

        assertThat(CopyRule.compare(ofDisk(-1, null), ofDisk(0, null), spec)).isEmpty();
        assertThat(CopyRule.compare(ofDisk(-1, disk(0, 1)), ofDisk(0, null), spec))
                .isEmpty();
        assertThat(CopyRule.compare(ofDisk(-1, null), ofDisk(0, disk(0, 1)), spec))
                .isEmpty();
    }

    @Test
    void picturesThatAreCopiesAsAWholeAreNotComparedByTheirDisks() {
        Fingerprints one = ofDisk(0, disk(0, 1));

        assertThat(CopyRule.compare(one, one, spec(3, Verification.NONE, ANY_ANGLE)))
                .hasValue(new CopyRule.Evidence(0, null, null, Dihedral.IDENTITY));
    }

    @Test
    void evidenceIsToldOfTheOtherPictureByTheOppositeTurn() {
        CopyRule.Evidence rotated = new CopyRule.Evidence(3, 0.9, null, Dihedral.IDENTITY, 28);
        CopyRule.Evidence mirrored = new CopyRule.Evidence(3, 0.9, null, Dihedral.FLIP_LEFT_RIGHT, 28);
        CopyRule.Evidence half = new CopyRule.Evidence(3, 0.9, null, Dihedral.IDENTITY, 180);

        assertThat(rotated.reversed()).isEqualTo(new CopyRule.Evidence(3, 0.9, null, Dihedral.IDENTITY, -28));
        assertThat(mirrored.reversed()).isEqualTo(mirrored);
        assertThat(half.reversed()).isEqualTo(half);
        assertThat(new CopyRule.Evidence(3, 0.9, null, Dihedral.ROTATE_90)
                        .reversed()
                        .turn())
                .isEqualTo(Dihedral.ROTATE_270);
    }

    @Test
    void aTurnUndoneLeavesEveryPixelInItsPlace() {
        for (Dihedral turn : Dihedral.values()) {
            assertThat(turned(turned(SCENE, turn), turn.inverse()))
                    .as(turn.name())
                    .isEqualTo(SCENE);
        }
    }

    private static Fingerprints ofDisk(long perceptualHash, RotationHash disk) {
        return new Fingerprints(0, 0, perceptualHash, true, null, null, List.of(), null, List.of(), null, disk);
    }

    private static RotationHash disk(long hash, long seed) {
        byte[] luma = new byte[PolarThumbnail.RINGS * PolarThumbnail.SECTORS];
        new SplittableRandom(seed).nextBytes(luma);
        return new RotationHash(hash, new PolarThumbnail(luma));
    }

    private static PolarThumbnail shifted(PolarThumbnail polar, int sectors) {
        byte[] luma = new byte[PolarThumbnail.RINGS * PolarThumbnail.SECTORS];
        for (int at = 0; at < luma.length; at++) {
            luma[at] = (byte) polar.luma(at / PolarThumbnail.SECTORS, at % PolarThumbnail.SECTORS - sectors);
        }
        return new PolarThumbnail(luma);
    }

    private static Duplicates thumbnails(int maxDistance) {
        return spec(maxDistance, Verification.THUMBNAIL, Turned.NONE);
    }

    private static Duplicates spec(int maxDistance, Verification verification, Turned turned) {
        return new Duplicates(maxDistance, verification, 0.8, 31, turned, null, null, null);
    }

    private static Fingerprints upright(long hash, Thumbnail thumbnail) {
        return new Fingerprints(0, 0, hash, true, null, null, List.of(), null, List.of(), thumbnail, null);
    }

    private static Fingerprints pdq(Hash256 hash, int quality, Thumbnail thumbnail) {
        return new Fingerprints(
                0, 0, 0, true, null, null, List.of(), new Pdq(hash, quality), List.of(), thumbnail, null);
    }

    /** Hashes that are 16 bits from each other. */
    private static Fingerprints withTurns(Thumbnail thumbnail) {
        List<Long> hashes = new ArrayList<>();
        for (int turn = 1; turn < 8; turn++) {
            hashes.add(0xFFL << 8 * turn);
        }
        return new Fingerprints(0, 0, 0xFFL, true, null, null, hashes, null, List.of(), thumbnail, null);
    }

    private static Thumbnail turned(Thumbnail thumbnail, Dihedral turn) {
        byte[] luma = new byte[Thumbnail.SIDE * Thumbnail.SIDE];
        for (int at = 0; at < luma.length; at++) {
            int row = at / Thumbnail.SIDE;
            int column = at % Thumbnail.SIDE;
            luma[at] = (byte)
                    thumbnail.luma(turn.row(row, column, Thumbnail.SIDE), turn.column(row, column, Thumbnail.SIDE));
        }
        return new Thumbnail(luma);
    }

    private static Thumbnail noise(long seed) {
        byte[] luma = new byte[Thumbnail.SIDE * Thumbnail.SIDE];
        new SplittableRandom(seed).nextBytes(luma);
        return new Thumbnail(luma);
    }
}
