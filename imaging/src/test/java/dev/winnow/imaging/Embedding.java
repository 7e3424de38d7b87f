package dev.winnow.imaging;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Puts blocks of metadata into whole files, as the formats say. */
final class Embedding {

    private Embedding() {}

    static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    /** @param words the name that the segment starts with */
    static byte[] inJpeg(byte[] jpeg, int marker, String words, byte[] data) {
        byte[] body = joined(latin1(words), data);
        byte[] head = ByteBuffer.allocate(4)
                .put((byte) 0xFF)
                .put((byte) marker)
                .putShort((short) (body.length + 2))
                .array();
        return joined(Arrays.copyOf(jpeg, 2), head, body, Arrays.copyOfRange(jpeg, 2, jpeg.length));
    }

    static byte[] inPng(byte[] png, String type, byte[] data) {
        int header = 8 + 25;
        return joined(Arrays.copyOf(png, header), chunk(type, data), Arrays.copyOfRange(png, header, png.length));
    }

    private static byte[] chunk(String type, byte[] data) {
        byte[] body = joined(latin1(type), data);
        CRC32 crc = new CRC32();
        crc.update(body);
        return joined(number(data.length), body, number((int) crc.getValue()));
    }

    /** The same with each chunk's checksum made to fit, as far as chunks can be followed. */
    static byte[] withTrueChecksums(byte[] png) {
        byte[] mended = png.clone();
        ByteBuffer file = ByteBuffer.wrap(mended);
        for (int at = 8; at + 12 <= mended.length; ) {
            int length = file.getInt(at);
            if (length < 0 || length > mended.length - at - 12) {
                break;
            }
            CRC32 crc = new CRC32();
            crc.update(mended, at + 4, length + 4);
            file.putInt(at + 8 + length, (int) crc.getValue());
            at += length + 12;
        }
        return mended;
    }

    /** @param chunks such as EXIF, XMP and ICCP, with their data, around a WebP file that has none */
    static byte[] inWebp(byte[] webp, int width, int height, Map<String, byte[]> chunks) {
        ByteBuffer extended = ByteBuffer.allocate(10).order(ByteOrder.LITTLE_ENDIAN);
        int flags = (chunks.containsKey("ICCP") ? 0x20 : 0)
                | (chunks.containsKey("EXIF") ? 0x08 : 0)
                | (chunks.containsKey("XMP ") ? 0x04 : 0);
        extended.putInt(flags).putShort((short) (width - 1)).put((byte) 0);
        extended.putShort((short) (height - 1)).put((byte) 0);
        byte[] body = joined(latin1("WEBP"), riff("VP8X", extended.array()));
        if (chunks.containsKey("ICCP")) {
            body = joined(body, riff("ICCP", chunks.get("ICCP")));
        }
        body = joined(body, Arrays.copyOfRange(webp, 12, webp.length));
        for (String type : new String[] {"EXIF", "XMP "}) {
            if (chunks.containsKey(type)) {
                body = joined(body, riff(type, chunks.get(type)));
            }
        }
        return joined(riff("RIFF", body));
    }

    private static byte[] riff(String type, byte[] data) {
        byte[] size = ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(data.length)
                .array();
        return joined(latin1(type), size, data, new byte[data.length & 1]);
    }

    static byte[] deflated(byte[] bytes) {
        Deflater deflater = new Deflater(9);
        deflater.setInput(bytes);
        deflater.finish();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] piece = new byte[8192];
        while (!deflater.finished()) {
            all.write(piece, 0, deflater.deflate(piece));
        }
        deflater.end();
        return all.toByteArray();
    }

    /** The four bytes of a number, most significant first. */
    static byte[] number(int value) {
        return ByteBuffer.allocate(4).putInt(value).array();
    }

    /** Photoshop's image resources with IPTC records of the second kind in them: 80 is a maker, 116 a copyright. */
    static byte[] photoshop(Map<Integer, String> records) {
        byte[] iptc = {};
        for (Map.Entry<Integer, String> entry : records.entrySet()) {
            byte[] text = entry.getValue().getBytes(StandardCharsets.UTF_8);
            iptc = joined(
                    iptc,
                    new byte[] {0x1C, 2, entry.getKey().byteValue(), (byte) (text.length >> 8), (byte) text.length},
                    text);
        }
        byte[] other = joined(latin1("8BIM\3\355\0\0"), number(3), new byte[] {1, 2, 3, 0});
        return joined(other, latin1("8BIM\4\4\3abc"), number(iptc.length), iptc, new byte[iptc.length & 1]);
    }

    /** @param description the inside of the RDF description: attributes, then {@code >}, then elements */
    static byte[] xmp(String description) {
        String packet = "<?xpacket begin='\uFEFF' id='W5M0MpCehiHzreSzNTczkc9d'?><x:xmpmeta xmlns:x='adobe:ns:meta/'>"
                + "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'"
                + " xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:cc='http://creativecommons.org/ns#'"
                + " xmlns:xmpRights='http://ns.adobe.com/xap/1.0/rights/' xmlns:exif='http://ns.adobe.com/exif/1.0/'>"
                + "<rdf:Description rdf:about='' " + description + "</rdf:Description></rdf:RDF></x:xmpmeta>"
                + "<?xpacket end='w'?>";
        return packet.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * A colour profile of version 2 with a name and three colorants, or with the name alone.
     *
     * @param colorants X, Y and Z of red, green and blue under D50, or none
     */
    static byte[] profile(String name, double... colorants) {
        byte[] text = joined(
                latin1("desc\0\0\0\0"),
                number(name.length() + 1),
                latin1(name),
                new byte[1 + 78 + (4 - name.length() % 4)]);
        int tags = colorants.length == 0 ? 1 : 4;
        int data = 128 + 4 + 12 * tags;
        byte[] table = joined(number(tags), latin1("desc"), number(data), number(text.length));
        byte[] values = text;
        for (int i = 0; i < colorants.length; i += 3) {
            byte[] xyz = latin1("XYZ \0\0\0\0");
            for (int j = i; j < i + 3; j++) {
                xyz = joined(xyz, number((int) Math.round(colorants[j] * 65_536)));
            }
            String colorant = "rgb".charAt(i / 3) + "XYZ";
            table = joined(table, latin1(colorant), number(data + values.length), number(xyz.length));
            values = joined(values, xyz);
        }
        return joined(head(data + values.length), table, values);
    }

    private static byte[] head(int size) {
        return ByteBuffer.allocate(128)
                .putInt(size)
                .putInt(8, 0x02400000)
                .put(12, latin1("mntrRGB XYZ "))
                .put(36, latin1("acsp"))
                .array();
    }

    /** A colour profile of version 4 that has its name in two languages. */
    static byte[] profileInLanguages(String german, String english) {
        byte[] first = german.getBytes(StandardCharsets.UTF_16BE);
        byte[] second = english.getBytes(StandardCharsets.UTF_16BE);
        int texts = 16 + 24;
        byte[] tag = joined(
                latin1("mluc\0\0\0\0"),
                number(2),
                number(12),
                latin1("deDE"),
                number(first.length),
                number(texts),
                latin1("enUS"),
                number(second.length),
                number(texts + first.length),
                first,
                second);
        int data = 128 + 4 + 12;
        return joined(head(data + tag.length), number(1), latin1("desc"), number(data), number(tag.length), tag);
    }
}
