package dev.winnow.formats.webdataset;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.Split;
import dev.winnow.formats.release.ExportFormat;
import dev.winnow.formats.release.ExportReport;
import dev.winnow.formats.release.ExportTally;
import dev.winnow.formats.release.Exporter;
import dev.winnow.formats.release.ExporterFactory;
import dev.winnow.formats.release.FileSink;
import dev.winnow.formats.release.HeldFile;
import dev.winnow.formats.release.ItemJson;
import dev.winnow.formats.release.Loss;
import dev.winnow.formats.release.Release;
import dev.winnow.formats.release.ReleaseItem;
import dev.winnow.formats.release.ReleaseNames;
import dev.winnow.formats.release.Shards;
import dev.winnow.formats.release.TarSink;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * {@code shards/SPLIT-000000.tar} and {@code shards/index.json}. A sample is a picture, {@code json} with all that the release says, and
 * {@code cls} where the release has classes of images: the number, or -1 for an image without one.
 *
 * <ol>
 *   <li>A shard has at most about 256 MiB. A split of 512 items or more has 16 shards at least, because each worker needs one.
 *   <li>Items come ordered by their hashes, so that classes are mixed within a shard.
 *   <li>The last shard of each split waits in a temporary file until it is whole.
 * </ol>
 */
public final class WebDatasetExporter implements Exporter {
    private static final int WORKERS = 16;
    private static final int WORTH = 32;

    private final Release release;
    private final FileSink sink;
    private final Shards shards;
    private final ReleaseNames names = new ReleaseNames();
    private final ExportTally tally = new ExportTally();
    private final Map<Split, Open> open = new EnumMap<>(Split.class);
    private final List<Written> written = new ArrayList<>();

    private record Written(String name, Split split, long samples, long bytes, String sha256) {}

    private static final class Open {
        private final int number;
        private final HeldFile file = new HeldFile();
        private final MessageDigest digest = ContentHash.sha256();
        private final TarSink tar = new TarSink(new DigestOutputStream(file.out(), digest));
        private long samples;

        Open(int number) throws IOException {
            this.number = number;
        }
    }

    /** Makes exporters of shards. */
    public static final class Factory implements ExporterFactory {
        @Override
        public ExportFormat format() {
            return ExportFormat.WEBDATASET;
        }

        @Override
        public Exporter exporter(Release release, FileSink sink, Map<String, String> options) {
            return new WebDatasetExporter(release, sink);
        }
    }

    private WebDatasetExporter(Release release, FileSink sink) {
        this.release = release;
        this.sink = sink;
        this.shards = new Shards(release, WORKERS, WORTH);
    }

    @Override
    public void write(ReleaseItem item) throws IOException {
        int number = shards.next(item.split());
        Open shard = open.get(item.split());
        if (shard == null || shard.number != number) {
            end(item.split());
            shard = new Open(number);
            open.put(item.split(), shard);
        }
        String key = names.next(item);
        String picture = key + "." + item.picture().extension();
        if (!release.images().isEmpty()) {
            int label = item.labels().classes().isEmpty()
                    ? -1
                    : release.images().number(item.labels().classes().get(0)).orElse(-1);
            shard.tar.file(key + ".cls", Integer.toString(label).getBytes(StandardCharsets.US_ASCII));
            tally.lost(Loss.UNLABELLED_IMAGES, label < 0 ? 1 : 0);
        }
        item.picture().writeTo(shard.tar, picture);
        shard.tar.file(key + ".json", ItemJson.of(item, picture));
        shard.samples++;
        tally.item();
        tally.objects(item.labels().objects().size());
    }

    private void end(Split split) throws IOException {
        Open shard = open.remove(split);
        if (shard == null) {
            return;
        }
        try (HeldFile file = shard.file) {
            shard.tar.close();
            String name = String.format(Locale.ROOT, "%s-%06d.tar", split.key(), shard.number);
            written.add(new Written(
                    name,
                    split,
                    shard.samples,
                    file.length(),
                    ContentHash.of(shard.digest).hex()));
            file.moveTo(sink, "shards/" + name);
        }
    }

    @Override
    public ExportReport finish() throws IOException {
        for (Split split : Split.values()) {
            end(split);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = ItemJson.FACTORY.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("dataset", release.dataset());
            json.writeStringField("version", release.version());
            names(json, "objects", release.objects().names());
            names(json, "classes", release.images().names());
            json.writeArrayFieldStart("shards");
            for (Written shard : written) {
                json.writeStartObject();
                json.writeStringField("name", shard.name());
                json.writeStringField("split", shard.split().key());
                json.writeNumberField("samples", shard.samples());
                json.writeNumberField("bytes", shard.bytes());
                json.writeStringField("sha256", shard.sha256());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        sink.file("shards/index.json", out.toByteArray());
        return tally.report();
    }

    private static void names(JsonGenerator json, String field, List<String> names) throws IOException {
        json.writeArrayFieldStart(field);
        for (String name : names) {
            json.writeString(name);
        }
        json.writeEndArray();
    }

    @Override
    public void close() throws IOException {
        for (Open shard : open.values()) {
            shard.file.close();
        }
    }
}
