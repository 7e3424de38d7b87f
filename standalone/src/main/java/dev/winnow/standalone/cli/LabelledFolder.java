package dev.winnow.standalone.cli;

import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.Split;
import dev.winnow.dataset.annotation.Annotation;
import dev.winnow.dataset.annotation.AnnotationSet;
import dev.winnow.dataset.annotation.CheckedLabels;
import dev.winnow.dataset.annotation.ClassIds;
import dev.winnow.dataset.annotation.Finding;
import dev.winnow.dataset.annotation.ImageLabels;
import dev.winnow.dataset.annotation.Ontology;
import dev.winnow.dataset.annotation.PictureSize;
import dev.winnow.dataset.spec.DatasetSpec;
import dev.winnow.formats.folder.FolderLayout;
import dev.winnow.formats.folder.FolderSurvey;
import dev.winnow.formats.folder.FolderWalk;
import dev.winnow.formats.labels.DeclaredCategory;
import dev.winnow.formats.labels.LabelLint;
import dev.winnow.formats.labels.LabelReader;
import dev.winnow.formats.labels.LabelRequest;
import dev.winnow.formats.labels.LabelSink;
import dev.winnow.formats.labels.PictureIndex;
import dev.winnow.formats.labels.Pictures;
import dev.winnow.formats.release.Release;
import dev.winnow.formats.release.ReleaseItem;
import dev.winnow.formats.release.ReleaseLabels;
import dev.winnow.formats.release.ReleasePicture;
import dev.winnow.formats.release.ReleaseSurvey;
import dev.winnow.imaging.SizeByHeader;
import dev.winnow.imaging.structure.FormatSniffer;
import dev.winnow.imaging.structure.Unreadable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A folder of another tool as a release: its pictures, with the splits and classes of their folders, and its labels as the checks leave
 * them. Holds all labels in memory, and no picture.
 */
final class LabelledFolder implements FolderWalk.Visitor {
    private static final long MOST_BYTES = 1L << 30;
    private static final DatasetSpec DEFAULTS = DatasetSpec.defaults();

    private final FolderLayout layout;
    private final Map<String, Found> found = new LinkedHashMap<>();
    private final Map<String, AnnotationSet> labels = new HashMap<>();
    private final ReleaseSurvey survey = new ReleaseSurvey();
    private final List<ClassIds.Given> declared = new ArrayList<>();
    private long findings;
    private long leftOut;

    private record Found(ReleasePicture picture, Split split, List<String> classes, PictureSize size) {}

    /** @param reader of the labels, or nothing where the folders' names alone are the labels */
    LabelledFolder(Path folder, Optional<LabelReader> reader, Map<String, String> options) throws IOException {
        layout = FolderSurvey.of(folder, reader.isPresent());
        FolderWalk.walk(folder, this);
        if (reader.isPresent()) {
            List<Pictures.Picture> pictures = new ArrayList<>();
            found.forEach((source, one) -> pictures.add(new Pictures.Picture(source, Optional.of(one.size()))));
            LabelRequest request = new LabelRequest(folder, new PictureIndex(pictures), options);
            reader.get().read(request, new Classes());
            new LabelLint(DEFAULTS.labels(), DEFAULTS.ontology())
                    .lint(reader.get(), request, finding -> findings++, this::add);
        }
    }

    /** The classes in the order in which the files declare them, which is that of their numbers. */
    private final class Classes implements LabelSink {
        @Override
        public void image(ImageLabels image) {
            // the second reading takes them
        }

        @Override
        public void found(Finding finding) {
            // the second reading counts them
        }

        @Override
        public void category(DeclaredCategory category) {
            if (declared.stream().noneMatch(one -> one.name().equals(category.name()))) {
                declared.add(new ClassIds.Given(category.name(), declared.size()));
                survey.declare(category.name(), category.supercategory(), category.skeleton());
            }
        }
    }

    @Override
    public void file(Path file, String source) throws IOException {
        FolderLayout.Place place = layout.place(source);
        if (place.role() != FolderLayout.Role.PICTURE || Files.size(file) > MOST_BYTES) {
            return;
        }
        byte[] bytes = Files.readAllBytes(file);
        Optional<PictureSize> size = SizeByHeader.of(bytes);
        if (size.isEmpty()) {
            return;
        }
        try {
            ReleasePicture picture = new ReleasePicture(
                    ContentHash.of(bytes),
                    FormatSniffer.formatOf(bytes).mediaType(),
                    bytes.length,
                    size.get().width(),
                    size.get().height(),
                    () -> Files.newInputStream(file));
            found.put(
                    source,
                    new Found(
                            picture,
                            place.split() == null ? Split.TRAIN : place.split(),
                            place.label() == null ? List.of() : List.of(place.label()),
                            size.get()));
        } catch (Unreadable e) {
            throw new IllegalStateException("A picture with a size has a format", e);
        }
    }

    @Override
    public void obstacle(Path path, FolderWalk.Obstacle obstacle, String sentence) {
        System.err.println("winnow: " + sentence);
    }

    /** Labels of one picture in several files come together. */
    private void add(CheckedLabels checked) {
        AnnotationSet kept = checked.kept();
        leftOut += checked.annotations().size() - kept.annotations().size();
        labels.merge(checked.submitted().image(), kept, (first, second) -> {
            List<Annotation> both = new ArrayList<>(first.annotations());
            both.addAll(second.annotations());
            return both.isEmpty() ? first : AnnotationSet.of(both);
        });
    }

    /** Something that the checks say of the labels. */
    long findings() {
        return findings;
    }

    /** Annotations that the checks do not keep. */
    long leftOut() {
        return leftOut;
    }

    /** Labels of pictures that are not in the folder. */
    long withoutPicture() {
        return labels.keySet().stream()
                .filter(image -> !found.containsKey(image))
                .count();
    }

    /** The pictures in the order of a release. */
    List<ReleaseItem> items() {
        List<ReleaseItem> items = new ArrayList<>();
        found.forEach((source, one) -> items.add(new ReleaseItem(
                source,
                source,
                one.picture().hash(),
                one.split(),
                OptionalInt.empty(),
                one.picture(),
                ReleaseLabels.of(one.classes(), labels.getOrDefault(source, AnnotationSet.UNLABELLED)),
                Map.of())));
        items.sort(null);
        return items;
    }

    Release release(String name, LocalDate date, List<ReleaseItem> items) {
        items.forEach(item -> survey.add(item.split(), item.picture().bytes(), item.labels()));
        return survey.release(name, "converted", date, "", Ontology.defaults(), ClassIds.of(declared));
    }
}
