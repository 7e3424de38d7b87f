package dev.winnow.standalone.cli;

import dev.winnow.dataset.ContentHash;
import dev.winnow.formats.manifest.CsvManifestReader;
import dev.winnow.formats.manifest.ManifestRow;
import dev.winnow.standalone.Failure;
import dev.winnow.standalone.MovedFiles;
import dev.winnow.standalone.Reasons;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What a dataset holds already, by its manifest. */
final class KnownContents {
    private KnownContents() {}

    static MovedFiles of(GatewayClient gateway, String dataset) {
        Map<String, MovedFiles.Held> known = new HashMap<>();
        Optional<InputStream> manifest = gateway.manifest(dataset);
        if (manifest.isEmpty()) {
            return new MovedFiles(known);
        }
        try (CsvManifestReader rows = new CsvManifestReader(manifest.get())) {
            for (Optional<ManifestRow> row = rows.next(); row.isPresent(); row = rows.next()) {
                known.put(
                        row.get().source(),
                        new MovedFiles.Held(
                                new ContentHash(row.get().content()),
                                row.get().state().equals("removed")));
            }
        } catch (IOException e) {
            throw Failure.wentWrong("Cannot read what the dataset holds: " + Reasons.of(e), e);
        }
        return new MovedFiles(known);
    }
}
