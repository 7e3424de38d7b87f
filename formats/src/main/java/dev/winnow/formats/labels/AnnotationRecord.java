package dev.winnow.formats.labels;

import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.annotation.Annotation;
import dev.winnow.dataset.annotation.Finding;
import dev.winnow.dataset.annotation.Flags;
import dev.winnow.dataset.annotation.LabelIssue;
import dev.winnow.dataset.annotation.Numbers;
import dev.winnow.dataset.annotation.Origin;
import dev.winnow.dataset.annotation.Outcome;
import dev.winnow.dataset.annotation.Provenance;
import dev.winnow.dataset.annotation.Ring;
import dev.winnow.dataset.annotation.RunLengths;
import dev.winnow.dataset.annotation.Shape;
import dev.winnow.dataset.annotation.Skeleton;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * An annotation as bytes in a {@link Spool}: of one process and one reading, in no format that outlives it. Skeletons are kept beside.
 * Not safe for use by several threads.
 */
public final class AnnotationRecord {
    private static final LabelIssue[] ISSUES = LabelIssue.values();
    private static final Outcome[] OUTCOMES = Outcome.values();
    private static final Provenance.Standing[] STANDINGS = Provenance.Standing.values();

    private final String file;
    private final List<Skeleton> skeletons = new ArrayList<>();
    private final Map<Skeleton, Integer> skeletonIndex = new HashMap<>();
    private byte[] bytes = new byte[1024];
    private ByteBuffer out = ByteBuffer.wrap(bytes);

    /** @param file that all annotations were read from */
    public AnnotationRecord(String file) {
        this.file = file;
    }

    /** The bytes that {@link #write} wrote last; {@link #length} of them count. */
    public byte[] bytes() {
        return bytes;
    }

    public int length() {
        return out.position();
    }

    /** Begins a record with a number that says what it is. */
    public AnnotationRecord begin(int kind) {
        out.clear();
        room(1).put((byte) kind);
        return this;
    }

    private ByteBuffer room(int needed) {
        if (out.remaining() < needed) {
            int used = out.position();
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, used + needed));
            out = ByteBuffer.wrap(bytes);
            out.position(used);
        }
        return out;
    }

    public AnnotationRecord text(String text) {
        byte[] utf = text.getBytes(StandardCharsets.UTF_8);
        room(4 + utf.length).putInt(utf.length).put(utf);
        return this;
    }

    public AnnotationRecord number(long number) {
        room(8).putLong(number);
        return this;
    }

    private void doubles(double[] values) {
        room(4 + 8 * values.length).putInt(values.length);
        for (double value : values) {
            out.putDouble(value);
        }
    }

    /** Appends an annotation. */
    public AnnotationRecord annotation(Annotation annotation) {
        text(annotation.category());
        room(1).put((byte) annotation.shapes().size());
        annotation.shapes().forEach(this::shape);
        Flags flags = annotation.flags();
        room(1).put((byte) ((flags.crowd() ? 1 : 0)
                | (flags.difficult() ? 2 : 0)
                | (flags.occluded() ? 4 : 0)
                | (flags.truncated() ? 8 : 0)
                | (annotation.score().isPresent() ? 16 : 0)));
        annotation.score().ifPresent(score -> room(8).putDouble(score));
        Provenance provenance = annotation.provenance();
        text(provenance.origin().at()).text(provenance.id()).text(provenance.annotator());
        room(2).put((byte) provenance.standing().ordinal())
                .put((byte) (provenance.changedAt().isPresent() ? 1 : 0));
        provenance.changedAt().ifPresent(at -> number(at.getEpochSecond()).number(at.getNano()));
        room(4).putInt(annotation.attributes().size());
        annotation.attributes().forEach((name, value) -> text(name).text(value));
        room(4).putInt(annotation.findings().size());
        annotation.findings().forEach(this::finding);
        return this;
    }

    private void finding(Finding finding) {
        room(2).put((byte) finding.issue().ordinal())
                .put((byte) finding.outcome().ordinal());
        text(finding.origin().at()).text(finding.message());
        room(1).put((byte) (finding.change().isPresent() ? 1 : 0));
        finding.change().ifPresent(change -> text(change.was()).text(change.is()));
    }

    private void shape(Shape shape) {
        if (shape instanceof Shape.Box box) {
            room(33).put((byte) 1).putDouble(box.x()).putDouble(box.y());
            out.putDouble(box.width()).putDouble(box.height());
        } else if (shape instanceof Shape.Polygon polygon) {
            room(5).put((byte) 2).putInt(polygon.parts().size());
            polygon.parts().forEach(part -> doubles(part.toArray()));
        } else if (shape instanceof Shape.Bitmap mask) {
            RunLengths runs = mask.runs();
            room(13 + 4 * runs.size())
                    .put((byte) 3)
                    .putInt(runs.width())
                    .putInt(runs.height())
                    .putInt(runs.size());
            for (int i = 0; i < runs.size(); i++) {
                out.putInt(runs.run(i));
            }
        } else if (shape instanceof Shape.Keypoints keypoints) {
            int skeleton = skeletonIndex.computeIfAbsent(keypoints.skeleton(), known -> {
                skeletons.add(known);
                return skeletons.size() - 1;
            });
            room(5).put((byte) 4).putInt(skeleton);
            doubles(keypoints.values().toArray());
        } else if (shape instanceof Shape.RotatedBox box) {
            room(41).put((byte) 5).putDouble(box.centreX()).putDouble(box.centreY());
            out.putDouble(box.width()).putDouble(box.height()).putDouble(box.degrees());
        } else if (shape instanceof Shape.Corners corners) {
            room(1).put((byte) 6);
            doubles(corners.corners().toArray());
        } else if (shape instanceof Shape.Points points) {
            room(1).put((byte) 7);
            doubles(points.points().toArray());
        } else if (shape instanceof Shape.Polyline line) {
            room(1).put((byte) 8);
            doubles(line.points().toArray());
        } else if (shape instanceof Shape.WholeImage) {
            room(1).put((byte) 9);
        } else if (shape instanceof Shape.Unreadable unreadable) {
            room(2).put((byte) 10).put((byte) unreadable.issue().ordinal());
            text(unreadable.why()).text(unreadable.text());
        } else if (shape instanceof Shape.IndexMask mask) {
            room(1).put((byte) 11);
            text(mask.mask().hex());
            room(12).putInt(mask.width()).putInt(mask.height()).putInt(mask.index());
        }
    }

    public static String text(ByteBuffer in) {
        int length = in.getInt();
        String text = new String(in.array(), in.arrayOffset() + in.position(), length, StandardCharsets.UTF_8);
        in.position(in.position() + length);
        return text;
    }

    private static double[] doubles(ByteBuffer in) {
        double[] values = new double[in.getInt()];
        for (int i = 0; i < values.length; i++) {
            values[i] = in.getDouble();
        }
        return values;
    }

    /** Reads what {@link #annotation} appended. */
    public Annotation annotation(ByteBuffer in) {
        String category = text(in);
        Shape[] shapes = new Shape[in.get()];
        for (int i = 0; i < shapes.length; i++) {
            shapes[i] = shape(in);
        }
        int flags = in.get();
        OptionalDouble score = (flags & 16) != 0 ? OptionalDouble.of(in.getDouble()) : OptionalDouble.empty();
        Origin origin = new Origin(file, text(in));
        String id = text(in);
        String annotator = text(in);
        Provenance.Standing standing = STANDINGS[in.get()];
        Optional<Instant> changedAt =
                in.get() == 1 ? Optional.of(Instant.ofEpochSecond(in.getLong(), in.getLong())) : Optional.empty();
        int count = in.getInt();
        Map<String, String> attributes = count == 0 ? Map.of() : new HashMap<>();
        for (int i = 0; i < count; i++) {
            attributes.put(text(in), text(in));
        }
        Finding[] findings = new Finding[in.getInt()];
        for (int i = 0; i < findings.length; i++) {
            findings[i] = finding(in);
        }
        return new Annotation(
                category,
                List.of(shapes),
                Flags.of((flags & 1) != 0, (flags & 2) != 0, (flags & 4) != 0, (flags & 8) != 0),
                score,
                new Provenance(origin, id, annotator, standing, changedAt),
                attributes,
                List.of(findings));
    }

    private Finding finding(ByteBuffer in) {
        LabelIssue issue = ISSUES[in.get()];
        Outcome outcome = OUTCOMES[in.get()];
        Origin origin = new Origin(file, text(in));
        String message = text(in);
        return in.get() == 1
                ? Finding.changed(issue, outcome, origin, message, new Finding.Change(text(in), text(in)))
                : Finding.of(issue, outcome, origin, message);
    }

    private Shape shape(ByteBuffer in) {
        switch (in.get()) {
            case 1:
                return new Shape.Box(in.getDouble(), in.getDouble(), in.getDouble(), in.getDouble());
            case 2:
                Ring[] parts = new Ring[in.getInt()];
                for (int i = 0; i < parts.length; i++) {
                    parts[i] = Ring.of(doubles(in));
                }
                return new Shape.Polygon(List.of(parts));
            case 3:
                int width = in.getInt();
                int height = in.getInt();
                int[] runs = new int[in.getInt()];
                for (int i = 0; i < runs.length; i++) {
                    runs[i] = in.getInt();
                }
                return new Shape.Bitmap(RunLengths.of(width, height, runs));
            case 4:
                Skeleton skeleton = skeletons.get(in.getInt());
                return new Shape.Keypoints(Numbers.of(doubles(in)), skeleton);
            case 5:
                return new Shape.RotatedBox(
                        in.getDouble(), in.getDouble(), in.getDouble(), in.getDouble(), in.getDouble());
            case 6:
                return new Shape.Corners(Ring.of(doubles(in)));
            case 7:
                return new Shape.Points(Ring.of(doubles(in)));
            case 8:
                return new Shape.Polyline(Ring.of(doubles(in)));
            case 9:
                return new Shape.WholeImage();
            case 10:
                return new Shape.Unreadable(ISSUES[in.get()], text(in), text(in));
            case 11:
                return new Shape.IndexMask(new ContentHash(text(in)), in.getInt(), in.getInt(), in.getInt());
            default:
                throw new IllegalStateException("No such shape");
        }
    }
}
