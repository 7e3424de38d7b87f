package dev.winnow.formats.text;

/** What a file says, short enough for a sentence. */
public final class Excerpt {
    private static final int MOST = 120;

    private static final int MOST_OF_A_SENTENCE = 500;

    private Excerpt() {}

    /** The text on one line, cut where it is long. */
    public static String of(String text) {
        return cut(text, MOST);
    }

    /** A sentence that quotes a file, on one line, cut where it is long. */
    public static String sentence(String text) {
        return cut(text, MOST_OF_A_SENTENCE);
    }

    private static String cut(String text, int most) {
        String line = text.length() > 2 * most ? text.substring(0, 2 * most) : text;
        line = line.replaceAll("\\p{Cntrl}+", " ");
        return line.length() > most ? line.substring(0, most) + "…" : line;
    }
}
