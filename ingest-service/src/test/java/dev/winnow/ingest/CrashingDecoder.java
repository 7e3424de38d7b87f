package dev.winnow.ingest;

import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.spec.Limits;
import dev.winnow.imaging.Decoded;
import dev.winnow.imaging.PictureDecoder;
import dev.winnow.imaging.Vetting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.LockSupport;

/** A decoder that two files break: one kills its process, one never comes to an end. */
public final class CrashingDecoder implements Vetting {
    static final byte[] DEADLY = "deadly".getBytes(StandardCharsets.US_ASCII);
    static final byte[] ENDLESS = "endless".getBytes(StandardCharsets.US_ASCII);

    private final PictureDecoder decoder = new PictureDecoder();

    @Override
    public Decoded vet(ContentHash content, byte[] bytes, String source, Limits limits) throws IOException {
        if (content.equals(ContentHash.of(DEADLY))) {
            new ProcessBuilder(
                            "/bin/sh",
                            "-c",
                            "kill -SEGV " + ProcessHandle.current().pid())
                    .start();
            LockSupport.park();
        }
        while (content.equals(ContentHash.of(ENDLESS))) {
            LockSupport.park();
        }
        return decoder.decode(bytes, source, limits);
    }
}
