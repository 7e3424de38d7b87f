package dev.winnow.ingest;

import dev.winnow.admission.UploadLimit;
import dev.winnow.dataset.spec.DatasetSpec;
import dev.winnow.events.DeclaredDatasets;
import jakarta.inject.Singleton;

/** What the datasets' specs allow of a file; of a form, which may hold several, 256 MiB or one such file. */
@Singleton
public class SpecUploadLimit implements UploadLimit {
    private static final long FORM_BYTES = 256L << 20;
    private static final long FORM_OVERHEAD = 1L << 20;
    private static final long SLACK =
            1L << 16; // a body without a length is cut off by the store, which frees its thread at once
    private static final long LARGEST_FILE = 1L << 30; // as limits.maxBytes may be at most

    private final DeclaredDatasets datasets;

    public SpecUploadLimit(DeclaredDatasets datasets) {
        this.datasets = datasets;
    }

    @Override
    public long maxBytes(String dataset, boolean form) {
        long file = datasets.seen(dataset)
                .map(declared -> declared.current().limits().maxBytes())
                .orElseGet(() ->
                        datasets.isCaughtUp() ? DatasetSpec.defaults().limits().maxBytes() : LARGEST_FILE);
        return form ? Math.max(file + FORM_OVERHEAD, FORM_BYTES) : file + SLACK;
    }
}
