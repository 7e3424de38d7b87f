package dev.winnow.imaging.metadata;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Text of strangers made fit to be shown: printable, on one line, of bounded length. */
final class PlainText {
    static final int MAX_CHARS = 200;
    /** Enough bytes for the longest text that is kept. */
    private static final int MAX_BYTES = 4 * MAX_CHARS + 64;

    private PlainText() {}

    /** Bytes that are UTF-8 by their look, Latin-1 otherwise; the empty text where nothing can be shown. */
    static String of(byte[] bytes, int offset, int length) {
        int count = Math.min(length, MAX_BYTES);
        boolean ascii = true;
        for (int i = offset; i < offset + count && ascii; i++) {
            ascii = bytes[i] >= 0;
        }
        return of(
                ascii
                        ? new String(bytes, offset, count, StandardCharsets.ISO_8859_1)
                        : decoded(bytes, offset, count, count < length));
    }

    /** @param cut whether the last character may lack its end */
    private static String decoded(byte[] bytes, int offset, int count, boolean cut) {
        CharsetDecoder utf8 = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        CharBuffer text = CharBuffer.allocate(count);
        CoderResult result = utf8.decode(ByteBuffer.wrap(bytes, offset, count), text, !cut);
        return result.isError()
                ? new String(bytes, offset, count, StandardCharsets.ISO_8859_1)
                : text.flip().toString();
    }

    /** What cannot be printed, or would change the order of what is printed around it, becomes a space. */
    static String of(CharSequence text) {
        StringBuilder plain = new StringBuilder(Math.min(text.length(), MAX_CHARS));
        boolean gap = false;
        for (int i = 0; i < text.length(); ) {
            int character = Character.codePointAt(text, i);
            i += Character.charCount(character);
            if (!printable(character)) {
                gap = true;
                continue;
            }
            int needed = Character.charCount(character) + (gap && plain.length() > 0 ? 1 : 0);
            if (plain.length() + needed > MAX_CHARS) {
                break;
            }
            if (gap && plain.length() > 0) {
                plain.append(' ');
            }
            gap = false;
            plain.appendCodePoint(character);
        }
        return plain.toString();
    }

    private static boolean printable(int character) {
        if (character < 0x7F) {
            return character > ' ';
        }
        return character != 0xFFFD
                && switch (Character.getType(character)) {
                    case Character.CONTROL,
                            Character.FORMAT,
                            Character.SURROGATE,
                            Character.PRIVATE_USE,
                            Character.UNASSIGNED,
                            Character.SPACE_SEPARATOR,
                            Character.LINE_SEPARATOR,
                            Character.PARAGRAPH_SEPARATOR -> false;
                    default -> true;
                };
    }

    static String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
