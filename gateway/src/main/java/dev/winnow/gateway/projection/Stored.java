package dev.winnow.gateway.projection;

import java.nio.charset.StandardCharsets;

/** Text as PostgreSQL can hold it. */
final class Stored {
    private Stored() {}

    /** The text with U+FFFD for what PostgreSQL refuses: NUL and halves of surrogate pairs. Null stays null. */
    static String text(String text) {
        if (text == null) {
            return null;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0 || Character.isSurrogate(c)) {
                return replaced(text);
            }
        }
        return text;
    }

    /** An event's JSON as text. Escaped NULs stay escaped, which the column's type allows. */
    static String json(byte[] event) {
        return text(new String(event, StandardCharsets.UTF_8));
    }

    private static String replaced(String text) {
        StringBuilder kept = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) ? 0xFFFD : c)
                .forEach(kept::appendCodePoint);
        return kept.toString();
    }
}
