package dev.winnow.imaging.metadata;

import dev.winnow.dataset.ImageFormat;
import dev.winnow.dataset.ImageMetadata.Position;
import dev.winnow.dataset.ImageMetadata.Rights;
import dev.winnow.dataset.Issue;
import dev.winnow.imaging.structure.Header;
import dev.winnow.imaging.structure.Span;
import java.util.List;
import java.util.Locale;

/**
 * What a file's EXIF block, XMP packet, IPTC records and colour profile say. Nothing here can fail: what cannot be read is
 * absent and leaves an issue.
 *
 * @param exif whether there is an EXIF block; in a TIFF, whose own tags look alike, an EXIF directory
 * @param capturedAt ISO local date and time, with an offset where one is known, or null
 * @param camera maker and model, or null
 * @param iccProfile the profile's description, or null
 * @param wideGamut whether the file's colours reach beyond sRGB by the primaries it names
 * @param gps whether EXIF or XMP holds a position
 * @param position that position, or null
 * @param rights by EXIF, else XMP, else IPTC, each on its own; or null where none says anything
 */
public record EmbeddedMetadata(
        boolean exif,
        String capturedAt,
        String camera,
        String iccProfile,
        boolean wideGamut,
        boolean gps,
        Position position,
        Rights rights) {

    /**
     * @param maxBytes of each block, when inflated; larger ones are not read
     * @param issues receives BAD_EXIF, METADATA_TOO_LARGE and WIDE_GAMUT, each at most once for each cause
     */
    public static EmbeddedMetadata of(byte[] file, Header header, int maxBytes, List<Issue> issues) {
        return new Reading(file, header, maxBytes, issues).result();
    }

    private static final class Reading {
        private static final String XMP_KEYWORD = "XML:com.adobe.xmp";

        private final byte[] file;
        private final Header header;
        private final int maxBytes;
        private final List<Issue> issues;
        private Xmp xmp;
        private Iptc iptc;

        Reading(byte[] file, Header header, int maxBytes, List<Issue> issues) {
            this.file = file;
            this.header = header;
            this.maxBytes = maxBytes;
            this.issues = issues;
        }

        EmbeddedMetadata result() {
            ExifBlock exif = exif();
            String profile = null;
            boolean wide;
            if (header.icc().isEmpty()) {
                wide = PngColors.of(file, header.blocks()).judged(issues) || exif != null && adobe(exif);
            } else {
                IccProfile icc = profile();
                profile = icc == null ? null : icc.name();
                wide = icc != null && wide(icc);
            }
            if (!header.blocks().isEmpty()) {
                blocks();
            }
            boolean tiff = header.format() == ImageFormat.TIFF;
            if (exif != null && exif.xmp() != null) {
                xmp(file, exif.xmp().offset(), exif.xmp().length());
            }
            if (exif != null && exif.iptc() != null) {
                iptc = Iptc.of(file, exif.iptc().offset(), exif.iptc().length());
            }
            Position position = exif == null ? null : exif.position();
            if (position == null && xmp != null) {
                position = xmp.position();
            }
            return new EmbeddedMetadata(
                    header.exif() != null && (!tiff || exif != null && exif.details()),
                    exif == null ? null : exif.capturedAt(),
                    exif == null ? null : exif.camera(),
                    profile,
                    wide,
                    position != null,
                    position,
                    rights(exif));
        }

        private ExifBlock exif() {
            Span block = header.exif();
            if (block == null) {
                return null;
            }
            boolean tiff = header.format() == ImageFormat.TIFF;
            if (!tiff && block.length() > maxBytes) {
                tooLarge("EXIF block", block.length());
                return null;
            }
            ExifBlock exif = new ExifBlock(file, block, tiff);
            if (exif.fault() != null) {
                issues.add(new Issue(Issue.Kind.BAD_EXIF, "EXIF is not read in full: " + exif.fault()));
            }
            return exif;
        }

        private boolean adobe(ExifBlock exif) {
            if (exif.adobeRgb()) {
                issues.add(PngColors.wide("EXIF says Adobe RGB", "without a profile"));
            }
            return exif.adobeRgb();
        }

        private IccProfile profile() {
            long size = 0;
            for (Span piece : header.icc()) {
                size += piece.length();
            }
            if (size > maxBytes) {
                tooLarge("colour profile", size);
                return null;
            }
            byte[] bytes = new byte[(int) size];
            int at = 0;
            for (Span piece : header.icc()) {
                System.arraycopy(file, piece.offset(), bytes, at, piece.length());
                at += piece.length();
            }
            if (header.iccDeflated()) {
                bytes = new Deflated(bytes, 0, bytes.length).upTo(maxBytes);
                if (bytes.length > maxBytes) {
                    tooLarge("colour profile", bytes.length);
                    return null;
                }
            }
            return IccProfile.of(bytes);
        }

        private boolean wide(IccProfile icc) {
            boolean wide = icc.primaries() != null && icc.primaries().wide();
            if (wide) {
                String name = icc.name() == null ? "without a name" : icc.name();
                issues.add(PngColors.wide(
                        "The colour profile " + name,
                        String.format(
                                Locale.ROOT,
                                "which reaches %.0f %% beyond sRGB",
                                100 * icc.primaries().beyondSrgb())));
            }
            return wide;
        }

        private void blocks() {
            // Where all texts together cannot be too large, none is inflated to measure it.
            boolean measured = (long) textBytes() * Deflated.MAX_RATIO <= maxBytes;
            int texts = 0;
            for (Header.Block block : header.blocks()) {
                Span span = block.span();
                switch (block.kind()) {
                    case XMP -> xmp(file, span.offset(), span.length());
                    case PHOTOSHOP -> {
                        if (iptc == null && span.length() <= maxBytes) {
                            iptc = Iptc.inPhotoshop(file, span.offset(), span.length());
                        }
                    }
                    case PNG_TEXT, PNG_DEFLATED_TEXT -> {
                        texts += text(block, measured ? -1 : maxBytes - texts);
                        if (texts > maxBytes) {
                            measured = true;
                            texts = 0;
                            tooLarge("text of the PNG", maxBytes + 1L);
                        }
                    }
                    case PNG_GAMMA, PNG_CHROMATICITIES, PNG_CODE_POINTS, PNG_SRGB -> {}
                }
            }
        }

        private int textBytes() {
            int bytes = 0;
            for (Header.Block block : header.blocks()) {
                boolean text = block.kind() == Header.Kind.PNG_TEXT || block.kind() == Header.Kind.PNG_DEFLATED_TEXT;
                bytes += text ? block.span().length() : 0;
            }
            return bytes;
        }

        /**
         * Reads XMP out of a text chunk and measures the others.
         *
         * @param allowed bytes of text, or -1 where nothing is to be measured
         * @return how many bytes the text has, inflated, counted no further than to one more than allowed; 0 for XMP
         */
        private int text(Header.Block block, int allowed) {
            int end = block.span().offset() + block.span().length();
            int at = afterNul(block.span().offset(), end);
            boolean packet = at - block.span().offset() == XMP_KEYWORD.length() + 1
                    && PlainText.of(file, block.span().offset(), XMP_KEYWORD.length())
                            .equals(XMP_KEYWORD);
            boolean deflated = true;
            if (block.kind() == Header.Kind.PNG_TEXT) {
                deflated = at < end && file[at] == 1;
                at = afterNul(afterNul(Math.min(end, at + 2), end), end); // language, then the keyword in it
            } else {
                at = Math.min(end, at + 1);
            }
            if (!deflated) {
                if (packet) {
                    xmp(file, at, end - at);
                }
                return packet || allowed < 0 ? 0 : Math.min(end - at, allowed + 1);
            }
            Deflated text = new Deflated(file, at, end - at);
            if (!packet || xmp != null) {
                return allowed < 0 ? 0 : text.sizeUpTo(allowed);
            }
            byte[] inflated = text.upTo(maxBytes);
            xmp(inflated, 0, inflated.length);
            return 0;
        }

        private int afterNul(int from, int end) {
            int at = from;
            while (at < end && file[at] != 0) {
                at++;
            }
            return Math.min(end, at + 1);
        }

        /** The first packet counts. */
        private void xmp(byte[] bytes, int offset, int length) {
            if (xmp != null) {
                return;
            }
            if (length > maxBytes) {
                tooLarge("XMP packet", length);
                xmp = new Xmp(null, null, null, null, null);
                return;
            }
            xmp = Xmp.of(bytes, offset, length);
            if (xmp.fault() != null) {
                issues.add(new Issue(Issue.Kind.BAD_EXIF, "XMP is not read in full: " + xmp.fault()));
            }
        }

        private Rights rights(ExifBlock exif) {
            String copyright = first(
                    exif == null ? null : exif.copyright(),
                    xmp == null ? null : xmp.copyright(),
                    iptc == null ? null : iptc.copyright());
            String artist = first(
                    exif == null ? null : exif.artist(),
                    xmp == null ? null : xmp.artist(),
                    iptc == null ? null : iptc.artist());
            String license = xmp == null ? null : xmp.license();
            return copyright == null && artist == null && license == null
                    ? null
                    : new Rights(copyright, artist, license);
        }

        private static String first(String one, String other, String third) {
            return one != null ? one : other != null ? other : third;
        }

        private void tooLarge(String what, long bytes) {
            issues.add(new Issue(
                    Issue.Kind.METADATA_TOO_LARGE,
                    "The " + what + " has " + (bytes > maxBytes + 1L ? bytes : "more than " + maxBytes)
                            + " bytes, of which the dataset reads at most " + maxBytes));
        }
    }
}
