package dev.winnow.imaging.structure;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Bytes after the end of a picture that are another kind of file. One file that is a picture to one program and an archive, a
 * page or a program to another is a known way to get something past a check.
 */
public final class Trailer {
    /** Found anywhere. */
    private static final List<Magic> MAGICS = List.of(
            new Magic("a ZIP archive", "PK\3\4"),
            new Magic("a ZIP archive", "PK\5\6"),
            new Magic("a RAR archive", "Rar!\u001a\7"),
            new Magic("a 7z archive", "7z\u00bc\u00af\u0027\u001c"),
            new Magic("a PDF document", "%PDF-"),
            new Magic("a Linux program", "\u007fELF"),
            new Magic("an HTML page", "<html"),
            new Magic("an HTML page", "<!doctype html"),
            new Magic("a script", "<script"),
            new Magic("a PHP script", "<?php"));

    private static final int LAST_ZIP_RECORD = 22;

    private Trailer() {}

    /**
     * @param end offset of the first byte after the picture
     * @return what kind of file follows the picture, in words, or empty
     */
    public static Optional<String> foreignFile(byte[] file, long end) {
        int start = (int) end;
        while (start < file.length && (file[start] == 0 || Character.isWhitespace(file[start]))) {
            start++;
        }
        Bytes bytes = new Bytes(file, "image");
        if (bytes.at(start, "#!")) {
            return Optional.of("a script");
        }
        if (bytes.at(start, "MZ") && isWindowsProgram(bytes, start)) {
            return Optional.of("a Windows program");
        }
        for (int at = start; at < file.length; at++) {
            for (Magic magic : MAGICS) {
                if (magic.first() == lower(file[at]) && magic.isAt(file, at)) {
                    return Optional.of(magic.name());
                }
            }
        }
        return Optional.empty();
    }

    /**
     * Whether a file, whatever it starts as, ends as a ZIP archive: archives are read from their end. For formats in which
     * nothing can be told to trail.
     */
    public static boolean endsAsZip(byte[] file) {
        int longestComment = 0xFFFF;
        for (int comment = 0; comment <= longestComment && comment + LAST_ZIP_RECORD <= file.length; comment++) {
            int at = file.length - comment - LAST_ZIP_RECORD;
            if (file[at] == 'P' && file[at + 1] == 'K' && file[at + 2] == 5 && file[at + 3] == 6) {
                int stated = file[at + 20] & 0xFF | (file[at + 21] & 0xFF) << 8;
                if (stated == comment) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isWindowsProgram(Bytes bytes, int start) {
        try {
            return bytes.has(start, 64) && bytes.at(start + bytes.u32le(start + 60L), "PE\0\0");
        } catch (Unreadable e) {
            return false;
        }
    }

    private static int lower(byte value) {
        return value >= 'A' && value <= 'Z' ? value + 32 : value & 0xFF;
    }

    /** Letters are compared without case: in the magics of binary formats that makes no difference that matters. */
    private record Magic(String name, byte[] bytes) {
        Magic(String name, String latin1) {
            this(name, latin1.getBytes(StandardCharsets.ISO_8859_1));
        }

        int first() {
            return lower(bytes[0]);
        }

        boolean isAt(byte[] file, int at) {
            if (at + bytes.length > file.length) {
                return false;
            }
            for (int i = 0; i < bytes.length; i++) {
                if (lower(file[at + i]) != lower(bytes[i])) {
                    return false;
                }
            }
            return true;
        }
    }
}
