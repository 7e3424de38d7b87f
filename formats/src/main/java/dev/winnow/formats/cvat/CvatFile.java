package dev.winnow.formats.cvat;

import dev.winnow.dataset.annotation.Annotation;
import dev.winnow.dataset.annotation.AnnotationSet;
import dev.winnow.dataset.annotation.Convention;
import dev.winnow.dataset.annotation.DeclaredSize;
import dev.winnow.dataset.annotation.ImageLabels;
import dev.winnow.dataset.annotation.LabelIssue;
import dev.winnow.dataset.annotation.Origin;
import dev.winnow.dataset.annotation.Outcome;
import dev.winnow.dataset.annotation.Skeleton;
import dev.winnow.formats.labels.AnnotationRecord;
import dev.winnow.formats.labels.DeclaredCategory;
import dev.winnow.formats.labels.Found;
import dev.winnow.formats.labels.LabelSink;
import dev.winnow.formats.labels.PictureLinks;
import dev.winnow.formats.labels.Pictures;
import dev.winnow.formats.labels.Spool;
import dev.winnow.formats.text.Decimal;
import dev.winnow.formats.text.UnreadableFileException;
import dev.winnow.formats.text.XmlEvents;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.xml.stream.XMLStreamConstants;

/** One XML file of CVAT. */
final class CvatFile {
    private static final int MOST_LABELS = 100_000;
    private static final int SHOWN = 8;
    private static final Pattern STEP = Pattern.compile("step\\s*=\\s*(\\d+)");

    private final Path path;
    private final String name;
    private final LabelSink sink;
    private final PictureLinks links;
    private final AnnotationRecord record;
    private final Set<String> labels = new LinkedHashSet<>();
    private long frameWidth;
    private long frameHeight;
    private long startFrame;
    private long frameStep = 1;

    CvatFile(Path path, String name, Pictures pictures, LabelSink sink) {
        this.path = path;
        this.name = name;
        this.sink = sink;
        this.links = new PictureLinks(pictures);
        this.record = new AnnotationRecord(name);
    }

    void read() throws IOException {
        try (XmlEvents xml = XmlEvents.of(path);
                Spool frames = new Spool()) {
            int event = xml.next();
            while (event != XMLStreamConstants.START_ELEMENT && event != XMLStreamConstants.END_DOCUMENT) {
                event = xml.next();
            }
            if (event == XMLStreamConstants.END_DOCUMENT || !xml.name().equals("annotations")) {
                throw new UnreadableFileException(
                        LabelIssue.NOT_THE_EXPECTED_KIND,
                        "This is no CVAT file: it begins with "
                                + (event == XMLStreamConstants.END_DOCUMENT ? "nothing" : "<" + xml.name() + ">")
                                + ", expected <annotations>; check --format.");
            }
            int images = 0;
            for (event = xml.next(); event != XMLStreamConstants.END_DOCUMENT; event = xml.next()) {
                if (event != XMLStreamConstants.START_ELEMENT) {
                    continue;
                }
                switch (xml.name()) {
                    case "meta" -> meta(xml);
                    case "image" -> image(xml, images++);
                    case "track" -> track(xml, frames);
                    default -> xml.skip();
                }
            }
            frames.each(this::frame);
        }
    }

    private void meta(XmlEvents xml) throws IOException {
        String inside = "";
        String labelName = "";
        String colour = "";
        int depth = 1;
        while (depth > 0) {
            int event = xml.next();
            if (event == XMLStreamConstants.END_DOCUMENT) {
                return;
            }
            if (event == XMLStreamConstants.END_ELEMENT) {
                depth--;
                if (xml.name().equals("label") && !labelName.isEmpty() && labels.size() < MOST_LABELS) {
                    if (labels.add(labelName)) {
                        sink.category(new DeclaredCategory(labelName, "", colour, Skeleton.NONE));
                    }
                    labelName = "";
                    colour = "";
                }
            } else if (event == XMLStreamConstants.START_ELEMENT) {
                String element = xml.name();
                switch (element) {
                    case "label", "task", "project", "job", "labels", "original_size", "subset" -> {
                        inside = element;
                        depth++;
                    }
                    case "name" -> {
                        String text = xml.text();
                        labelName = inside.equals("label") && labelName.isEmpty() ? text : labelName;
                    }
                    case "color" -> {
                        String text = xml.text().strip();
                        colour = text.matches("#[0-9a-fA-F]{6}") ? text : "";
                    }
                    case "width" -> frameWidth = side(xml.text());
                    case "height" -> frameHeight = side(xml.text());
                    case "start_frame" ->
                        startFrame = (long) Decimal.parse(xml.text()).orElse(0);
                    case "frame_filter" -> {
                        Matcher step = STEP.matcher(xml.text());
                        frameStep = step.find() && step.group(1).length() < 6 ? Long.parseLong(step.group(1)) : 1;
                    }
                    default -> xml.skip();
                }
            }
        }
    }

    private static long side(String text) {
        double number = Decimal.parse(text).orElse(0);
        return number > 0 && number < Integer.MAX_VALUE ? (long) number : 0;
    }

    private void image(XmlEvents xml, int place) throws IOException {
        String id = xml.attribute("id").orElse(Integer.toString(place));
        Origin origin = new Origin(name, "image " + id);
        String file = xml.attribute("name").orElse("");
        long width = xml.attribute("width").map(CvatFile::side).orElse(0L);
        long height = xml.attribute("height").map(CvatFile::side).orElse(0L);
        PictureLinks.Link link = links.link(origin, file);
        CvatShapes shapes = new CvatShapes(
                width > 0 ? width : link.size().map(size -> (long) size.width()).orElse(0L),
                height > 0
                        ? height
                        : link.size().map(size -> (long) size.height()).orElse(0L));
        int number = 0;
        for (int event = xml.next();
                event != XMLStreamConstants.END_ELEMENT && event != XMLStreamConstants.END_DOCUMENT;
                event = xml.next()) {
            if (event == XMLStreamConstants.START_ELEMENT) {
                shapes.read(xml, new Origin(name, "image " + id + " / shape " + ++number), null);
            }
        }
        if (link.escapes()) {
            link.findings().forEach(sink::found);
            return;
        }
        handOver(link, origin, width, height, shapes.annotations());
    }

    private void handOver(
            PictureLinks.Link link, Origin origin, long width, long height, List<Annotation> annotations) {
        List<Annotation> checked = annotations.stream().map(this::declared).toList();
        sink.image(new ImageLabels(
                link.image(),
                origin,
                Optional.of(DeclaredSize.stated(width, height)),
                Convention.PIXEL_CORNERS,
                "CVAT",
                checked.isEmpty() ? AnnotationSet.DECLARED_EMPTY : AnnotationSet.of(checked),
                link.findings()));
    }

    /** The annotation, with a finding where the file does not declare its label. */
    private Annotation declared(Annotation annotation) {
        if (labels.isEmpty() || labels.contains(annotation.category())) {
            return annotation;
        }
        return annotation.withFindings(List.of(Found.of(
                LabelIssue.UNDEFINED_CLASS,
                Outcome.ASKED,
                annotation.provenance().origin(),
                "Class '" + annotation.category() + "' is not defined; known are "
                        + labels.stream().limit(SHOWN).collect(Collectors.joining(", ")) + ".")));
    }

    private void track(XmlEvents xml, Spool frames) throws IOException {
        String id = xml.attribute("id").orElse("");
        String label = xml.attribute("label").orElse("");
        for (int event = xml.next();
                event != XMLStreamConstants.END_ELEMENT && event != XMLStreamConstants.END_DOCUMENT;
                event = xml.next()) {
            if (event != XMLStreamConstants.START_ELEMENT) {
                continue;
            }
            String frame = xml.attribute("frame").orElse("");
            Origin origin = new Origin(name, "track " + id + " / frame " + frame);
            if (xml.attribute("outside").filter("1"::equals).isPresent()
                    && !xml.name().equals("skeleton")) {
                xml.skip();
                sink.found(Found.of(
                        LabelIssue.TRACK_OUTSIDE,
                        Outcome.IGNORED,
                        origin,
                        "The track is outside the picture in this frame; nothing taken."));
                continue;
            }
            CvatShapes shapes = new CvatShapes(frameWidth, frameHeight);
            shapes.read(xml, origin, label);
            for (Annotation annotation : shapes.annotations()) {
                record.begin(1).annotation(annotation);
                frames.add(frame, record.bytes(), record.length());
            }
        }
    }

    private void frame(String frame, Spool.Records records) {
        List<Annotation> annotations = new ArrayList<>();
        for (ByteBuffer next = records.next(); next != null; next = records.next()) {
            next.get();
            annotations.add(record.annotation(next));
        }
        Origin origin = new Origin(name, "frame " + frame);
        double number = Decimal.parse(frame).orElse(-1);
        String picture = number >= 0 && number < 1e9
                ? String.format("frame_%06d", startFrame + (long) number * frameStep)
                : "frame_" + frame;
        handOver(links.link(origin, picture), origin, frameWidth, frameHeight, annotations);
    }
}
