package dev.winnow.imaging;

import dev.winnow.dataset.DatasetSpec;
import dev.winnow.dataset.ImageFormat;
import dev.winnow.dataset.ImageMetadata;
import dev.winnow.dataset.Issue;
import dev.winnow.dataset.Rejection;
import dev.winnow.dataset.Rejection.Reason;
import dev.winnow.imaging.metadata.EmbeddedMetadata;
import dev.winnow.imaging.structure.Bytes;
import dev.winnow.imaging.structure.ExifOrientation;
import dev.winnow.imaging.structure.Extent;
import dev.winnow.imaging.structure.FormatSniffer;
import dev.winnow.imaging.structure.Header;
import dev.winnow.imaging.structure.Structure;
import dev.winnow.imaging.structure.Unreadable;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns a file's bytes into an upright picture, or into the reason why that cannot be. Checks go from cheap to dear: size,
 * format by first bytes, limits by the header, structure of the whole file, and only then pixels.
 */
public final class PictureDecoder {

    public PictureDecoder() {
        OpenCv.load();
    }

    /**
     * Vets bytes nobody has looked at yet. The metadata holds the position where the file gives one; whether it goes further is
     * for {@link DatasetSpec.Metadata#kept} to say.
     *
     * @param source the name the file was uploaded under; only its extension is looked at
     */
    public Decoded decode(byte[] bytes, String source, DatasetSpec.Limits limits) {
        try {
            return vetted(bytes, source, limits);
        } catch (Unreadable e) {
            return new Decoded.Refused(e.rejection());
        }
    }

    private static Decoded vetted(byte[] bytes, String source, DatasetSpec.Limits limits) throws Unreadable {
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

        List<Issue> issues = new ArrayList<>();
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
        if (extent.frames() > 1) {
            issues.add(new Issue(Issue.Kind.ANIMATED, extent.frames() + " frames, of which the first is used"));
        }
        if (extent.end() < bytes.length) {
            issues.add(new Issue(
                    Issue.Kind.TRAILING_DATA, bytes.length - extent.end() + " bytes follow the end of the picture"));
        }
        Pixels pixels = Pixels.decode(bytes, header, orientation);
        if (pixels.transparent()) {
            issues.add(new Issue(Issue.Kind.ALPHA, "Some pixels are not opaque; their transparency is dropped"));
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
                null,
                null);
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

    private static void check(Header header, DatasetSpec.Limits limits) throws Unreadable {
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
