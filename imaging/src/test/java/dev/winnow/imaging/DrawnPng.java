package dev.winnow.imaging;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** A PNG file written chunk by chunk. */
final class DrawnPng {
    static final int GRAY = 0;
    static final int RGB = 2;
    static final int PALETTE = 3;
    static final int GRAY_ALPHA = 4;
    static final int RGB_ALPHA = 6;

    private final ByteArrayOutputStream file = new ByteArrayOutputStream();

    DrawnPng(int width, int height, int bits, int colorType) {
        file.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'});
        ByteBuffer header = ByteBuffer.allocate(13).putInt(width).putInt(height);
        chunk("IHDR", header.put((byte) bits).put((byte) colorType).array());
    }

    DrawnPng chunk(String type, byte[] data) {
        CRC32 crc = new CRC32();
        crc.update(type.getBytes(StandardCharsets.US_ASCII));
        crc.update(data);
        return chunk(type, data, crc.getValue());
    }

    DrawnPng chunk(String type, byte[] data, long checksum) {
        file.writeBytes(ByteBuffer.allocate(8)
                .putInt(data.length)
                .put(type.getBytes(StandardCharsets.US_ASCII))
                .array());
        file.writeBytes(data);
        file.writeBytes(ByteBuffer.allocate(4).putInt((int) checksum).array());
        return this;
    }

    /** The picture's data, each row behind its filter byte, and the end. */
    byte[] with(byte[][] rows) {
        ByteArrayOutputStream filtered = new ByteArrayOutputStream();
        for (byte[] row : rows) {
            filtered.write(0);
            filtered.writeBytes(row);
        }
        return chunk("IDAT", deflated(filtered.toByteArray()))
                .chunk("IEND", new byte[0])
                .bytes();
    }

    byte[] bytes() {
        return file.toByteArray();
    }

    static byte[] deflated(byte[] bytes) {
        Deflater deflater = new Deflater();
        deflater.setInput(bytes);
        deflater.finish();
        byte[] deflated = new byte[bytes.length + bytes.length / 10 + 64];
        int length = deflater.deflate(deflated);
        deflater.end();
        return java.util.Arrays.copyOf(deflated, length);
    }
}
