package dev.winnow.imaging.metadata;

import dev.winnow.dataset.ImageMetadata.Position;
import dev.winnow.imaging.structure.Span;
import java.time.LocalDateTime;

/**
 * The tags of an EXIF block (CIPA DC-008) that Winnow has a use for, from its first, EXIF, GPS and interoperability directories.
 * Makers' notes and thumbnails are not opened. No directory is read twice, so that the work is bounded by the block's length.
 */
final class ExifBlock {
    private static final int ASCII = 2;
    private static final int UTF_8 = 129;
    private static final int RATIONAL = 5;
    private static final int SIGNED_RATIONAL = 10;
    private static final int MAX_DIRECTORIES = 16;
    /** Which other programs move without care; nothing in it is read. */
    private static final int MAKER_NOTE = 0x927C;

    private static final String NORTH_EAST = "NE";
    private static final String SOUTH_WEST = "SW";

    private final byte[] file;
    private final int start;
    private final int length;
    /** A TIFF's first directory is the picture's own, and holds XMP and IPTC as well. */
    private final boolean tiff;

    private boolean little;
    private final long[] seen = new long[MAX_DIRECTORIES];
    private int directories;

    private String fault;
    private boolean details;
    private String make = "";
    private String model = "";
    private String copyright;
    private String artist;
    private String timeWritten;
    private String timeFraction;
    private String timeOffset;
    private int colorSpace;
    private boolean adobe;
    private final String[] positionReference = new String[2];
    private final double[] position = {Double.NaN, Double.NaN};
    private LocalDateTime satelliteDate;
    private double satelliteSeconds = Double.NaN;
    private Span xmp;
    private Span iptc;

    private enum Directory {
        FIRST,
        EXIF,
        GPS,
        INTEROPERABILITY
    }

    /** @param block from its TIFF header on; for a TIFF, the whole file */
    ExifBlock(byte[] file, Span block, boolean tiff) {
        this.file = file;
        this.start = block.offset();
        this.length = block.length();
        this.tiff = tiff;
        read();
    }

    /** What is wrong with the block, or null; what could be read before and beside it was read. */
    String fault() {
        return fault;
    }

    /** Whether there is an EXIF directory beside the first one. */
    boolean details() {
        return details;
    }

    /** Maker and model, or null. */
    String camera() {
        boolean repeated = model.regionMatches(true, 0, make, 0, make.length());
        return PlainText.orNull(PlainText.of(repeated ? model : make + " " + model));
    }

    String capturedAt() {
        boolean known = satelliteDate != null && satelliteSeconds >= 0 && satelliteSeconds < 86_400;
        LocalDateTime utc = known ? satelliteDate.plusSeconds((long) satelliteSeconds) : null;
        return CaptureTime.iso(timeWritten, timeFraction, timeOffset, utc);
    }

    /** Or null. Latitude and longitude without a hemisphere are taken as north and east. */
    Position position() {
        double latitude = signed(0);
        double longitude = signed(1);
        return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? new Position(latitude, longitude) : null;
    }

    String copyright() {
        return copyright;
    }

    String artist() {
        return artist;
    }

    /** Whether the camera says so in the way of DCF 2.0, where there need be no profile. */
    boolean adobeRgb() {
        return colorSpace == 2 || adobe && colorSpace == 0xFFFF;
    }

    /** Of a TIFF, as a stretch of the file, or null. */
    Span xmp() {
        return xmp;
    }

    /** Of a TIFF, as a stretch of the file, or null. */
    Span iptc() {
        return iptc;
    }

    private double signed(int axis) {
        String reference = positionReference[axis];
        boolean minus = reference != null && reference.equalsIgnoreCase(SOUTH_WEST.substring(axis, axis + 1));
        boolean plus = reference == null
                || reference.isEmpty()
                || reference.equalsIgnoreCase(NORTH_EAST.substring(axis, axis + 1));
        return minus ? -position[axis] : plus ? position[axis] : Double.NaN;
    }

    private void read() {
        boolean intel = has(0, 8) && file[start] == 'I' && file[start + 1] == 'I';
        boolean motorola = has(0, 8) && file[start] == 'M' && file[start + 1] == 'M';
        little = intel;
        if (!intel && !motorola || u16(2) != 42) {
            fault("it has no TIFF header");
            return;
        }
        long link = directory(u32(4), Directory.FIRST);
        // The thumbnail's directory is not read; that its chain comes to an end is looked at.
        while (link != 0 && !tiff && has(link, 2)) {
            if (!enter(link)) {
                return;
            }
            long next = link + 2 + 12L * u16(link);
            link = has(next, 4) ? u32(next) : 0;
        }
    }

    private boolean enter(long offset) {
        for (int i = 0; i < directories; i++) {
            if (seen[i] == offset) {
                fault("its directories form a loop at byte " + offset);
                return false;
            }
        }
        if (directories == MAX_DIRECTORIES) {
            fault("it has more than " + MAX_DIRECTORIES + " directories");
            return false;
        }
        seen[directories++] = offset;
        return true;
    }

    /** @return the offset of the next directory, or 0 */
    private long directory(long offset, Directory directory) {
        if (!enter(offset)) {
            return 0;
        }
        int entries = has(offset, 2) ? u16(offset) : 0;
        long end = offset + 2 + 12L * entries;
        if (!has(offset, 2) || end > length) {
            fault("the directory at byte " + offset + " reaches beyond its " + length + " bytes");
            return 0;
        }
        for (long at = offset + 2; at < end; at += 12) {
            int tag = u16(at);
            int type = u16(at + 2);
            long bytes = width(type) * u32(at + 4);
            long data = bytes <= 4 ? at + 8 : u32(at + 8);
            if (has(data, bytes)) {
                entry(directory, tag, type, data, (int) bytes);
            } else if (tag != MAKER_NOTE) {
                fault("tag " + tag + " says it has " + bytes + " bytes at byte " + data + " of " + length);
            }
        }
        return has(end, 4) ? u32(end) : 0;
    }

    private void entry(Directory directory, int tag, int type, long data, int bytes) {
        switch (directory) {
            case FIRST -> {
                switch (tag) {
                    case 0x010F -> make = text(type, data, bytes);
                    case 0x0110 -> model = text(type, data, bytes);
                    case 0x013B -> artist = PlainText.orNull(text(type, data, bytes));
                    case 0x8298 -> copyright = PlainText.orNull(text(type, data, bytes));
                    case 0x02BC -> xmp = tiff ? new Span((int) data, bytes) : null;
                    case 0x83BB -> iptc = tiff ? new Span((int) data, bytes) : null;
                    case 0x8769 -> details |= follow(type, data, bytes, Directory.EXIF);
                    case 0x8825 -> follow(type, data, bytes, Directory.GPS);
                    default -> {}
                }
            }
            case EXIF -> {
                switch (tag) {
                    case 0x9003 -> timeWritten = text(type, data, bytes);
                    case 0x9291 -> timeFraction = text(type, data, bytes);
                    case 0x9011 -> timeOffset = text(type, data, bytes);
                    case 0xA001 -> colorSpace = type == 3 && bytes >= 2 ? u16(data) : 0;
                    case 0xA005 -> follow(type, data, bytes, Directory.INTEROPERABILITY);
                    default -> {}
                }
            }
            case GPS -> {
                switch (tag) {
                    case 1, 3 -> positionReference[tag / 2] = text(type, data, bytes);
                    case 2, 4 -> position[tag / 2 - 1] = sexagesimal(type, data, bytes);
                    case 7 -> satelliteSeconds = 3600 * sexagesimal(type, data, bytes);
                    case 29 -> satelliteDate = CaptureTime.date(text(type, data, bytes));
                    default -> {}
                }
            }
            case INTEROPERABILITY ->
                adobe |= tag == 1 && text(type, data, bytes).equals("R03");
        }
    }

    private boolean follow(int type, long data, int bytes, Directory directory) {
        if (bytes < 4 || type != 4 && type != 13) {
            fault("the link to its " + directory + " directory is no offset");
            return false;
        }
        directory(u32(data), directory);
        return true;
    }

    private String text(int type, long data, int bytes) {
        return type == ASCII || type == UTF_8 ? PlainText.of(file, start + (int) data, bytes) : "";
    }

    /** Degrees or hours, minutes and seconds as one number, not a number where one of them is none. */
    private double sexagesimal(int type, long data, int bytes) {
        if (type != RATIONAL && type != SIGNED_RATIONAL || bytes != 24) {
            return Double.NaN;
        }
        boolean signed = type == SIGNED_RATIONAL; // some phones write them, though the standard has none here
        return rational(data, signed) + rational(data + 8, signed) / 60 + rational(data + 16, signed) / 3600;
    }

    private double rational(long at, boolean signed) {
        long numerator = signed ? (int) u32(at) : u32(at);
        long denominator = signed ? (int) u32(at + 4) : u32(at + 4);
        return denominator == 0 ? Double.NaN : (double) numerator / denominator;
    }

    /** Bytes of one value, 0 for types that do not exist. */
    private static int width(int type) {
        return switch (type) {
            case 1, ASCII, 6, 7, UTF_8 -> 1;
            case 3, 8 -> 2;
            case 4, 9, 11, 13 -> 4;
            case RATIONAL, SIGNED_RATIONAL, 12 -> 8;
            default -> 0;
        };
    }

    private void fault(String what) {
        if (fault == null) {
            fault = what;
        }
    }

    private boolean has(long offset, long count) {
        return offset >= 0 && offset + count <= length;
    }

    private int u16(long offset) {
        int at = start + (int) offset;
        int first = file[at] & 0xFF;
        int second = file[at + 1] & 0xFF;
        return little ? second << 8 | first : first << 8 | second;
    }

    private long u32(long offset) {
        return little ? (long) u16(offset + 2) << 16 | u16(offset) : (long) u16(offset) << 16 | u16(offset + 2);
    }
}
