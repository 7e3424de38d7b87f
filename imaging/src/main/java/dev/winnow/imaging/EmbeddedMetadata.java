package dev.winnow.imaging;

import com.drew.lang.ByteArrayReader;
import com.drew.metadata.Directory;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.exif.ExifReader;
import com.drew.metadata.exif.ExifSubIFDDirectory;
import com.drew.metadata.icc.IccDirectory;
import com.drew.metadata.icc.IccReader;
import dev.winnow.dataset.ImageFormat;
import dev.winnow.dataset.Issue;
import dev.winnow.imaging.structure.Header;
import dev.winnow.imaging.structure.Span;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.InflaterInputStream;

/**
 * What a file's EXIF block and colour profile say in words. Nothing here can fail: what cannot be read is absent and
 * leaves an issue.
 *
 * @param exif whether there is an EXIF block; in a TIFF, whose own tags look alike, an EXIF directory
 * @param capturedAt ISO local date and time, with an offset where the camera wrote one, or null
 * @param camera maker and model, or null
 * @param iccProfile the profile's description, or null
 */
record EmbeddedMetadata(boolean exif, String capturedAt, String camera, String iccProfile) {
    /** Blocks beyond this size are not read, inflated or not. */
    private static final int MAX_BYTES = 1 << 20;

    private static final int MAX_TEXT = 200;
    private static final Pattern EXIF_TIME =
            Pattern.compile("(\\d{4}):(\\d\\d):(\\d\\d) (\\d\\d):([0-5]\\d):([0-5]\\d)");
    /** How metadata-extractor writes a name given in several languages: their number, then each as {@code enUS(sRGB)}. */
    private static final Pattern NAME_BY_LANGUAGE = Pattern.compile("\\d+ \\w{4}\\((.*?)\\)(?: \\w{4}\\(.*)?");

    private static final Pattern OFFSET = Pattern.compile("[+-]\\d\\d:\\d\\d");

    /** @param issues receives BAD_EXIF and METADATA_TOO_LARGE */
    static EmbeddedMetadata of(byte[] file, Header header, List<Issue> issues) {
        String capturedAt = null;
        String camera = null;
        Span exif = header.exif();
        boolean tiff = header.format() == ImageFormat.TIFF;
        boolean present = exif != null;
        if (exif != null && !tiff && exif.length() > MAX_BYTES) {
            issues.add(tooLarge("EXIF", exif.length()));
        } else if (exif != null) {
            Metadata metadata = new Metadata();
            String error = read(() -> {
                byte[] block = tiff ? file : exif.of(file);
                new ExifReader().extract(new ByteArrayReader(block), metadata);
            });
            for (Directory directory : metadata.getDirectories()) {
                if (error == null && directory.hasErrors()) {
                    error = directory.getErrors().iterator().next();
                }
            }
            if (error != null) {
                issues.add(new Issue(Issue.Kind.BAD_EXIF, "EXIF is not read in full: " + plain(error)));
            }
            present = !tiff || metadata.containsDirectoryOfType(ExifSubIFDDirectory.class);
            capturedAt = capturedAt(metadata);
            camera = camera(metadata);
        }
        return new EmbeddedMetadata(present, capturedAt, camera, profileName(file, header, issues));
    }

    private static String capturedAt(Metadata metadata) {
        ExifSubIFDDirectory details = metadata.getFirstDirectoryOfType(ExifSubIFDDirectory.class);
        if (details == null) {
            return null;
        }
        String written = details.getString(ExifSubIFDDirectory.TAG_DATETIME_ORIGINAL);
        Matcher time = EXIF_TIME.matcher(written == null ? "" : written.strip());
        if (!time.matches() || time.group(1).equals("0000")) {
            return null;
        }
        String offset = details.getString(ExifSubIFDDirectory.TAG_TIME_ZONE_ORIGINAL);
        return time.replaceFirst("$1-$2-$3T$4:$5:$6")
                + (offset != null && OFFSET.matcher(offset.strip()).matches() ? offset.strip() : "");
    }

    private static String camera(Metadata metadata) {
        ExifIFD0Directory base = metadata.getFirstDirectoryOfType(ExifIFD0Directory.class);
        if (base == null) {
            return null;
        }
        String make = plain(base.getString(ExifIFD0Directory.TAG_MAKE));
        String model = plain(base.getString(ExifIFD0Directory.TAG_MODEL));
        String camera = model.startsWith(make) ? model : (make + " " + model).strip();
        return camera.isEmpty() ? null : camera;
    }

    private static String profileName(byte[] file, Header header, List<Issue> issues) {
        if (header.icc().isEmpty()) {
            return null;
        }
        Metadata metadata = new Metadata();
        read(() -> {
            ByteArrayOutputStream profile = new ByteArrayOutputStream();
            for (Span piece : header.icc()) {
                profile.write(file, piece.offset(), Math.min(piece.length(), MAX_BYTES + 1 - profile.size()));
            }
            byte[] bytes = header.iccDeflated() ? inflated(profile.toByteArray()) : profile.toByteArray();
            if (bytes.length > MAX_BYTES) {
                issues.add(tooLarge("colour profile", bytes.length));
            } else {
                new IccReader().extract(new ByteArrayReader(bytes), metadata);
            }
        });
        IccDirectory directory = metadata.getFirstDirectoryOfType(IccDirectory.class);
        String name = directory == null ? "" : plain(directory.getDescription(IccDirectory.TAG_TAG_desc));
        Matcher languages = NAME_BY_LANGUAGE.matcher(name);
        if (languages.matches()) {
            name = languages.group(1);
        }
        return name.isEmpty() ? null : name;
    }

    private static byte[] inflated(byte[] deflated) throws IOException {
        try (InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(deflated))) {
            return in.readNBytes(MAX_BYTES + 1);
        }
    }

    private static Issue tooLarge(String what, int bytes) {
        return new Issue(
                Issue.Kind.METADATA_TOO_LARGE,
                "The " + what + " has " + (bytes > MAX_BYTES ? "more than " + MAX_BYTES : bytes)
                        + " bytes and was not read");
    }

    /** Parsers of hostile blocks fail in more ways than they declare; none of them is a reason to refuse pixels. */
    private static String read(Block block) {
        try {
            block.read();
            return null;
        } catch (IOException | RuntimeException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** Printable, one line, of bounded length. */
    private static String plain(String text) {
        if (text == null) {
            return "";
        }
        String printable = text.replaceAll("[\\p{Cntrl}\\uFFFD]+", " ").strip();
        return printable.substring(0, Math.min(MAX_TEXT, printable.length()));
    }

    private interface Block {
        void read() throws IOException;
    }
}
