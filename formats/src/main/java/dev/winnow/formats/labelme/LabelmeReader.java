package dev.winnow.formats.labelme;

import com.fasterxml.jackson.core.JsonToken;
import dev.winnow.dataset.annotation.Annotation;
import dev.winnow.dataset.annotation.AnnotationSet;
import dev.winnow.dataset.annotation.Convention;
import dev.winnow.dataset.annotation.DeclaredSize;
import dev.winnow.dataset.annotation.ImageLabels;
import dev.winnow.dataset.annotation.LabelIssue;
import dev.winnow.dataset.annotation.Origin;
import dev.winnow.dataset.annotation.Provenance;
import dev.winnow.dataset.annotation.Shape;
import dev.winnow.formats.labels.LabelFiles;
import dev.winnow.formats.labels.LabelFormat;
import dev.winnow.formats.labels.LabelReader;
import dev.winnow.formats.labels.LabelRequest;
import dev.winnow.formats.labels.LabelSink;
import dev.winnow.formats.labels.PictureLinks;
import dev.winnow.formats.text.JsonObject;
import dev.winnow.formats.text.JsonTokens;
import dev.winnow.formats.text.UnreadableFileException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads labelme's JSON, of version 3 and later. The picture in it is passed over. */
public final class LabelmeReader implements LabelReader {

    @Override
    public LabelFormat format() {
        return LabelFormat.LABELME;
    }

    @Override
    public void read(LabelRequest request, LabelSink sink) throws IOException {
        LabelFiles files = LabelFiles.of(request, sink);
        PictureLinks links = new PictureLinks(request.pictures());
        files.each(source -> source.toLowerCase(Locale.ROOT).endsWith(".json"), (file, name) -> {
            JsonObject labels;
            try {
                labels = read(file);
            } catch (UnreadableFileException e) {
                links.linkFile(name, stem(name)); // its picture has a label file, if one that cannot be read
                throw e;
            }
            Origin origin = Origin.of(name);
            String path = labels.text("imagePath").orElse("");
            PictureLinks.Link link = link(links, origin, name, path);
            if (link.escapes()) {
                link.findings().forEach(sink::found);
                return;
            }
            List<Annotation> annotations = new LabelmeShapes(
                            name, side(labels, "imageWidth", link), side(labels, "imageHeight", link))
                    .read(labels.objects("shapes"));
            labels.object("flags").fields().forEach((flag, set) -> {
                if (Boolean.TRUE.equals(set)) {
                    annotations.add(Annotation.of(
                            flag, Provenance.of(new Origin(name, "flag " + flag)), new Shape.WholeImage()));
                }
            });
            sink.image(new ImageLabels(
                    link.image(),
                    origin,
                    Optional.of(DeclaredSize.stated(stated(labels, "imageWidth"), stated(labels, "imageHeight"))),
                    Convention.PIXELS,
                    "labelme",
                    annotations.isEmpty() ? AnnotationSet.DECLARED_EMPTY : AnnotationSet.of(annotations),
                    link.findings()));
        });
        links.reportUnlabelled(sink);
    }

    private static PictureLinks.Link link(PictureLinks links, Origin origin, String name, String path) {
        String folder = PictureLinks.folder(name);
        String stem = stem(name);
        boolean plain = !path.isEmpty() && path.indexOf('/') < 0 && path.indexOf('\\') < 0;
        PictureLinks.Link link = links.link(origin, plain && !folder.isEmpty() ? folder + '/' + path : path);
        if (link.found() || link.escapes()) {
            return link;
        }
        PictureLinks.Link byStem = links.linkFile(name, stem);
        return byStem.found() ? byStem : link;
    }

    private static String stem(String name) {
        int dot = name.lastIndexOf('.');
        return dot < 0 ? name : name.substring(0, dot);
    }

    private static long stated(JsonObject labels, String name) {
        double side = labels.number(name).orElse(0);
        return side > 0 && side < Integer.MAX_VALUE ? (long) side : 0;
    }

    private static long side(JsonObject labels, String name, PictureLinks.Link link) {
        long stated = stated(labels, name);
        return stated > 0
                ? stated
                : link.size()
                        .map(size -> (long) (name.equals("imageWidth") ? size.width() : size.height()))
                        .orElse(0L);
    }

    private static JsonObject read(Path file) throws IOException {
        Map<String, Object> fields = new HashMap<>();
        Set<String> repeated = new HashSet<>();
        try (JsonTokens json = JsonTokens.of(file)) {
            if (json.next() != JsonToken.START_OBJECT) {
                throw notLabelme(json.current() == null ? "it is empty" : "it holds no object");
            }
            while (json.next() == JsonToken.FIELD_NAME) {
                String field = json.name();
                json.next();
                if (field.equals("imageData")) {
                    json.skip();
                } else {
                    fields.put(field, json.value());
                }
            }
            if (json.current() == null) {
                throw new UnreadableFileException(
                        LabelIssue.JSON_BROKEN, "Not readable as JSON: the file ends inside an object.");
            }
        }
        if (!fields.containsKey("shapes")) {
            throw notLabelme("it has no 'shapes'");
        }
        return new JsonObject(fields, repeated, 1);
    }

    private static UnreadableFileException notLabelme(String why) {
        return new UnreadableFileException(
                LabelIssue.NOT_THE_EXPECTED_KIND, "This is no labelme file: " + why + "; check --format.");
    }
}
