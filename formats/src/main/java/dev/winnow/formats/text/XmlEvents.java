package dev.winnow.formats.text;

import dev.winnow.dataset.annotation.LabelIssue;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * An XML file, event by event. A file with a document type is refused, because entities could name other files or fill the
 * memory. Whatever is wrong is an {@link UnreadableFileException} that names the line. Not safe for use by several threads.
 */
public final class XmlEvents implements Closeable {
    /** Elements within each other. */
    public static final int MOST_LEVELS = 100;

    /** Characters of one element's text or of one attribute. */
    private static final int MOST_CHARACTERS = 64 << 20;

    private final InputStream in;
    private final XMLStreamReader reader;
    private int level;

    /** @throws IOException when the file cannot be read, or is no XML that is read */
    public XmlEvents(InputStream in) throws IOException {
        this.in = in;
        try {
            XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
            factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
            factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
            factory.setProperty(XMLInputFactory.IS_COALESCING, false);
            factory.setXMLReporter((message, type, related, location) -> {}); // what is wrong is an exception too
            this.reader = factory.createXMLStreamReader(in);
        } catch (XMLStreamException e) {
            throw unreadable(e);
        }
    }

    /** @throws IOException when the file cannot be read, or is no XML that is read */
    public static XmlEvents of(Path file) throws IOException {
        InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        try {
            return new XmlEvents(in);
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    private static UnreadableFileException unreadable(XMLStreamException e) {
        int line = e.getLocation() == null ? -1 : e.getLocation().getLineNumber();
        String why = e.getMessage() == null ? "" : e.getMessage();
        int message = why.indexOf("Message: ");
        why = (message < 0 ? why : why.substring(message + 9))
                .replaceAll("\\s+", " ")
                .strip();
        why = why.length() > 160 ? why.substring(0, 160) + "…" : why;
        return new UnreadableFileException(
                LabelIssue.XML_BROKEN,
                "Not readable as XML" + (line > 0 ? " at line " + line : "") + ": " + why
                        + (why.endsWith(".") ? "" : "."),
                e);
    }

    /**
     * The next event, one of {@link XMLStreamConstants}; {@code END_DOCUMENT} for good at the end.
     *
     * @throws IOException when the file cannot be read, or is no XML that is read
     */
    public int next() throws IOException {
        try {
            if (!reader.hasNext()) {
                return XMLStreamConstants.END_DOCUMENT;
            }
            int event = reader.next();
            if (event == XMLStreamConstants.DTD || event == XMLStreamConstants.ENTITY_REFERENCE) {
                throw new UnreadableFileException(
                        LabelIssue.XML_DTD, "The file declares a document type; not read, for safety.");
            }
            if (event == XMLStreamConstants.START_ELEMENT && ++level > MOST_LEVELS) {
                throw new UnreadableFileException(
                        LabelIssue.XML_BROKEN,
                        "Nested deeper than " + MOST_LEVELS + " elements, at line " + line() + ".");
            }
            if (event == XMLStreamConstants.END_ELEMENT) {
                level--;
            }
            return event;
        } catch (XMLStreamException e) {
            throw unreadable(e);
        } catch (RuntimeException e) { // the JDK's reader, on some broken encodings
            throw new UnreadableFileException(
                    LabelIssue.XML_BROKEN, "Not readable as XML at line " + line() + ": " + e.getMessage() + ".", e);
        }
    }

    /** The name of the current element, without prefix. */
    public String name() {
        return reader.getLocalName();
    }

    /** An attribute of the current element. */
    public Optional<String> attribute(String name) {
        return Optional.ofNullable(reader.getAttributeValue(null, name));
    }

    /** Line of the current event, from 1. */
    public int line() {
        return reader.getLocation().getLineNumber();
    }

    /**
     * The text directly in the current element, whose end is current then. Elements in it are passed over.
     *
     * @throws IOException when the file cannot be read, or is no XML that is read
     */
    public String text() throws IOException {
        StringBuilder text = new StringBuilder();
        int inside = 0;
        while (true) {
            switch (next()) {
                case XMLStreamConstants.START_ELEMENT -> inside++;
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE -> {
                    if (inside == 0) {
                        text.append(reader.getText());
                    }
                    if (text.length() > MOST_CHARACTERS) {
                        throw new UnreadableFileException(
                                LabelIssue.NOT_THE_EXPECTED_KIND,
                                "One element has more than " + MOST_CHARACTERS + " characters, at line " + line()
                                        + ".");
                    }
                }
                case XMLStreamConstants.END_ELEMENT -> {
                    if (inside-- == 0) {
                        return text.toString();
                    }
                }
                case XMLStreamConstants.END_DOCUMENT -> {
                    return text.toString();
                }
                default -> {
                    // comments and instructions
                }
            }
        }
    }

    /**
     * Passes over the current element, whose end is current then.
     *
     * @throws IOException when the file cannot be read, or is no XML that is read
     */
    public void skip() throws IOException {
        for (int inside = 1; inside > 0; ) {
            int event = next();
            if (event == XMLStreamConstants.END_DOCUMENT) {
                return;
            }
            inside += event == XMLStreamConstants.START_ELEMENT ? 1 : event == XMLStreamConstants.END_ELEMENT ? -1 : 0;
        }
    }

    @Override
    public void close() throws IOException {
        try {
            reader.close();
        } catch (XMLStreamException e) {
            throw new IOException(e);
        } finally {
            in.close();
        }
    }
}
