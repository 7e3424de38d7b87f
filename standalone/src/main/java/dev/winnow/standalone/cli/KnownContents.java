package dev.winnow.standalone.cli;

import dev.winnow.dataset.ContentHash;
import dev.winnow.formats.manifest.CsvManifestReader;
import dev.winnow.formats.manifest.ManifestRow;
import dev.winnow.standalone.Failure;
import dev.winnow.standalone.Reasons;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What a dataset holds already: the content of each source, by its manifest. */
final class KnownContents {
    private KnownContents() {}

    static Map<String, ContentHash> of(GatewayClient gateway, String dataset) {
        Map<String, ContentHash> known = new HashMap<>();
        Optional<InputStream> manifest = gateway.manifest(dataset);
        if (manifest.isEmpty()) {
            return known;
        }
        try (CsvManifestReader rows = new CsvManifestReader(manifest.get())) {
            for (Optional<ManifestRow> row = rows.next(); row.isPresent(); row = rows.next()) {
                known.put(row.get().source(), new ContentHash(row.get().content()));
            }
        } catch (IOException e) {
            throw Failure.wentWrong("Cannot read what the dataset holds: " + Reasons.of(e), e);
        }
        return known;
    }
}
