package dev.winnow.formats.archive;

import java.io.IOException;

/** An archive that holds more than is unpacked: the message names the limit. Nothing of it is left on the disk. */
public final class ArchiveLimitException extends IOException {
    private static final long serialVersionUID = 1;

    ArchiveLimitException(String sentence) {
        super("ARCHIVE_LIMIT: " + sentence);
    }
}
