package dev.winnow.imaging;

import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.ImageFormat;
import dev.winnow.dataset.ImageMetadata;
import dev.winnow.dataset.Issue;
import dev.winnow.dataset.Rejection;
import dev.winnow.dataset.Rejection.Reason;
import dev.winnow.dataset.spec.Action;
import dev.winnow.dataset.spec.Limits;
import dev.winnow.dataset.spec.Metadata;
import dev.winnow.imaging.metadata.EmbeddedMetadata;
import dev.winnow.imaging.structure.Bytes;
import dev.winnow.imaging.structure.ExifOrientation;
import dev.winnow.imaging.structure.Extent;
import dev.winnow.imaging.structure.FormatSniffer;
import dev.winnow.imaging.structure.Header;
import dev.winnow.imaging.structure.Structure;
import dev.winnow.imaging.structure.Trailer;
import dev.winnow.imaging.structure.Unreadable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Turns a file's bytes into an upright picture, or into the reason why that cannot be. Checks go from cheap to dear: size,
 * format by first bytes, limits by the header, structure of the whole file, and only then pixels.
 */
public final class PictureDecoder implements Vetting {
    /** An animation may have as many pixels as so many still pictures of the largest size. */
    private static final int ANIMATION = 20;

    public PictureDecoder() {
        OpenCv.load();
    }

    /**
     * Vets bytes nobody has looked at yet. The metadata holds the position where the file gives one; whether it goes further is
     * for {@link Metadata#kept} to say.
     *
     * @param source the name the file was uploaded under; only its extension is looked at
     */
    public Decoded decode(byte[] bytes, String source, Limits limits) {
        try {
            return vetted(bytes, source, limits);
        } catch (Unreadable e) {
            return new Decoded.Refused(e.rejection());
        }
    }

    @Override
    public Decoded vet(ContentHash content, byte[] bytes, String source, Limits limits) {
        return decode(bytes, source, limits);
    }

    private static Decoded vetted(byte[] bytes, String source, Limits limits) throws Unreadable {
        if (bytes.length == 0) {
            throw new Unreadable(Reason.EMPTY, "The file has no bytes: upload it again");
        }
        if (bytes.length > limits.maxBytes()) {
            throw new Unreadable(
                    Reason.FILE_TOO_LARGE,
                    "The file has " + bytes.length + " bytes, the dataset takes at most " + limits.maxBytes());
        }
        ImageFormat format = acceptedFormatOf(bytes);
        Structure structure = Structure.of(format);
        Bytes file = new Bytes(bytes, format.name());
        Header header = structure.header(file);
        check(header, limits);
        Extent extent = structure.verify(file, header);

        List<Issue> issues = new ArrayList<>(extent.issues());
        checkFrames(extent, header, limits, issues);
        checkTrailer(bytes, extent, format, issues);
        if (extent.partial() != null) {
            byPolicy(limits.partialScans(), Issue.Kind.PARTIAL_SCANS, Reason.TRUNCATED, extent.partial(), issues);
        }
        FormatSniffer.formatOfName(source)
                .filter(named -> named != format)
                .ifPresent(named -> issues.add(
                        new Issue(Issue.Kind.EXT_MISMATCH, "The name says " + named + ", the bytes are " + format)));
        ExifOrientation orientation = ExifOrientation.of(bytes, header);
        EmbeddedMetadata embedded = EmbeddedMetadata.of(bytes, header, limits.maxMetadataBytes(), issues);
        if (!orientation.valid() && issues.stream().noneMatch(issue -> issue.kind() == Issue.Kind.BAD_EXIF)) {
            issues.add(new Issue(
                    Issue.Kind.BAD_EXIF, "EXIF gives no valid orientation (1 to 8): the picture is taken as upright"));
        }
        Pixels pixels = Pixels.decode(bytes, header, orientation);
        Double transparency = pixels.transparency();
        if (transparency != null && transparency == 1) {
            issues.add(
                    new Issue(Issue.Kind.EMPTY_ALPHA, "All pixels are fully transparent: nothing of them can be seen"));
        } else if (transparency != null && transparency > 0) {
            issues.add(new Issue(
                    Issue.Kind.ALPHA, "Some pixels are not opaque; the picture shows their colours as if they were"));
        }
        Picture picture = pixels.picture();
        ImageMetadata metadata = new ImageMetadata(
                format,
                picture.width(),
                picture.height(),
                header.colorMode(),
                header.channels(),
                header.bitDepth(),
                extent.frames(),
                orientation.value(),
                embedded.iccProfile(),
                embedded.exif(),
                embedded.capturedAt(),
                embedded.camera(),
                embedded.wideGamut(),
                embedded.gps(),
                embedded.position(),
                embedded.rights(),
                extent.jpeg(),
                transparency);
        return new Decoded.Image(picture, metadata, issues);
    }

    /**
     * The same pixels for bytes that {@link #decode} gave a picture for before, without the checks.
     *
     * @return a picture for the caller to close
     * @throws IllegalStateException if the bytes give no picture, which means they are not those that passed
     */
    public Picture decodeVetted(byte[] bytes) {
        try {
            ImageFormat format = acceptedFormatOf(bytes);
            Header header = Structure.of(format).header(new Bytes(bytes, format.name()));
            return Pixels.decode(bytes, header, ExifOrientation.of(bytes, header))
                    .picture();
        } catch (Unreadable e) {
            Rejection rejection = e.rejection();
            throw new IllegalStateException(
                    "Bytes that passed vetting cannot be decoded: " + rejection.reason() + ", " + rejection.detail(),
                    e);
        }
    }

    private static ImageFormat acceptedFormatOf(byte[] bytes) throws Unreadable {
        ImageFormat format = FormatSniffer.formatOf(bytes);
        if (!format.accepted()) {
            throw new Unreadable(
                    Reason.UNSUPPORTED_FORMAT,
                    "The file is " + format + ", which is not decoded: convert it to JPEG, PNG or WebP");
        }
        return format;
    }

    private static void checkFrames(Extent extent, Header header, Limits limits, List<Issue> issues) throws Unreadable {
        int frames = extent.frames();
        if (frames == 1) {
            return;
        }
        if (frames > limits.maxFrames()) {
            throw new Unreadable(
                    Reason.ANIMATED,
                    "The file has " + frames + " frames, the dataset takes at most " + limits.maxFrames());
        }
        long pixels = (long) frames * header.width() * header.height();
        if (pixels > ANIMATION * limits.maxPixels()) {
            throw new Unreadable(
                    Reason.ANIMATED,
                    "The file has " + frames + " frames and " + pixels + " pixels in all, the dataset takes at most "
                            + ANIMATION * limits.maxPixels());
        }
        byPolicy(
                limits.animated(),
                Issue.Kind.ANIMATED,
                Reason.ANIMATED,
                frames + " frames, of which the first is used",
                issues);
    }

    private static void checkTrailer(byte[] bytes, Extent extent, ImageFormat format, List<Issue> issues)
            throws Unreadable {
        long trailing = bytes.length - extent.end();
        Optional<String> foreign = Optional.empty();
        if (trailing > 0) {
            issues.add(new Issue(Issue.Kind.TRAILING_DATA, trailing + " bytes follow the end of the picture"));
            foreign = Trailer.foreignFile(bytes, extent.end());
        } else if (format == ImageFormat.TIFF && Trailer.endsAsZip(bytes)) {
            foreign = Optional.of("a ZIP archive");
        }
        if (foreign.isPresent()) {
            throw new Unreadable(
                    Reason.POLYGLOT,
                    "The file is a " + format + " picture and " + foreign.get() + " at once: look at what it carries");
        }
    }

    private static void byPolicy(Action action, Issue.Kind kind, Reason reason, String sentence, List<Issue> issues)
            throws Unreadable {
        switch (action) {
            case ACCEPT -> {}
            case FLAG -> issues.add(new Issue(kind, sentence));
            case REJECT -> throw new Unreadable(reason, sentence + "; the dataset's spec rejects such images");
        }
    }

    private static void check(Header header, Limits limits) throws Unreadable {
        String size = "The picture is " + header.width() + "×" + header.height() + " pixels, ";
        int longer = Math.max(header.width(), header.height());
        int shorter = Math.min(header.width(), header.height());
        if (longer > limits.maxSide()) {
            throw new Unreadable(
                    Reason.SIDE_TOO_LONG, size + "the dataset takes at most " + limits.maxSide() + " on a side");
        }
        if ((long) header.width() * header.height() > limits.maxPixels()) {
            throw new Unreadable(
                    Reason.TOO_MANY_PIXELS, size + "the dataset takes at most " + limits.maxPixels() + " in all");
        }
        if (shorter < limits.minSide()) {
            throw new Unreadable(
                    Reason.TOO_SMALL, size + "the dataset wants at least " + limits.minSide() + " on a side");
        }
    }
}
