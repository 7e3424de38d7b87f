package dev.winnow.airlock;

import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.Rejection;
import dev.winnow.dataset.Rejection.Reason;
import dev.winnow.dataset.spec.Limits;
import dev.winnow.imaging.Decoded;
import dev.winnow.imaging.Vetting;
import java.io.IOException;
import java.util.Objects;

/** Vets in this process, and refuses what took it down twice. */
public final class JournaledVetting implements Vetting, AutoCloseable {
    private final Vetting decoder;
    private final DecodeJournal journal;

    public JournaledVetting(Vetting decoder, DecodeJournal journal) {
        this.decoder = Objects.requireNonNull(decoder);
        this.journal = Objects.requireNonNull(journal);
    }

    @Override
    public Decoded vet(ContentHash content, byte[] bytes, String source, Limits limits) throws IOException {
        if (journal.condemned(content)) {
            return new Decoded.Refused(new Rejection(
                    Reason.DECODER_CRASH,
                    "Winnow went down " + journal.endsOf(content) + " times while it decoded this file: look at it"
                            + " with care; to have it decoded all the same, stop Winnow, delete its journal, and upload"
                            + " the file again"));
        }
        int slot = journal.begun(content);
        try {
            return decoder.vet(content, bytes, source, limits);
        } finally {
            journal.ended(slot, content);
        }
    }

    @Override
    public void close() throws IOException {
        journal.close();
    }
}
