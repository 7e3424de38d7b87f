package dev.winnow.imaging.metadata;

import dev.winnow.dataset.ImageMetadata.Position;
import java.io.ByteArrayInputStream;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * The properties of an XMP packet (ISO 16684-1) that Winnow has a use for. A packet is parsed only where one of their names
 * stands in it. Document types are refused, so that there are no entities to expand and nothing to fetch.
 *
 * @param copyright {@code dc:rights}, or null
 * @param artist {@code dc:creator}, all of them, or null
 * @param license {@code cc:license} or {@code dcterms:license}, else {@code xmpRights:UsageTerms}, else
 *     {@code xmpRights:WebStatement}, or null
 * @param position {@code exif:GPSLatitude} and {@code exif:GPSLongitude}, or null
 * @param fault what is wrong with the packet, or null
 */
record Xmp(String copyright, String artist, String license, Position position, String fault) {
    private static final Xmp NONE = new Xmp(null, null, null, null, null);
    private static final String RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
    private static final int MAX_TEXT = 1000;
    private static final XMLInputFactory PARSERS = parsers();

    private enum Property {
        RIGHTS("rights"),
        CREATOR("creator"),
        USAGE_TERMS("UsageTerms"),
        WEB_STATEMENT("WebStatement"),
        LICENSE("license"),
        LATITUDE("GPSLatitude"),
        LONGITUDE("GPSLongitude");

        private final String name;
        private final byte[] needle;

        Property(String name) {
            this.name = name;
            this.needle = name.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        }

        /** @return null for names that are of no use here */
        static Property of(String namespace, String name) {
            if (namespace == null) {
                return null;
            }
            Property property = switch (namespace) {
                case "http://purl.org/dc/elements/1.1/" -> named(name, RIGHTS, CREATOR);
                case "http://ns.adobe.com/xap/1.0/rights/" -> named(name, USAGE_TERMS, WEB_STATEMENT);
                case "http://creativecommons.org/ns#", "http://web.resource.org/cc/", "http://purl.org/dc/terms/" ->
                    named(name, LICENSE, LICENSE);
                case "http://ns.adobe.com/exif/1.0/" -> named(name, LATITUDE, LONGITUDE);
                default -> null;
            };
            return property;
        }

        private static Property named(String name, Property one, Property other) {
            return one.name.equals(name) ? one : other.name.equals(name) ? other : null;
        }
    }

    static Xmp of(byte[] file, int offset, int length) {
        if (!mentionsAny(file, offset, length)) {
            return NONE;
        }
        int size = length;
        while (size > 0 && (file[offset + size - 1] == 0 || file[offset + size - 1] == '\n')) {
            size--; // padding that parsers refuse
        }
        Packet packet = new Packet();
        String fault = null;
        try {
            packet.read(file, offset, size);
        } catch (XMLStreamException e) {
            fault = "it is no well-formed XML";
        } catch (RuntimeException e) {
            fault = "its XML cannot be parsed"; // parsers meet hostile text in more ways than they declare
        }
        return packet.found(packet.doctype ? "it has a document type" : fault);
    }

    /** Names have a prefix before them: one look at each colon is a tenth of the price of parsing. */
    private static boolean mentionsAny(byte[] file, int offset, int length) {
        int end = offset + length;
        for (int at = offset; at < end; at++) {
            if (file[at] == ':') {
                for (Property property : PROPERTIES) {
                    if (startsWith(file, at + 1, end, property.needle)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private static final Property[] PROPERTIES = Property.values();

    private static boolean startsWith(byte[] file, int at, int end, byte[] needle) {
        if (end - at < needle.length) {
            return false;
        }
        for (int i = 0; i < needle.length; i++) {
            if (file[at + i] != needle[i]) {
                return false;
            }
        }
        return true;
    }

    private static XMLInputFactory parsers() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        factory.setXMLResolver((publicId, systemId, base, namespace) -> {
            throw new XMLStreamException("XMP refers to nothing outside itself");
        });
        return factory;
    }

    private static final class Packet {
        private final Map<Property, String> values = new EnumMap<>(Property.class);
        private boolean doctype;

        void read(byte[] file, int offset, int length) throws XMLStreamException {
            XMLStreamReader xml;
            synchronized (PARSERS) { // making parsers is not said to be safe between threads
                xml = PARSERS.createXMLStreamReader(new ByteArrayInputStream(file, offset, length), "UTF-8");
            }
            try {
                while (xml.hasNext()) {
                    int event = xml.next();
                    if (event == XMLStreamConstants.DTD) {
                        doctype = true;
                        return;
                    }
                    if (event == XMLStreamConstants.START_ELEMENT && is(xml, "RDF")) {
                        descriptions(xml);
                        return;
                    }
                }
            } finally {
                xml.close();
            }
        }

        private static boolean is(XMLStreamReader xml, String name) {
            return xml.getLocalName().equals(name) && RDF.equals(xml.getNamespaceURI());
        }

        /** Properties are children of descriptions, which are children of the RDF element, or attributes of descriptions. */
        private void descriptions(XMLStreamReader xml) throws XMLStreamException {
            int depth = 1;
            while (depth > 0 && xml.hasNext()) {
                int event = xml.next();
                if (event == XMLStreamConstants.END_ELEMENT) {
                    depth--;
                } else if (event == XMLStreamConstants.START_ELEMENT) {
                    depth++;
                    if (depth == 2) {
                        for (int i = 0; i < xml.getAttributeCount(); i++) {
                            keep(
                                    Property.of(xml.getAttributeNamespace(i), xml.getAttributeLocalName(i)),
                                    xml.getAttributeValue(i));
                        }
                    } else if (depth == 3) {
                        Property property = Property.of(xml.getNamespaceURI(), xml.getLocalName());
                        if (property != null) {
                            keep(property, value(xml, property));
                            depth--;
                        }
                    }
                }
            }
        }

        private void keep(Property property, String value) {
            if (property != null && value != null && !value.isBlank()) {
                values.putIfAbsent(property, value);
            }
        }

        /** Reads to the property's end. Of several languages the default one is taken, of several makers all. */
        private static String value(XMLStreamReader xml, Property property) throws XMLStreamException {
            String resource = xml.getAttributeValue(RDF, "resource");
            StringBuilder own = new StringBuilder();
            StringBuilder items = new StringBuilder();
            StringBuilder item = null;
            boolean preferred = false;
            for (int depth = 1; depth > 0 && xml.hasNext(); ) {
                int event = xml.next();
                if (event == XMLStreamConstants.START_ELEMENT) {
                    depth++;
                    if (is(xml, "li")) {
                        preferred = "x-default".equals(xml.getAttributeValue(null, "lang"))
                                || "x-default"
                                        .equals(xml.getAttributeValue("http://www.w3.org/XML/1998/namespace", "lang"));
                        item = new StringBuilder();
                    }
                } else if (event == XMLStreamConstants.END_ELEMENT) {
                    depth--;
                    if (item != null && is(xml, "li")) {
                        if (preferred && property != Property.CREATOR) {
                            items.setLength(0);
                        }
                        if (items.length() == 0 || property == Property.CREATOR && items.length() < MAX_TEXT) {
                            items.append(items.length() == 0 ? "" : ", ").append(item);
                        }
                        item = null;
                    }
                } else if (event == XMLStreamConstants.CHARACTERS || event == XMLStreamConstants.CDATA) {
                    StringBuilder text = item == null ? own : item;
                    int room = MAX_TEXT - text.length();
                    if (room > 0) {
                        text.append(xml.getTextCharacters(), xml.getTextStart(), Math.min(room, xml.getTextLength()));
                    }
                }
            }
            return resource != null ? resource : items.length() > 0 ? items.toString() : own.toString();
        }

        Xmp found(String fault) {
            String license = text(Property.LICENSE);
            if (license == null) {
                license = text(Property.USAGE_TERMS);
            }
            if (license == null) {
                license = text(Property.WEB_STATEMENT);
            }
            double latitude = degrees(values.get(Property.LATITUDE), 'N', 'S');
            double longitude = degrees(values.get(Property.LONGITUDE), 'E', 'W');
            Position position =
                    Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? new Position(latitude, longitude) : null;
            return new Xmp(text(Property.RIGHTS), text(Property.CREATOR), license, position, fault);
        }

        private String text(Property property) {
            String value = values.get(property);
            return value == null ? null : PlainText.orNull(PlainText.of(value));
        }

        /** {@code 40,26.767N} or {@code 40,26,46N}. */
        private static double degrees(String text, char plus, char minus) {
            String trimmed = text == null ? "" : text.strip().toUpperCase(Locale.ROOT);
            if (trimmed.length() < 2 || trimmed.length() > 40) {
                return Double.NaN;
            }
            char hemisphere = trimmed.charAt(trimmed.length() - 1);
            if (hemisphere != plus && hemisphere != minus) {
                return Double.NaN;
            }
            double degrees = 0;
            double unit = 1;
            for (String part : trimmed.substring(0, trimmed.length() - 1).split(",", 4)) {
                try {
                    degrees += Double.parseDouble(part) / unit;
                } catch (NumberFormatException e) {
                    return Double.NaN;
                }
                unit *= 60;
            }
            return hemisphere == plus ? degrees : -degrees;
        }
    }
}
