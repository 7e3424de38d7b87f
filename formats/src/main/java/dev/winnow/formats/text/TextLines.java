package dev.winnow.formats.text;

import dev.winnow.dataset.annotation.LabelIssue;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A text file, line by line. Text is UTF-8, or what a byte order mark says. A line ends with LF, CR LF or CR. What is no text,
 * or a line without end, is an {@link UnreadableFileException} that names the line. Not safe for use by several threads.
 */
public final class TextLines implements Closeable {
    private static final int MOST_CHARACTERS = 16 << 20;

    private final Reader reader;
    private int line;
    private boolean afterReturn;
    private final StringBuilder text = new StringBuilder();

    private TextLines(Reader reader) {
        this.reader = reader;
    }

    /** @throws IOException when the file cannot be read */
    public static TextLines of(Path file) throws IOException {
        return new TextLines(reader(file));
    }

    /**
     * The characters of a file, as {@link TextLines} reads them. What is no text is a {@link CharacterCodingException}.
     *
     * @throws IOException when the file cannot be read
     */
    public static Reader reader(Path file) throws IOException {
        InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 14);
        try {
            return new BufferedReader(new InputStreamReader(
                    in,
                    charset(in)
                            .newDecoder()
                            .onMalformedInput(CodingErrorAction.REPORT)
                            .onUnmappableCharacter(CodingErrorAction.REPORT)));
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    private static Charset charset(InputStream in) throws IOException {
        in.mark(4);
        int first = in.read();
        int second = in.read();
        int third = in.read();
        in.reset();
        int skipped = 0;
        Charset charset = StandardCharsets.UTF_8;
        if (first == 0xEF && second == 0xBB && third == 0xBF) {
            skipped = 3;
        } else if (first == 0xFE && second == 0xFF) {
            charset = StandardCharsets.UTF_16BE;
            skipped = 2;
        } else if (first == 0xFF && second == 0xFE) {
            charset = StandardCharsets.UTF_16LE;
            skipped = 2;
        } else if (first == 0 && second > 0) {
            charset = StandardCharsets.UTF_16BE;
        } else if (first > 0 && second == 0) {
            charset = StandardCharsets.UTF_16LE;
        }
        in.skipNBytes(skipped);
        return charset;
    }

    /**
     * The next line without its end, or null after the last.
     *
     * @throws IOException when the file cannot be read
     */
    public String next() throws IOException {
        text.setLength(0);
        line++;
        try {
            while (true) {
                int c = reader.read();
                if (c == '\n' && afterReturn) {
                    afterReturn = false;
                    continue;
                }
                afterReturn = c == '\r';
                if (c < 0) {
                    return text.isEmpty() ? null : text.toString();
                }
                if (c == '\n' || c == '\r') {
                    return text.toString();
                }
                if (text.length() == MOST_CHARACTERS) {
                    throw new UnreadableFileException(
                            LabelIssue.NOT_THE_EXPECTED_KIND,
                            "Line " + line + " has more than " + MOST_CHARACTERS + " characters.");
                }
                text.append((char) c);
            }
        } catch (CharacterCodingException e) {
            throw new UnreadableFileException(
                    LabelIssue.NOT_THE_EXPECTED_KIND,
                    "Line " + line + " or one shortly after it is no UTF-8 text: save the file as UTF-8.",
                    e);
        }
    }

    /** Number of the line that {@link #next} gave last, from 1. */
    public int line() {
        return line;
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
