package dev.winnow.formats.voc;

import dev.winnow.dataset.annotation.Annotation;
import dev.winnow.dataset.annotation.AnnotationSet;
import dev.winnow.dataset.annotation.Convention;
import dev.winnow.dataset.annotation.DeclaredSize;
import dev.winnow.dataset.annotation.Finding;
import dev.winnow.dataset.annotation.Flags;
import dev.winnow.dataset.annotation.ImageLabels;
import dev.winnow.dataset.annotation.LabelIssue;
import dev.winnow.dataset.annotation.Origin;
import dev.winnow.dataset.annotation.Outcome;
import dev.winnow.dataset.annotation.Provenance;
import dev.winnow.dataset.annotation.Shape;
import dev.winnow.formats.labels.Found;
import dev.winnow.formats.labels.LabelFiles;
import dev.winnow.formats.labels.LabelFormat;
import dev.winnow.formats.labels.LabelReader;
import dev.winnow.formats.labels.LabelRequest;
import dev.winnow.formats.labels.LabelSink;
import dev.winnow.formats.labels.PictureLinks;
import dev.winnow.formats.text.Decimal;
import dev.winnow.formats.text.UnreadableFileException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Reads Pascal VOC's boxes. Some tools count pixels from 1 and mean the last pixel itself, as the devkit does; others count from 0 and mean
 * edges. Files do not state it, so these rules decide, unless the option {@code voc.origin} is 0 or 1:
 *
 * <ol>
 *   <li>a file with a coordinate 0 counts from 0;
 *   <li>a file whose {@code source} names PASCAL VOC counts from 1;
 *   <li>a file with decimals, or in a set where another file has a 0 or decimals, counts from 0;
 *   <li>any other is read as from 0, with {@code VOC_ORIGIN_ASSUMED}.
 * </ol>
 */
public final class VocReader implements LabelReader {
    /** The option that says where coordinates begin: {@code 0}, {@code 1} or {@code auto}. */
    public static final String ORIGIN = "voc.origin";

    @Override
    public LabelFormat format() {
        return LabelFormat.VOC;
    }

    private static boolean isAnnotation(String source) {
        return source.toLowerCase(Locale.ROOT).endsWith(".xml");
    }

    @Override
    public void read(LabelRequest request, LabelSink sink) throws IOException {
        String option = request.options().getOrDefault(ORIGIN, "auto");
        LabelFiles files = LabelFiles.of(request, sink);
        boolean fromZero = option.equals("auto") && !files.isOne() && anyCountsFromZero(request);
        PictureLinks links = new PictureLinks(request.pictures());
        files.each(VocReader::isAnnotation, (file, name) -> {
            VocFile voc;
            try {
                voc = VocFile.read(file);
            } catch (UnreadableFileException e) {
                link(files, links, name, ""); // its picture has a label file, if one that cannot be read
                throw e;
            }
            PictureLinks.Link link = link(files, links, name, voc.filename());
            handOver(voc, name, link, originOf(voc, option, fromZero), sink);
        });
        links.reportUnlabelled(sink);
    }

    private static PictureLinks.Link link(LabelFiles files, PictureLinks links, String name, String filename) {
        String stem = stem(name);
        return files.isOne()
                ? links.linkLone(name, stem, filename)
                : links.linkFile(name, stem.replaceFirst("(^|/)Annotations/", "$1JPEGImages/"), stem, filename);
    }

    private static String stem(String name) {
        return isAnnotation(name) ? name.substring(0, name.length() - 4) : name;
    }

    private enum CountsFrom {
        ZERO,
        ONE,
        UNKNOWN
    }

    private static CountsFrom originOf(VocFile voc, String option, boolean setCountsFromZero) {
        if (option.equals("1") || option.equals("0")) {
            return option.equals("1") ? CountsFrom.ONE : CountsFrom.ZERO;
        }
        if (voc.hasZero()) {
            return CountsFrom.ZERO;
        }
        if (voc.namesPascal()) {
            return CountsFrom.ONE;
        }
        return setCountsFromZero || voc.hasDecimals() ? CountsFrom.ZERO : CountsFrom.UNKNOWN;
    }

    /** Whether a file of the set has a coordinate that only a set from 0 has. */
    private static boolean anyCountsFromZero(LabelRequest request) throws IOException {
        boolean[] found = {false};
        LabelSink silent = new LabelSink() {
            @Override
            public void image(ImageLabels labels) {
                // read again later
            }

            @Override
            public void found(Finding finding) {
                // found again later
            }
        };
        LabelFiles.of(request, silent).each(source -> !found[0] && isAnnotation(source), (file, name) -> {
            VocFile voc = VocFile.read(file);
            found[0] |= voc.hasZero() || voc.hasDecimals() && !voc.namesPascal();
        });
        return found[0];
    }

    private static void handOver(VocFile voc, String name, PictureLinks.Link link, CountsFrom from, LabelSink sink) {
        List<Finding> findings = new ArrayList<>(link.findings());
        String picture = link.found() ? link.image() : stem(name);
        if (!voc.filename().isEmpty() && !fileStem(voc.filename()).equalsIgnoreCase(fileStem(picture))) {
            findings.add(Found.of(
                    LabelIssue.FILENAME_DISAGREES,
                    Outcome.KEPT,
                    Origin.of(name),
                    "The file is for '" + picture + "', inside it says '" + voc.filename()
                            + "'; the file's own name counts."));
        }
        List<Annotation> annotations = new ArrayList<>();
        for (int i = 0; i < voc.objects().size(); i++) {
            Origin origin = new Origin(name, "object " + (i + 1));
            Annotation annotation = annotation(voc.objects().get(i), origin, from);
            if (annotations.isEmpty()
                    && from == CountsFrom.UNKNOWN
                    && annotation.shape(Shape.Box.class).isPresent()) {
                annotation = annotation.withFindings(
                        List.of(
                                Found.of(
                                        LabelIssue.VOC_ORIGIN_ASSUMED,
                                        Outcome.KEPT,
                                        origin,
                                        "Nothing says whether coordinates count from 0 or 1; read as from 0. The difference is one pixel.")));
            }
            annotations.add(annotation);
        }
        sink.image(new ImageLabels(
                link.image(),
                Origin.of(name),
                Optional.of(DeclaredSize.stated(voc.width(), voc.height())),
                Convention.PIXEL_CORNERS,
                "",
                annotations.isEmpty() ? AnnotationSet.DECLARED_EMPTY : AnnotationSet.of(annotations),
                findings));
    }

    private static String fileStem(String path) {
        String file = path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
        int dot = file.lastIndexOf('.');
        return dot > 0 ? file.substring(0, dot) : file;
    }

    private static Annotation annotation(VocFile.VocObject object, Origin origin, CountsFrom from) {
        List<Shape> shapes = new ArrayList<>(1);
        if (!object.edges().isEmpty()) {
            shapes.add(box(object.edges(), from));
        }
        Map<String, String> attributes = new HashMap<>(object.attributes());
        boolean difficult = isTrue(attributes.remove("difficult"));
        boolean occluded = isTrue(attributes.remove("occluded"));
        boolean truncated = isTrue(attributes.remove("truncated"));
        return new Annotation(
                object.name(),
                shapes,
                Flags.of(false, difficult, occluded, truncated),
                OptionalDouble.empty(),
                Provenance.of(origin),
                attributes,
                List.of());
    }

    private static boolean isTrue(String text) {
        return "1".equals(text) || "true".equalsIgnoreCase(text);
    }

    private static Shape box(Map<String, String> edges, CountsFrom from) {
        double[] values = new double[4];
        String[] names = {"xmin", "ymin", "xmax", "ymax"};
        for (int i = 0; i < 4; i++) {
            OptionalDouble value = Decimal.parse(edges.getOrDefault(names[i], ""));
            if (value.isEmpty()) {
                return new Shape.Unreadable(
                        LabelIssue.BOX_MALFORMED,
                        "The box's " + names[i] + " is '" + edges.getOrDefault(names[i], "")
                                + "', a number is expected; dropped.",
                        edges.toString());
            }
            values[i] = value.getAsDouble();
        }
        if (from == CountsFrom.ONE) { // the first pixel's outer edge is one less than its number, the last one's is the
            // number
            values[values[0] <= values[2] ? 0 : 2]--;
            values[values[1] <= values[3] ? 1 : 3]--;
        }
        return Shape.Box.between(values[0], values[1], values[2], values[3]);
    }
}
