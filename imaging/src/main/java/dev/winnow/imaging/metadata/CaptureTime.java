package dev.winnow.imaging.metadata;

import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;

/**
 * When a picture was taken, out of what EXIF has to say about it: the camera's clock ({@code DateTimeOriginal},
 * {@code SubSecTimeOriginal}, {@code OffsetTimeOriginal}) and the satellites' ({@code GPSDateStamp}, {@code GPSTimeStamp}).
 */
final class CaptureTime {
    /** Satellite fixes lag behind the shutter; offsets of time zones are multiples of 15 minutes. */
    private static final int MAX_LAG_SECONDS = 120;

    private static final int QUARTER = 15 * 60;
    private static final int MAX_OFFSET_SECONDS = 14 * 3600;

    private CaptureTime() {}

    /**
     * ISO local date and time, with the camera's offset where it wrote one. Where it wrote none, the offset is that between its
     * clock and the satellites' if they differ by whole quarters of an hour up to two minutes. Where the camera wrote no time,
     * the satellites' is taken, in UTC.
     *
     * @param written {@code yyyy:MM:dd HH:mm:ss}, or null
     * @param fraction decimal places of the seconds, or null
     * @param offset {@code +HH:mm}, or null
     * @param utc by satellite, or null
     * @return null where no date and time is known
     */
    static String iso(String written, String fraction, String offset, LocalDateTime utc) {
        LocalDateTime local = parsed(written);
        if (local == null) {
            return utc == null ? null : seconds(utc) + "Z";
        }
        return seconds(local) + places(fraction) + (isOffset(offset) ? offset : offsetFrom(local, utc));
    }

    /** @param text {@code yyyy:MM:dd} and, after one character, {@code HH:mm:ss} */
    private static LocalDateTime parsed(String text) {
        if (text == null || text.length() != 19) {
            return null;
        }
        LocalDateTime date = date(text.substring(0, 10));
        int hour = number(text, 11);
        int minute = number(text, 14);
        int second = number(text, 17);
        boolean valid = date != null && text.charAt(13) == ':' && text.charAt(16) == ':';
        return valid && hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60
                ? date.withHour(hour).withMinute(minute).withSecond(second)
                : null;
    }

    /** @return midnight, or null where the text is no date; cameras that were never set write zeros */
    static LocalDateTime date(String text) {
        if (text == null || text.length() != 10 || text.charAt(4) != text.charAt(7)) {
            return null;
        }
        int century = number(text, 0);
        int year = number(text, 2);
        int month = number(text, 5);
        int day = number(text, 8);
        boolean valid = century > 0 && year >= 0 && month >= 1 && month <= 12 && day >= 1;
        return valid && day <= YearMonth.of(100 * century + year, month).lengthOfMonth()
                ? LocalDateTime.of(100 * century + year, month, day, 0, 0)
                : null;
    }

    /** Two digits, or -1. */
    private static int number(String text, int at) {
        int tens = text.charAt(at) - '0';
        int ones = text.charAt(at + 1) - '0';
        return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? 10 * tens + ones : -1;
    }

    private static boolean isOffset(String text) {
        return text != null
                && text.length() == 6
                && (text.charAt(0) == '+' || text.charAt(0) == '-')
                && text.charAt(3) == ':'
                && number(text, 1) >= 0
                && number(text, 1) <= 14
                && number(text, 4) >= 0
                && number(text, 4) < 60;
    }

    private static String offsetFrom(LocalDateTime local, LocalDateTime utc) {
        if (utc == null) {
            return "";
        }
        long ahead = local.toEpochSecond(ZoneOffset.UTC) - utc.toEpochSecond(ZoneOffset.UTC);
        long rounded = Math.floorDiv(ahead + QUARTER / 2, QUARTER) * QUARTER;
        if (Math.abs(ahead - rounded) > MAX_LAG_SECONDS || Math.abs(rounded) > MAX_OFFSET_SECONDS) {
            return "";
        }
        long minutes = Math.abs(rounded) / 60;
        StringBuilder offset = new StringBuilder(6).append(rounded < 0 ? '-' : '+');
        return digits(digits(offset, (int) minutes / 60).append(':'), (int) minutes % 60)
                .toString();
    }

    /** Milliseconds at most, without trailing zeros. */
    private static String places(String fraction) {
        if (fraction == null) {
            return "";
        }
        int end = 0;
        while (end < fraction.length() && end < 3 && fraction.charAt(end) >= '0' && fraction.charAt(end) <= '9') {
            end++;
        }
        while (end > 0 && fraction.charAt(end - 1) == '0') {
            end--;
        }
        return end == 0 ? "" : "." + fraction.substring(0, end);
    }

    private static String seconds(LocalDateTime time) {
        StringBuilder text = new StringBuilder(26);
        digits(digits(text, time.getYear() / 100), time.getYear() % 100).append('-');
        digits(text, time.getMonthValue()).append('-');
        digits(text, time.getDayOfMonth()).append('T');
        digits(text, time.getHour()).append(':');
        digits(text, time.getMinute()).append(':');
        return digits(text, time.getSecond()).toString();
    }

    private static StringBuilder digits(StringBuilder text, int number) {
        return text.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
    }
}
