package dev.winnow.imaging.structure;

import java.util.HexFormat;

/** The Huffman tables that ITU-T T.81 gives as typical in K.3.3: luminance at 0, chrominance at 1. */
final class JpegStandardTables {
    static final HuffmanTable[] DC = {
        table("00010501010101010100000000000000", "000102030405060708090a0b"),
        table("00030101010101010101010000000000", "000102030405060708090a0b")
    };

    static final HuffmanTable[] AC = {
        table(
                "0002010303020403050504040000017d",
                "01020300041105122131410613516107227114328191a1082342b1c11552d1f02433627282090a161718191a2526"
                        + "2728292a3435363738393a434445464748494a535455565758595a636465666768696a737475767778797a"
                        + "838485868788898a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9"
                        + "cad2d3d4d5d6d7d8d9dae1e2e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8f9fa"),
        table(
                "00020102040403040705040400010277",
                "000102031104052131061241510761711322328108144291a1b1c109233352f0156272d10a162434e125f11718191a"
                        + "262728292a35363738393a434445464748494a535455565758595a636465666768696a737475767778797a"
                        + "82838485868788898a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8"
                        + "c9cad2d3d4d5d6d7d8d9dae2e3e4e5e6e7e8e9eaf2f3f4f5f6f7f8f9fa")
    };

    private JpegStandardTables() {}

    private static HuffmanTable table(String counts, String symbols) {
        HexFormat hex = HexFormat.of();
        try {
            return new HuffmanTable(hex.parseHex(counts), hex.parseHex(symbols));
        } catch (Unreadable e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
