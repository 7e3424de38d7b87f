package dev.winnow.formats.release;

import java.io.IOException;

/** A content that is shorter or longer than its release states was changed, or cut on its way. */
final class StatedLength {
    private StatedLength() {}

    static void require(String path, long stated, long found) throws IOException {
        if (stated != found) {
            throw new IOException(path + " has " + found + " bytes where its release states " + stated
                    + ": the export is incomplete");
        }
    }
}
