package dev.winnow.formats.mask;

import dev.winnow.dataset.annotation.Annotation;
import dev.winnow.dataset.annotation.AnnotationSet;
import dev.winnow.dataset.annotation.Convention;
import dev.winnow.dataset.annotation.DeclaredSize;
import dev.winnow.dataset.annotation.Finding;
import dev.winnow.dataset.annotation.ImageLabels;
import dev.winnow.dataset.annotation.Origin;
import dev.winnow.dataset.annotation.Skeleton;
import dev.winnow.formats.labels.DeclaredCategory;
import dev.winnow.formats.labels.LabelFiles;
import dev.winnow.formats.labels.LabelFormat;
import dev.winnow.formats.labels.LabelReader;
import dev.winnow.formats.labels.LabelRequest;
import dev.winnow.formats.labels.LabelSink;
import dev.winnow.formats.labels.PictureLinks;
import dev.winnow.formats.text.UnreadableFileException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads masks: pictures whose pixels are labels. A mask is for the picture of its name, without what tools add to names of masks. */
public abstract class MaskReader implements LabelReader {
    private static final Pattern MASK = Pattern.compile(
            "(?i)(?:(?:mask|gt|seg|annot)[_-])?(.+?)(?:[_-](?:mask(?:[_-]?\\d+)?|segmentation|seg|gt|annot|labelids|trainids|l))?");

    private final LabelFormat format;

    MaskReader(LabelFormat format) {
        this.format = format;
    }

    /** A pixel's value is the number of its class. */
    public static final class Index extends MaskReader {
        public Index() {
            super(LabelFormat.MASK_INDEX);
        }
    }

    /** A file has the pixels of one class; its folder is called after the class. */
    public static final class Binary extends MaskReader {
        public Binary() {
            super(LabelFormat.MASK_BINARY);
        }
    }

    /** A pixel's colour stands for its class. */
    public static final class Colour extends MaskReader {
        public Colour() {
            super(LabelFormat.MASK_COLOUR);
        }
    }

    @Override
    public LabelFormat format() {
        return format;
    }

    private record Mask(Path file, String name) {}

    @Override
    public void read(LabelRequest request, LabelSink sink) throws IOException {
        LabelFiles files = LabelFiles.besideDescription(request, ClassMap::isDescription, sink);
        ClassMap classes = ClassMap.NONE;
        try {
            classes = ClassMap.near(files.root(), format == LabelFormat.MASK_COLOUR);
        } catch (UnreadableFileException e) {
            sink.found(LabelFiles.refused("labels", e));
        }
        declare(classes, sink);
        Set<String> pictures = new HashSet<>();
        request.pictures().all().forEach(picture -> pictures.add(picture.name()));
        PictureLinks links = new PictureLinks(request.pictures());
        Map<String, List<Mask>> byPicture = new LinkedHashMap<>();
        Map<String, PictureLinks.Link> linkOf = new LinkedHashMap<>();
        boolean[] others = new boolean[1];
        files.each(MaskReader::isPicture, (file, name) -> others[0] |= !pictures.contains(name));
        boolean among =
                others[0] && pictures.stream().allMatch(name -> files.find(name).isPresent());
        // else pictures lie elsewhere, and a mask may have its picture's name
        files.each(source -> isPicture(source) && !(among && pictures.contains(source)), (file, name) -> {
            PictureLinks.Link link = link(files, links, name);
            linkOf.putIfAbsent(link.image(), link);
            byPicture.computeIfAbsent(link.image(), image -> new ArrayList<>(1)).add(new Mask(file, name));
        });
        for (Map.Entry<String, List<Mask>> entry : byPicture.entrySet()) {
            handOver(linkOf.get(entry.getKey()), entry.getValue(), classes, sink);
        }
        links.reportUnlabelled(sink);
    }

    private static void declare(ClassMap classes, LabelSink sink) {
        Set<String> declared = new HashSet<>();
        List<String> names = new ArrayList<>(classes.names().values());
        names.addAll(classes.colours().values());
        for (String name : names) {
            if (!ClassMap.isNoClass(name) && declared.add(name)) {
                String colour = classes.colours().entrySet().stream()
                        .filter(entry -> entry.getValue().equals(name))
                        .map(entry -> String.format("#%06x", entry.getKey()))
                        .findFirst()
                        .orElse("");
                sink.category(new DeclaredCategory(name, "", colour, Skeleton.NONE));
            }
        }
    }

    private static boolean isPicture(String source) {
        String name = source.toLowerCase(Locale.ROOT);
        return name.endsWith(".png")
                || name.endsWith(".jpg")
                || name.endsWith(".jpeg")
                || name.endsWith(".bmp")
                || name.endsWith(".tif")
                || name.endsWith(".tiff")
                || name.endsWith(".gif");
    }

    private static PictureLinks.Link link(LabelFiles files, PictureLinks links, String name) {
        int dot = name.lastIndexOf('.');
        String stem = dot < 0 ? name : name.substring(0, dot);
        String folder = PictureLinks.folder(stem);
        Matcher matcher = MASK.matcher(stem.substring(folder.isEmpty() ? 0 : folder.length() + 1));
        String core = matcher.matches() ? matcher.group(1) : stem;
        if (files.isOne()) {
            return links.linkLone(name, stem, core);
        }
        String twin = folder.replaceFirst("(?i)(train|val|test)[_-]?(?:annot|masks?|labels?)", "$1")
                .replaceFirst("(?i)SegmentationClass(?:Raw|Aug)?|SegmentationObject", "JPEGImages")
                .replaceFirst("(?i)^(?:masks?|labels?|annotations?)(?=/|$)", "images");
        return links.linkFile(
                name,
                (twin.isEmpty() ? "" : twin + '/') + core,
                (twin.isEmpty() ? "" : twin + '/') + stem.substring(folder.isEmpty() ? 0 : folder.length() + 1),
                stem,
                withoutFirst(stem),
                core);
    }

    /** The name without its first folder, which may be called after a class. */
    private static String withoutFirst(String stem) {
        return stem.substring(stem.indexOf('/') + 1);
    }

    private void handOver(PictureLinks.Link link, List<Mask> masks, ClassMap classes, LabelSink sink)
            throws IOException {
        List<Annotation> annotations = new ArrayList<>();
        List<Finding> findings = new ArrayList<>(link.findings());
        DeclaredSize size = null;
        String first = null;
        for (Mask mask : masks) {
            MaskPixels pixels;
            try {
                pixels = MaskPixels.of(mask.file());
            } catch (UnreadableFileException e) {
                sink.found(LabelFiles.refused(mask.name(), e));
                continue;
            }
            first = first == null ? mask.name() : first;
            size = size == null ? DeclaredSize.raster(pixels.width(), pixels.height()) : size;
            MaskClasses read = new MaskClasses(pixels, mask.name(), classes);
            switch (format) {
                case MASK_INDEX -> read.byIndex(annotations, findings);
                case MASK_COLOUR -> read.byColour(annotations, findings);
                default -> read.binary(className(mask.name(), classes), annotations, findings);
            }
        }
        if (size == null) {
            return;
        }
        List<String> order = new ArrayList<>(classes.names().values());
        order.addAll(classes.colours().values());
        annotations.sort(Comparator.comparingInt(annotation -> place(order, annotation.category())));
        sink.image(new ImageLabels(
                link.image(),
                Origin.of(first),
                Optional.of(size),
                Convention.PIXELS,
                "",
                annotations.isEmpty() ? AnnotationSet.DECLARED_EMPTY : AnnotationSet.of(annotations),
                findings));
    }

    private static int place(List<String> order, String category) {
        int place = order.indexOf(category);
        return place < 0 ? Integer.MAX_VALUE : place;
    }

    /** The class of a binary mask: that of its first folder, unless there is only one. */
    private static String className(String name, ClassMap classes) {
        List<String> named = classes.names().values().stream()
                .filter(known -> !ClassMap.isNoClass(known))
                .toList();
        int slash = name.indexOf('/');
        String folder = slash < 0 ? "" : name.substring(0, slash);
        String byFolder = classes.ofFolder(folder);
        if (named.contains(byFolder) || named.size() != 1) {
            return byFolder.isEmpty() ? "mask" : byFolder;
        }
        return named.get(0);
    }
}
