package dev.winnow.formats.text;

/** Text in XML. */
public final class XmlText {
    private XmlText() {}

    /** The text between tags or in an attribute; characters that XML does not have are replaced by a question mark. */
    public static String escaped(String text) {
        StringBuilder xml = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> xml.append("&amp;");
                case '<' -> xml.append("&lt;");
                case '>' -> xml.append("&gt;");
                case '"' -> xml.append("&quot;");
                case '\t', '\n', '\r' -> xml.append("&#").append(c).append(';');
                default -> {
                    boolean known = c >= 0x20 && c <= 0xD7FF || c >= 0xE000 && c <= 0xFFFD || c >= 0x10000;
                    xml.appendCodePoint(known ? c : '?');
                }
            }
        });
        return xml.toString();
    }
}
