package dev.winnow.gateway.releases;

import com.fasterxml.jackson.databind.JsonNode;
import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.Measure;
import dev.winnow.dataset.Split;
import dev.winnow.dataset.annotation.AnnotationSet;
import dev.winnow.dataset.annotation.ClassIds;
import dev.winnow.dataset.spec.DatasetSpec;
import dev.winnow.events.EventJson;
import dev.winnow.events.LabelsJson;
import dev.winnow.formats.release.Export;
import dev.winnow.formats.release.ExportFormat;
import dev.winnow.formats.release.ExportReport;
import dev.winnow.formats.release.Exporter;
import dev.winnow.formats.release.ExporterFactory;
import dev.winnow.formats.release.Exporters;
import dev.winnow.formats.release.FileSink;
import dev.winnow.formats.release.Release;
import dev.winnow.formats.release.ReleaseItem;
import dev.winnow.formats.release.ReleaseLabels;
import dev.winnow.formats.release.ReleasePicture;
import dev.winnow.formats.release.ReleaseSurvey;
import dev.winnow.storage.ImageStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Hands releases out. A release is read twice, first for its classes and sizes; pictures go from the store into the sink without a copy
 * between, and memory does not grow with the release. The same release and order give the same bytes.
 */
@ApplicationScoped
public class Exports {

    /** Which pictures an export holds. */
    public enum Pictures {
        /** As they were uploaded. */
        ORIGINAL,
        /** The standardised ones. */
        PREPARED
    }

    /**
     * What somebody asks for.
     *
     * @param splits to export; all where it is empty
     * @param options of the format
     */
    public record Order(ExportFormat format, Pictures pictures, Set<Split> splits, Map<String, String> options) {
        public Order {
            splits = splits.isEmpty() ? EnumSet.allOf(Split.class) : EnumSet.copyOf(splits);
            options = Map.copyOf(options);
        }
    }

    /** What was asked for cannot be had of this release. */
    public static final class UnfitOrderException extends Exception {
        private static final long serialVersionUID = 1;

        UnfitOrderException(String message) {
            super(message);
        }
    }

    /** Formats whose exporters write a README.md of their own. */
    private static final Set<ExportFormat> WITH_CARD = EnumSet.of(ExportFormat.HUGGINGFACE, ExportFormat.PARQUET);

    private final ImageStore store;
    private final Releases releases;
    private final Cards cards;

    public Exports(ImageStore store, Releases releases, Cards cards) {
        this.store = store;
        this.releases = releases;
        this.cards = cards;
    }

    /** An order that was looked at, and can be carried out. */
    public final class Ready {
        private final Releases.Line line;
        private final Order order;
        private final ExporterFactory factory;
        private final Release release;

        private Ready(Releases.Line line, Order order, ExporterFactory factory, Release release) {
            this.line = line;
            this.order = order;
            this.factory = factory;
            this.release = release;
        }

        /** Writes the export: the release's card, the format's files, and the lock. The sink is not closed. */
        public ExportReport write(FileSink sink) throws IOException {
            return Export.write(carded(), release, this::each, sink, order.options());
        }

        private void each(Export.Items.Taker taker) throws IOException {
            try (ReleaseManifest manifest = releases.manifest(line)) {
                while (manifest.hasNext()) {
                    Optional<ReleaseItem> item = item(manifest.next(), order);
                    if (item.isPresent()) {
                        taker.take(item.get());
                    }
                }
            }
        }

        /** The same exporter behind the card, so that the lock covers the card too. */
        private ExporterFactory carded() {
            return new ExporterFactory() {
                @Override
                public ExportFormat format() {
                    return factory.format();
                }

                @Override
                public Exporter exporter(Release of, FileSink sink, Map<String, String> options) throws IOException {
                    if (!WITH_CARD.contains(format())) {
                        String card = cards.card(of.dataset(), line).markdown();
                        sink.file("README.md", card.getBytes(StandardCharsets.UTF_8));
                    }
                    return factory.exporter(of, sink, options);
                }
            };
        }
    }

    /**
     * Looks at a release that is ready.
     *
     * @throws UnfitOrderException when the order cannot be carried out, with a sentence that says why
     * @throws IOException when the store fails
     */
    public Ready prepare(String dataset, Releases.Line line, Order order) throws IOException, UnfitOrderException {
        ExporterFactory factory = Exporters.of(order.format())
                .orElseThrow(() -> new UnfitOrderException("The format "
                        + order.format().label() + " cannot be written yet, expected one of " + Exporters.labels()));
        ReleaseSurvey survey = new ReleaseSurvey();
        JsonNode head;
        try (ReleaseManifest manifest = releases.manifest(line)) {
            head = manifest.head();
            while (manifest.hasNext()) {
                Optional<ReleaseItem> item = item(manifest.next(), order);
                if (item.isPresent()) {
                    if (order.pictures() == Pictures.PREPARED
                            && !item.get().labels().objects().isEmpty()) {
                        throw new UnfitOrderException("Release " + line.release() + " of dataset '" + dataset
                                + "' has objects, whose coordinates are those of the original pictures: export with"
                                + " images=original");
                    }
                    survey.add(
                            item.get().split(),
                            item.get().picture().bytes(),
                            item.get().labels());
                }
            }
        }
        DatasetSpec spec = EventJson.mapper().treeToValue(head.path("spec"), DatasetSpec.class);
        String license = spec.card().license();
        LocalDate date = LocalDate.ofInstant(Instant.parse(head.path("at").asText()), ZoneOffset.UTC);
        Release release = survey.release(
                dataset, line.release(), date, license == null ? "" : license, spec.ontology(), ClassIds.none());
        return new Ready(line, order, factory, release);
    }

    /** Nothing where the order leaves the item out. */
    private Optional<ReleaseItem> item(JsonNode line, Order order) throws IOException {
        Split split = Split.ofFolder(line.path("split").asText()).orElseThrow();
        if (!order.splits().contains(split)) {
            return Optional.empty();
        }
        Map<Measure, Double> measures = new EnumMap<>(Measure.class);
        line.path("measures")
                .fields()
                .forEachRemaining(one -> Measure.ofKey(one.getKey())
                        .ifPresent(
                                measure -> measures.put(measure, one.getValue().asDouble())));
        return Optional.of(new ReleaseItem(
                line.path("item").asText(),
                line.path("source").asText(),
                new ContentHash(line.path("content").asText()),
                split,
                line.has("fold") ? OptionalInt.of(line.path("fold").asInt()) : OptionalInt.empty(),
                picture(line, order.pictures()),
                labels(line),
                measures));
    }

    private ReleasePicture picture(JsonNode line, Pictures pictures) throws IOException {
        JsonNode of = line;
        String mediaType = line.path("mediaType").asText();
        if (pictures == Pictures.PREPARED) {
            of = null;
            for (JsonNode picture : line.path("prepared")) {
                of = picture.path("copy").asInt() == 0 ? picture : of;
            }
            if (of == null) {
                throw new IOException("The image " + line.path("source").asText() + " has no standardised picture");
            }
            mediaType = "image/jpeg";
        }
        ContentHash content = new ContentHash(of.path("content").asText());
        long bytes = of.path("bytes").asLong();
        return new ReleasePicture(
                content,
                mediaType,
                bytes,
                of.path("width").asInt(),
                of.path("height").asInt(),
                () -> store.open(content, 0, bytes));
    }

    private static ReleaseLabels labels(JsonNode line) throws IOException {
        List<String> classes = new ArrayList<>();
        line.path("labels").forEach(label -> classes.add(label.asText()));
        AnnotationSet annotations = line.has("annotations")
                ? LabelsJson.read(EventJson.mapper().writeValueAsBytes(line.path("annotations")))
                        .set()
                : AnnotationSet.UNLABELLED;
        return ReleaseLabels.of(classes, annotations);
    }
}
