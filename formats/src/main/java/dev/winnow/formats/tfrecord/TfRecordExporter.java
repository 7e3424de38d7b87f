package dev.winnow.formats.tfrecord;

import dev.winnow.dataset.Split;
import dev.winnow.dataset.annotation.Annotation;
import dev.winnow.dataset.annotation.AnnotationSet;
import dev.winnow.dataset.annotation.RunLengths;
import dev.winnow.dataset.annotation.Shape;
import dev.winnow.formats.mask.IndexPng;
import dev.winnow.formats.release.ExportFormat;
import dev.winnow.formats.release.ExportReport;
import dev.winnow.formats.release.ExportTally;
import dev.winnow.formats.release.Exporter;
import dev.winnow.formats.release.ExporterFactory;
import dev.winnow.formats.release.FileSink;
import dev.winnow.formats.release.HeldFile;
import dev.winnow.formats.release.Loss;
import dev.winnow.formats.release.ObjectShapes;
import dev.winnow.formats.release.Release;
import dev.winnow.formats.release.ReleaseClass;
import dev.winnow.formats.release.ReleaseItem;
import dev.winnow.formats.release.ReleaseNames;
import dev.winnow.formats.release.Shards;
import dev.winnow.formats.text.JsonText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * {@code tfrecord/SPLIT-00000-of-00004.tfrecord} with the keys of the TensorFlow Object Detection API, and {@code label_map.pbtxt}.
 *
 * <ol>
 *   <li>{@code image/class/label} counts from 0, and is -1 for an image without a class; it is there where the release has classes of images.
 *   <li>{@code image/object/class/label} counts from 1, as the label map does. Boxes are shares of the sides.
 *   <li>{@code image/object/mask} has a PNG for each object of an image in which one has a mask; it is all 0 for an object without.
 * </ol>
 */
public final class TfRecordExporter implements Exporter {
    private static final Set<Loss> BESIDE = EnumSet.of(Loss.ATTRIBUTES, Loss.SCORES, Loss.ANNOTATORS);

    private final Release release;
    private final FileSink sink;
    private final Shards shards;
    private final ReleaseNames names = new ReleaseNames();
    private final ExportTally tally = new ExportTally();
    private final Map<Split, Open> open = new EnumMap<>(Split.class);

    private record Open(int number, HeldFile file) {}

    /** Makes exporters of records. */
    public static final class Factory implements ExporterFactory {
        @Override
        public ExportFormat format() {
            return ExportFormat.TFRECORD;
        }

        @Override
        public Exporter exporter(Release release, FileSink sink, Map<String, String> options) {
            return new TfRecordExporter(release, sink);
        }
    }

    private TfRecordExporter(Release release, FileSink sink) {
        this.release = release;
        this.sink = sink;
        this.shards = new Shards(release, 1, 1);
    }

    @Override
    public void write(ReleaseItem item) throws IOException {
        int number = shards.next(item.split());
        Open shard = open.get(item.split());
        if (shard == null || shard.number() != number) {
            end(item.split());
            shard = new Open(number, new HeldFile());
            open.put(item.split(), shard);
        }
        String file = names.next(item) + "." + item.picture().extension();
        String extension = item.picture().extension();
        Example example = new Example()
                .bytes("image/encoded", item.picture().readAll())
                .text("image/format", extension.equals("jpg") ? "jpeg" : extension)
                .numbers("image/height", item.picture().height())
                .numbers("image/width", item.picture().width())
                .text("image/filename", file)
                .text("image/source_id", item.item())
                .text("image/key/sha256", item.picture().hash().hex());
        classes(item, example);
        if (!release.objects().isEmpty()) {
            objects(item, example);
        }
        new RecordWriter(shard.file().out()).write(example.toBytes());
        tally.item();
        if (item.labels().state() == AnnotationSet.State.UNLABELLED) {
            tally.lost(Loss.UNKNOWN_STATE);
        }
    }

    private void classes(ReleaseItem item, Example example) {
        if (release.images().isEmpty()) {
            return;
        }
        List<String> classes = item.labels().classes();
        String first = classes.isEmpty() ? "" : classes.get(0);
        example.numbers("image/class/label", release.images().number(first).orElse(-1))
                .text("image/class/text", first);
        tally.lost(Loss.UNLABELLED_IMAGES, classes.isEmpty() ? 1 : 0);
        tally.lost(Loss.MORE_IMAGE_CLASSES, Math.max(0, classes.size() - 1));
    }

    private void objects(ReleaseItem item, Example example) {
        int width = item.picture().width();
        int height = item.picture().height();
        List<Annotation> said = new ArrayList<>();
        List<Shape.Box> boxes = new ArrayList<>();
        for (Annotation object : item.labels().objects()) {
            Optional<Shape.Box> box = ObjectShapes.box(object).flatMap(all -> ObjectShapes.inside(all, width, height));
            if (box.isEmpty() || release.objects().number(object.category()).isEmpty()) {
                tally.lost(Loss.WITHOUT_SHAPE);
                continue;
            }
            said.add(object);
            boxes.add(box.get());
            tally.objects(1);
            tally.beside(object, BESIDE);
            if (object.shape(Shape.Keypoints.class).isPresent()) {
                tally.lost(Loss.KEYPOINTS);
            }
        }
        int count = said.size();
        float[][] edges = new float[4][count];
        long[] labels = new long[count];
        long[] crowd = new long[count];
        List<Optional<RunLengths>> masks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Shape.Box box = boxes.get(i);
            edges[0][i] = (float) (box.x() / width);
            edges[1][i] = (float) (box.right() / width);
            edges[2][i] = (float) (box.y() / height);
            edges[3][i] = (float) (box.bottom() / height);
            OptionalInt number = release.objects().number(said.get(i).category());
            labels[i] = number.orElseThrow() + 1;
            crowd[i] = said.get(i).flags().crowd() ? 1 : 0;
            masks.add(ObjectShapes.mask(said.get(i), width, height));
        }
        example.floats("image/object/bbox/xmin", edges[0])
                .floats("image/object/bbox/xmax", edges[1])
                .floats("image/object/bbox/ymin", edges[2])
                .floats("image/object/bbox/ymax", edges[3])
                .numbers("image/object/class/label", labels)
                .text(
                        "image/object/class/text",
                        said.stream().map(Annotation::category).toList())
                .numbers("image/object/is_crowd", crowd);
        if (masks.stream().anyMatch(Optional::isPresent)) {
            example.bytes(
                    "image/object/mask",
                    masks.stream().map(mask -> png(mask, width, height)).toArray(byte[][]::new));
        }
    }

    private static byte[] png(Optional<RunLengths> mask, int width, int height) {
        int[] pixels = new int[width * height];
        if (mask.isPresent()) {
            boolean[] rows = mask.get().toRows();
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = rows[i] ? 1 : 0;
            }
        }
        return IndexPng.write(width, height, pixels);
    }

    private void end(Split split) throws IOException {
        Open shard = open.remove(split);
        if (shard != null) {
            shard.file()
                    .moveTo(
                            sink,
                            String.format(
                                    Locale.ROOT,
                                    "tfrecord/%s-%05d-of-%05d.tfrecord",
                                    split.key(),
                                    shard.number(),
                                    shards.of(split)));
        }
    }

    @Override
    public ExportReport finish() throws IOException {
        for (Split split : Split.values()) {
            end(split);
        }
        StringBuilder map = new StringBuilder();
        for (ReleaseClass one : release.objects().all()) {
            map.append("item {\n  id: ").append(one.number() + 1);
            map.append("\n  name: ").append(JsonText.of(one.name())).append("\n}\n");
        }
        sink.file("tfrecord/label_map.pbtxt", map.toString().getBytes(StandardCharsets.UTF_8));
        return tally.report();
    }

    @Override
    public void close() throws IOException {
        for (Open shard : open.values()) {
            shard.file().close();
        }
    }
}
