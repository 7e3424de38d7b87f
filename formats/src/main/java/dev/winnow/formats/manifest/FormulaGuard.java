package dev.winnow.formats.manifest;

/**
 * Keeps spreadsheets from running text as a formula (CSV injection, CWE-1236): text that starts with one of {@code = + - @}, tab,
 * CR or LF gets an apostrophe in front. So does text that starts with apostrophes before one of these, so that taking one
 * away gives back exactly what was guarded.
 */
public final class FormulaGuard {
    private static final String FORMULA_STARTS = "=+-@\t\r\n";

    private FormulaGuard() {}

    /** The text as a cell. */
    public static String guard(String text) {
        return looksLikeFormula(text) ? '\'' + text : text;
    }

    static String unguard(String cell) {
        return cell.startsWith("'") && looksLikeFormula(cell) ? cell.substring(1) : cell;
    }

    private static boolean looksLikeFormula(String text) {
        int start = 0;
        while (start < text.length() && text.charAt(start) == '\'') {
            start++;
        }
        return start < text.length() && FORMULA_STARTS.indexOf(text.charAt(start)) >= 0;
    }
}
