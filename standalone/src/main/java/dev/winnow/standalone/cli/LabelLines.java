package dev.winnow.standalone.cli;

import dev.winnow.dataset.annotation.ImageLabels;
import dev.winnow.events.LabelsJson;
import java.io.ByteArrayOutputStream;

/** Submits labels in requests of many images. Not for several threads. */
final class LabelLines implements AutoCloseable {
    /** The gateway takes 2 MB and 1,000 images. */
    private static final int FULL = 1 << 20;

    private static final int MOST_IMAGES = 1_000;

    private final GatewayClient gateway;
    private final String dataset;
    private final long revision;
    private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
    private int images;

    /** @param revision of this import; it replaces those of smaller number */
    LabelLines(GatewayClient gateway, String dataset, long revision) {
        this.gateway = gateway;
        this.dataset = dataset;
        this.revision = revision;
    }

    void add(ImageLabels labels) {
        byte[] line = LabelsJson.write(labels);
        if (images == MOST_IMAGES || (images > 0 && lines.size() + line.length >= FULL)) {
            close();
        }
        lines.writeBytes(line);
        lines.write('\n');
        images++;
    }

    /** Submits the rest. */
    @Override
    public void close() {
        if (images > 0) {
            gateway.submitLabels(dataset, "importer", revision, lines.toByteArray());
            lines.reset();
            images = 0;
        }
    }
}
