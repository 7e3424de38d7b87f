package dev.winnow.gateway.images;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Where a page ended: the sort value and the item of its last image. A page begins after that place, whatever has come in
 * since, so that nothing is shown twice or left out.
 *
 * @param sort what the list was sorted by, {@code key asc} or {@code key desc}; a cursor of another list is refused
 */
public record Cursor(String sort, String value, String item) {

    public String encoded() {
        String text = sort + '\n' + item + '\n' + value;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** @throws IllegalArgumentException when the text is no cursor of a list sorted like this */
    public static Cursor decode(String encoded, String sort) {
        String[] parts;
        try {
            parts = new String(Base64.getUrlDecoder().decode(encoded), StandardCharsets.UTF_8).split("\n", 3);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("The cursor is none that this list has given: leave it out", e);
        }
        if (parts.length != 3 || !parts[0].equals(sort)) {
            throw new IllegalArgumentException(
                    "The cursor is none of a list sorted by " + sort + ": leave it out to begin anew");
        }
        return new Cursor(sort, parts[2], parts[1]);
    }
}
