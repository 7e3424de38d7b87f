package dev.winnow.imaging.structure;

import dev.winnow.dataset.ImageFormat;
import dev.winnow.dataset.Rejection.Reason;
import java.util.Locale;
import java.util.Optional;

/** Tells a file's format by its first bytes, never by its name. */
public final class FormatSniffer {
    /** Bytes of the first box of an ISO media file within which its brands are looked for. */
    private static final int MOST_BRANDS = 256;

    private static final String PNG_SIGNATURE = "\u0089PNG\r\n\u001a\n";
    /** How far into a file a displaced signature is looked for. */
    private static final int DISPLACED_WITHIN = 4096;

    private FormatSniffer() {}

    /**
     * @return the format, accepted or not
     * @throws Unreadable BAD_SIGNATURE if an accepted format's signature is displaced or damaged, NOT_AN_IMAGE otherwise
     */
    public static ImageFormat formatOf(byte[] array) throws Unreadable {
        Bytes bytes = new Bytes(array, "image");
        ImageFormat format = accepted(bytes);
        if (format == null) {
            format = named(bytes);
        }
        if (format != null) {
            return format;
        }
        String other = otherKind(bytes);
        if (other != null) {
            throw new Unreadable(Reason.NOT_AN_IMAGE, "The file is " + other + ", and no picture: leave it out");
        }
        if (bytes.at(1, "PNG")) {
            throw new Unreadable(
                    Reason.BAD_SIGNATURE,
                    "The PNG signature is damaged, as a transfer in text mode does: transfer the file in binary mode");
        }
        int end = Math.min(DISPLACED_WITHIN, array.length);
        for (int offset = 1; offset < end; offset++) {
            ImageFormat displaced = displaced(bytes, offset);
            if (displaced != null) {
                throw new Unreadable(
                        Reason.BAD_SIGNATURE,
                        offset + " bytes stand before the start of a " + displaced + " picture: remove them");
            }
        }
        throw new Unreadable(
                Reason.NOT_AN_IMAGE,
                "The file starts with " + firstBytes(array) + ", which is the start of no known image format");
    }

    private static ImageFormat accepted(Bytes bytes) {
        if (bytes.at(0, "\u00ff\u00d8\u00ff")) {
            return ImageFormat.JPEG;
        }
        if (bytes.at(0, PNG_SIGNATURE)) {
            return ImageFormat.PNG;
        }
        if (bytes.at(0, "RIFF") && bytes.at(8, "WEBP")) {
            return ImageFormat.WEBP;
        }
        if (bytes.at(0, "GIF87a") || bytes.at(0, "GIF89a")) {
            return ImageFormat.GIF;
        }
        if (bytes.at(0, "BM") && bytes.has(0, 26)) {
            return ImageFormat.BMP;
        }
        if (bytes.at(0, "II*\0") || bytes.at(0, "MM\0*") || bytes.at(0, "II+\0") || bytes.at(0, "MM\0+")) {
            return ImageFormat.TIFF;
        }
        byte[] array = bytes.array();
        if (array.length > 2
                && array[0] == 'P'
                && array[1] >= '1'
                && array[1] <= '6'
                && (Character.isWhitespace(array[2]) || array[2] == '#')) {
            return ImageFormat.PNM;
        }
        return null;
    }

    private static ImageFormat named(Bytes bytes) {
        if (bytes.at(4, "ftyp")) {
            return isobmff(bytes);
        }
        if (bytes.at(0, "\u00ff\n") || bytes.at(0, "\0\0\0\u000cJXL ")) {
            return ImageFormat.JPEG_XL;
        }
        if (bytes.at(0, "DDS ")) {
            return ImageFormat.DDS;
        }
        if (bytes.at(128, "DICM")) {
            return ImageFormat.DICOM;
        }
        if (bytes.at(0, "P7\n")) {
            return ImageFormat.PAM;
        }
        if (bytes.at(0, "icns")) {
            return ImageFormat.ICNS;
        }
        if (bytes.at(0, "qoif")) {
            return ImageFormat.QOI;
        }
        if (bytes.at(0, "FUJIFILMCCD-RAW")
                || bytes.at(0, "IIU\0")
                || bytes.at(0, "IIRO")
                || bytes.at(0, "IIRS")
                || bytes.at(0, "MMOR")
                || bytes.at(0, "\0MRM")) {
            return ImageFormat.CAMERA_RAW;
        }
        if (bytes.at(0, "8BPS")) {
            return ImageFormat.PSD;
        }
        if (bytes.at(0, "\0\0\1\0") || bytes.at(0, "\0\0\2\0") && bytes.has(0, 22) && !isTga(bytes)) {
            return ImageFormat.ICO;
        }
        if (bytes.at(0, "\0\0\0\u000cjP  ") || bytes.at(0, "\u00ff\u004f\u00ff\u0051")) {
            return ImageFormat.JPEG_2000;
        }
        if (bytes.at(0, "v/1\1")) {
            return ImageFormat.EXR;
        }
        if (bytes.at(0, "%!PS") || bytes.at(0, "\u00c5\u00d0\u00d3\u00c6")) {
            return ImageFormat.EPS;
        }
        if (bytes.at(0, "%PDF")) {
            return ImageFormat.PDF;
        }
        if (isTga(bytes)) {
            return ImageFormat.TGA;
        }
        return isSvg(bytes.array()) ? ImageFormat.SVG : null;
    }

    private static ImageFormat isobmff(Bytes bytes) {
        if (bytes.at(8, "crx ")) {
            return ImageFormat.CAMERA_RAW;
        }
        // A general brand comes first in some files; the brands that the file is compatible with follow.
        if (hasBrand(bytes, "avif") || hasBrand(bytes, "avis")) {
            return ImageFormat.AVIF;
        }
        for (String brand : new String[] {"heic", "heix", "hevc", "hevx", "heim", "heis", "mif1", "msf1"}) {
            if (bytes.at(8, brand)) {
                return ImageFormat.HEIC;
            }
        }
        return null;
    }

    private static boolean hasBrand(Bytes bytes, String brand) {
        long end = Math.min(bytes.length(), Math.min(MOST_BRANDS, boxLength(bytes)));
        for (long at = 8; at + 4 <= end; at += 4) {
            if (at != 12 && bytes.at(at, brand)) { // the version stands at 12
                return true;
            }
        }
        return false;
    }

    private static long boxLength(Bytes bytes) {
        try {
            return bytes.u32(0);
        } catch (Unreadable e) {
            return 0;
        }
    }

    /** What a file is that people upload among pictures, or null. */
    private static String otherKind(Bytes bytes) {
        if (bytes.at(4, "ftyp")
                || bytes.at(4, "moov")
                || bytes.at(4, "mdat")
                || bytes.at(4, "wide")
                || bytes.at(4, "free")
                || bytes.at(4, "skip")
                || bytes.at(4, "pnot")
                || bytes.at(0, "\u001a\u0045\u00df\u00a3")
                || bytes.at(0, "RIFF") && bytes.at(8, "AVI ")
                || bytes.at(0, "FLV\1")
                || bytes.at(0, "OggS")
                || bytes.at(0, "\0\0\1\u00ba")
                || bytes.at(0, "\0\0\1\u00b3")
                || bytes.at(0, "0&\u00b2u")) {
            return "a video";
        }
        if (isWebPage(bytes.array())) {
            return "a web page";
        }
        return bytes.at(0, "PK\3\4") ? "a ZIP archive" : null;
    }

    private static boolean isWebPage(byte[] array) {
        String start = start(array);
        int page = start.contains("<!doctype html") ? start.indexOf("<!doctype html") : start.indexOf("<html");
        int drawing = start.indexOf("<svg");
        return start.startsWith("<") && page >= 0 && (drawing < 0 || page < drawing);
    }

    /** The first characters in lower case, without white space and a byte order mark before them. */
    private static String start(byte[] array) {
        String start = new String(array, 0, Math.min(1024, array.length), java.nio.charset.StandardCharsets.UTF_8)
                .stripLeading()
                .toLowerCase(Locale.ROOT);
        return start.startsWith("\ufeff") ? start.substring(1).stripLeading() : start;
    }

    /** TGA has no signature at its start; version 2 has one at its end. */
    private static boolean isTga(Bytes bytes) {
        return bytes.at(bytes.length() - 18, "TRUEVISION-XFILE.");
    }

    private static boolean isSvg(byte[] array) {
        String start = start(array);
        return start.startsWith("<svg")
                || !isWebPage(array) && (start.startsWith("<?xml") || start.startsWith("<!")) && start.contains("<svg");
    }

    private static ImageFormat displaced(Bytes bytes, int offset) {
        if (bytes.at(offset, PNG_SIGNATURE)) {
            return ImageFormat.PNG;
        }
        if (bytes.at(offset, "\u00ff\u00d8\u00ff") && bytes.has(offset, 4)) {
            int marker = bytes.array()[offset + 3] & 0xFF;
            if (marker >= 0xE0 && marker <= 0xEF || marker == 0xDB || marker == 0xC0 || marker == 0xFE) {
                return ImageFormat.JPEG;
            }
        }
        return null;
    }

    /** The format a file name's extension stands for, empty where there is none or an unknown one. */
    public static Optional<ImageFormat> formatOfName(String source) {
        String name = source.substring(source.lastIndexOf('/') + 1);
        int dot = name.lastIndexOf('.');
        if (dot < 0) {
            return Optional.empty();
        }
        return Optional.ofNullable(
                switch (name.substring(dot + 1).toLowerCase(Locale.ROOT)) {
                    case "jpg", "jpeg", "jpe", "jfif" -> ImageFormat.JPEG;
                    case "png", "apng" -> ImageFormat.PNG;
                    case "webp" -> ImageFormat.WEBP;
                    case "gif" -> ImageFormat.GIF;
                    case "bmp", "dib" -> ImageFormat.BMP;
                    case "tif", "tiff" -> ImageFormat.TIFF;
                    case "pbm", "pgm", "ppm", "pnm" -> ImageFormat.PNM;
                    case "heic", "heif" -> ImageFormat.HEIC;
                    case "avif" -> ImageFormat.AVIF;
                    case "psd" -> ImageFormat.PSD;
                    case "tga" -> ImageFormat.TGA;
                    case "ico", "cur" -> ImageFormat.ICO;
                    case "jp2", "j2k", "jpx" -> ImageFormat.JPEG_2000;
                    case "exr" -> ImageFormat.EXR;
                    case "svg" -> ImageFormat.SVG;
                    case "eps", "ps" -> ImageFormat.EPS;
                    case "pdf" -> ImageFormat.PDF;
                    default -> null;
                });
    }

    private static String firstBytes(byte[] array) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < Math.min(8, array.length); i++) {
            text.append(i == 0 ? "" : " ").append(String.format(Locale.ROOT, "%02x", array[i]));
        }
        return text.toString();
    }
}
