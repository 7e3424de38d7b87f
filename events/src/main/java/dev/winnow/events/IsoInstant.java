package dev.winnow.events;

import java.time.Instant;

/**
 * Instants as ISO-8601 text in UTC, as {@link Instant#toString} writes them. An event holds as many times as it has pages and
 * each is written and read at every hop; the formatters of {@code java.time} take more of that than all other fields together.
 */
public final class IsoInstant {
    private static final int SECONDS_OF_DAY = 86_400;
    private static final int DAYS_OF_ERA = 146_097;
    /** From 0000-03-01 to 1970-01-01. */
    private static final int DAYS_TO_EPOCH = 719_468;

    private IsoInstant() {}

    /** The same text as {@link Instant#toString}: whole seconds, or 3, 6 or 9 decimals. */
    public static String format(Instant instant) {
        long seconds = instant.getEpochSecond();
        long days = Math.floorDiv(seconds, (long) SECONDS_OF_DAY) + DAYS_TO_EPOCH;
        // Days are counted from March, so that a leap day is a year's last (Hinnant, chrono-compatible low-level date
        // algorithms).
        long era = Math.floorDiv(days, (long) DAYS_OF_ERA);
        int dayOfEra = (int) (days - era * DAYS_OF_ERA);
        int yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int shifted = (5 * dayOfYear + 2) / 153;
        int day = dayOfYear - (153 * shifted + 2) / 5 + 1;
        int month = shifted < 10 ? shifted + 3 : shifted - 9;
        long year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
        if (year < 0 || year > 9999) {
            return instant.toString();
        }
        int second = (int) Math.floorMod(seconds, (long) SECONDS_OF_DAY);
        int nanos = instant.getNano();
        int decimals = nanos == 0 ? 0 : nanos % 1_000_000 == 0 ? 3 : nanos % 1000 == 0 ? 6 : 9;
        byte[] text = new byte[20 + (decimals == 0 ? 0 : decimals + 1)];
        put(text, 0, 4, (int) year);
        text[4] = '-';
        put(text, 5, 2, month);
        text[7] = '-';
        put(text, 8, 2, day);
        text[10] = 'T';
        put(text, 11, 2, second / 3600);
        text[13] = ':';
        put(text, 14, 2, second / 60 % 60);
        text[16] = ':';
        put(text, 17, 2, second % 60);
        if (decimals > 0) {
            text[19] = '.';
            put(text, 20, decimals, decimals == 3 ? nanos / 1_000_000 : decimals == 6 ? nanos / 1000 : nanos);
        }
        text[text.length - 1] = 'Z';
        return new String(text, java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    private static void put(byte[] text, int at, int digits, int value) {
        int rest = value;
        for (int i = at + digits - 1; i >= at; i--) {
            text[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }

    /**
     * Reads what {@link #format} writes at once, and everything else that {@link Instant#parse} takes.
     *
     * @throws java.time.format.DateTimeParseException for other text
     */
    public static Instant parse(String text) {
        int length = text.length();
        boolean plain = length >= 20
                && length <= 30
                && length != 21
                && text.charAt(4) == '-'
                && text.charAt(7) == '-'
                && text.charAt(10) == 'T'
                && text.charAt(13) == ':'
                && text.charAt(16) == ':'
                && text.charAt(length - 1) == 'Z'
                && (length == 20 || text.charAt(19) == '.');
        if (!plain) {
            return Instant.parse(text);
        }
        int year = number(text, 0, 4);
        int month = number(text, 5, 7);
        int day = number(text, 8, 10);
        int hour = number(text, 11, 13);
        int minute = number(text, 14, 16);
        int second = number(text, 17, 19);
        int decimals = Math.max(0, length - 21);
        int nanos = decimals == 0 ? 0 : number(text, 20, length - 1);
        // Days above 28 are left to the calendar of java.time, which knows how long months are.
        boolean inRange = year >= 0
                && month >= 1
                && month <= 12
                && day >= 1
                && day <= 28
                && hour >= 0
                && hour <= 23
                && minute >= 0
                && minute <= 59
                && second >= 0
                && second <= 59
                && nanos >= 0;
        if (!inRange) {
            return Instant.parse(text);
        }
        for (int i = decimals; i > 0 && i < 9; i++) {
            nanos *= 10;
        }
        int shiftedYear = month <= 2 ? year - 1 : year;
        int era = Math.floorDiv(shiftedYear, 400);
        int yearOfEra = shiftedYear - era * 400;
        int dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
        int dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
        long days = (long) era * DAYS_OF_ERA + dayOfEra - DAYS_TO_EPOCH;
        return Instant.ofEpochSecond(days * SECONDS_OF_DAY + hour * 3600 + minute * 60 + second, nanos);
    }

    /** A decimal number, or −1 where something else stands there. */
    private static int number(String text, int from, int to) {
        int value = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }
}
