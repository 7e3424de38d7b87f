package dev.winnow.formats.folder;

import dev.winnow.dataset.Split;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * How a dataset's files are laid out, and what that says of each: whether it is a picture, its label, and its split.
 *
 * <table>
 * <caption>Recognised layouts</caption>
 * <tr><th>files<th>label<th>split
 * <tr><td>{@code x.jpg}, also beside {@code labels.csv}<td>none<td>none
 * <tr><td>{@code class/x.jpg}<td>{@code class}<td>none
 * <tr><td>{@code train/x.jpg}<td>none<td>train
 * <tr><td>{@code train/class/x.jpg}<td>{@code class}<td>train
 * <tr><td>YOLO: {@code images/train/x.jpg} or {@code train/images/x.jpg}, {@code labels} likewise<td>none<td>train
 * <tr><td>COCO: {@code train2017/x.jpg}, {@code annotations/*.json}<td>none<td>train
 * <tr><td>VOC: {@code JPEGImages/x.jpg}, {@code Annotations/x.xml}<td>none<td>none
 * <tr><td>masks: {@code train/x.png}, {@code trainannot/x.png}; or {@code x.png}, {@code x_mask.png}<td>none<td>train
 * </table>
 *
 * <ol>
 *   <li>Folders below the class folder say nothing: {@code cat/2024/may/x.jpg} is a {@code cat}, as torchvision's
 *       {@code ImageFolder} reads it too.
 *   <li>A folder named after a split is one until a split or a class is known: {@code train/test/x.jpg} is a {@code test}.
 *   <li>Folders such as {@code images} hold pictures and are no classes. Where folders of annotations were found, no folder is a
 *       class.
 *   <li>A folder that holds all others, and in it splits or such folders, is passed over.
 *   <li>{@code ImageSets/Main/train.txt} and lists like {@code train.txt} put the images they name into their splits.
 * </ol>
 *
 * <p>A single key, as of an object in a bucket, is read by the same rules without a view of its neighbours.
 */
public final class FolderLayout {
    private static final int CLASSES_COUNTED = 10_000;

    /** What a file is to its dataset. */
    public enum Role {
        PICTURE,
        /** In a folder of annotations, or a file that describes pictures. */
        ANNOTATION,
        /** A picture whose pixels are labels of another. */
        MASK
    }

    /**
     * What a path says of a file.
     *
     * @param source the file's source key: its path with {@code /} between folders
     * @param label or null
     * @param split the one that the file lies in, or null
     */
    public record Place(String source, Role role, String label, Split split) {}

    /** What a dataset's files are laid out as. */
    public enum Kind {
        FLAT("Flat folder"),
        CLASSES("Class folders"),
        SPLITS("Split folders"),
        YOLO("YOLO layout"),
        COCO("COCO layout"),
        VOC("VOC layout"),
        CAMVID("CamVid layout"),
        MASKS("Layout with masks"),
        ANNOTATED("Layout with annotations"),
        BESIDE("Label files beside pictures");

        private final String words;

        Kind(String words) {
            this.words = words;
        }
    }

    private static final FolderLayout OF_KEYS = new FolderLayout(new Survey(), true, SplitLists.NONE);

    private final Survey survey;
    private final boolean blind;
    private final SplitLists lists;

    private FolderLayout(Survey survey, boolean blind, SplitLists lists) {
        this.survey = survey;
        this.blind = blind;
        this.lists = lists;
    }

    /** The same layout, with splits from files that list images. They go before the names of folders. */
    FolderLayout with(SplitLists others) {
        return new FolderLayout(survey, blind, others);
    }

    /** The layout of these files. */
    public static FolderLayout ofAll(Collection<String> sources) {
        Survey survey = new Survey();
        sources.forEach(survey::see);
        FolderLayout layout = survey.layout();
        sources.forEach(layout::count);
        return layout;
    }

    /** Takes a file into what {@link #sentence} counts. */
    void count(String source) {
        Place place = place(source);
        if (place.role() != Role.PICTURE) {
            survey.leftOut++;
            return;
        }
        survey.pictures++;
        if (place.split() != null) {
            survey.splits.add(place.split());
        }
        if (place.label() != null && survey.classes.size() < CLASSES_COUNTED) {
            survey.classes.add(place.label());
        }
    }

    /**
     * What a single key says, without a view of its neighbours.
     *
     * @param source a relative path with {@code /} between folders
     */
    public static Place of(String source) {
        return OF_KEYS.place(source);
    }

    /** What the surveyed dataset's layout says of one of its files. */
    public Place place(String source) {
        String[] names = source.split("/");
        int folders = names.length - 1;
        String file = names[folders];
        int first = skipsRoot(names, folders) ? 1 : 0;
        String label = null;
        Split split = null;
        boolean annotations = false;
        for (int i = first; i < folders; i++) {
            String name = names[i];
            Optional<Split> named = FolderNames.split(name);
            if (isAnnotations(names, i, label)) {
                annotations = true;
                break;
            } else if (FolderNames.isContainer(name)) {
                label = split == null ? null : label; // of train/cat/images/x.jpg it is a cat
            } else if (named.isPresent() && label == null && (split == null || split == named.get())) {
                split = named.get();
            } else if (label == null) {
                label = name;
            }
        }
        Role role = annotations
                ? Role.ANNOTATION
                : survey.masks.contains(source)
                        ? Role.MASK
                        : survey.isAnnotated() && FolderNames.isSidecar(file) ? Role.ANNOTATION : Role.PICTURE;
        return new Place(
                source,
                role,
                role == Role.PICTURE && !survey.hidesClasses() ? label : null,
                lists.of(source).orElse(split));
    }

    private boolean skipsRoot(String[] names, int folders) {
        if (!blind) {
            return survey.isWrapped() && folders > 0;
        }
        return folders > 2
                && FolderNames.split(names[0]).isEmpty()
                && !FolderNames.isContainer(names[0])
                && !FolderNames.isAnnotations(names[0])
                && FolderNames.split(names[1]).isPresent();
    }

    /** A class may be called {@code masks}: only beside pictures is it a folder of annotations. */
    private boolean isAnnotations(String[] names, int at, String label) {
        if (!FolderNames.isAnnotations(names[at])) {
            return false;
        }
        if (blind) {
            return label == null;
        }
        return survey.annotated.contains(Survey.path(names, at));
    }

    public Kind kind() {
        return survey.kind();
    }

    /** Files that are uploads, as the walk found them. */
    public long pictures() {
        return survey.pictures;
    }

    /** The layout in one line to be read before an import: {@code YOLO layout: 3 splits; 120 images, 118 label files}. */
    public String sentence() {
        StringBuilder line = new StringBuilder(kind().words).append(": ");
        int splits = survey.splits.size();
        line.append(splits == 0 ? "no splits" : splits == 1 ? "1 split" : splits + " splits");
        if (!survey.hidesClasses()) {
            int classes = survey.classes.size();
            line.append(classes == 0 ? ", no classes" : classes == 1 ? ", 1 class" : ", " + classes + " classes");
        }
        line.append("; ").append(counted(survey.pictures, "image"));
        if (survey.leftOut > 0) {
            line.append(", ").append(counted(survey.leftOut, "label file"));
        }
        return line.toString();
    }

    private static String counted(long count, String what) {
        return String.format(Locale.ROOT, "%,d %s%s", count, what, count == 1 ? "" : "s");
    }

    /**
     * Sees the source keys of all files of a folder once, in the order of {@link FolderWalk}. Holds the names of its folders, and of
     * the files of one folder per level.
     */
    static final class Survey {
        private final Set<String> folders = new LinkedHashSet<>();

        /** Folders of annotations that have pictures beside them. */
        private final Set<String> annotated = new HashSet<>();

        private final Set<String> masks = new HashSet<>();
        private final Set<Split> splits = EnumSet.noneOf(Split.class);
        private final Set<String> classes = new TreeSet<>();
        private final Deque<Level> levels = new ArrayDeque<>();
        private final Set<String> roots = new HashSet<>();
        private boolean atTop;
        private boolean beside;
        private boolean jsonOfCoco;
        private boolean labelled;
        private long pictures;
        private long leftOut;

        private record Level(String folder, Set<String> stems) {}

        /** Notes that there are files of labels, so that no file that describes images is taken for one. */
        void labelled() {
            labelled = true;
        }

        /** Takes a file's key. */
        void see(String source) {
            int slash = source.lastIndexOf('/');
            String folder = slash < 0 ? "" : source.substring(0, slash);
            String file = source.substring(slash + 1);
            folders.add(folder);
            int root = source.indexOf('/');
            if (root < 0) {
                atTop |= !FolderNames.isSidecar(file);
            } else {
                roots.add(source.substring(0, root));
            }
            while (!levels.isEmpty()
                    && !(folder + '/').startsWith(prefix(levels.peek().folder()))) {
                levels.pop();
            }
            if (levels.isEmpty() || !levels.peek().folder().equals(folder)) {
                levels.push(new Level(folder, new HashSet<>()));
            }
            if (FolderNames.isSidecar(file)) {
                String name = FolderNames.lower(file);
                beside |= levels.peek().stems().contains(FolderNames.stem(file));
                jsonOfCoco |= name.endsWith(".coco.json");
                return;
            }
            levels.peek().stems().add(FolderNames.stem(file));
            FolderNames.maskOf(FolderNames.stem(file))
                    .filter(levels.peek().stems()::contains)
                    .ifPresent(picture -> masks.add(source));
        }

        private static String prefix(String folder) {
            return folder.isEmpty() ? "" : folder + '/';
        }

        /** The layout of what was seen. */
        FolderLayout layout() {
            Map<String, Set<String>> below = new HashMap<>();
            for (String folder : folders) {
                String[] names = folder.split("/");
                for (int i = 0; i < names.length && !folder.isEmpty(); i++) {
                    below.computeIfAbsent(i == 0 ? "" : path(names, i - 1), f -> new TreeSet<>())
                            .add(names[i]);
                }
            }
            below.forEach((above, names) -> {
                boolean pictures = names.stream()
                        .anyMatch(name -> FolderNames.maybeContainer(name)
                                || FolderNames.split(name).isPresent());
                if (pictures) {
                    names.stream()
                            .filter(FolderNames::isAnnotations)
                            .forEach(name -> annotated.add(prefix(above) + name));
                }
            });
            return new FolderLayout(this, false, SplitLists.NONE);
        }

        private boolean isAnnotated() {
            return hidesClasses() || !masks.isEmpty() || beside || labelled;
        }

        private boolean hidesClasses() {
            return !annotated.isEmpty() || jsonOfCoco;
        }

        /** Whether one folder holds everything, and in it are splits, or folders of pictures. */
        private boolean isWrapped() {
            if (atTop || roots.size() != 1) {
                return false;
            }
            String root = roots.iterator().next();
            if (FolderNames.split(root).isPresent() || FolderNames.isContainer(root)) {
                return false;
            }
            return folders.stream()
                    .filter(folder -> folder.startsWith(root + "/"))
                    .map(folder -> folder.substring(root.length() + 1).split("/")[0])
                    .anyMatch(name -> FolderNames.split(name).isPresent() || FolderNames.isContainer(name));
        }

        private Kind kind() {
            if (hasAnnotated("labels")) {
                return Kind.YOLO;
            }
            if (hasAnnotated("annotations") && has(name -> name.equalsIgnoreCase("JPEGImages"))) {
                return Kind.VOC;
            }
            if (jsonOfCoco || has(FolderNames::isYearly)) {
                return Kind.COCO;
            }
            if (hasAnnotated("(train|val|test)annot")) {
                return Kind.CAMVID;
            }
            if (!masks.isEmpty() || hasAnnotated(".*(mask|segment|truth|gt).*")) {
                return Kind.MASKS;
            }
            if (!annotated.isEmpty()) {
                return Kind.ANNOTATED;
            }
            if (beside) {
                return Kind.BESIDE;
            }
            return !splits.isEmpty() ? Kind.SPLITS : classes.isEmpty() ? Kind.FLAT : Kind.CLASSES;
        }

        private boolean hasAnnotated(String pattern) {
            return annotated.stream()
                    .map(folder -> FolderNames.lower(folder.substring(folder.lastIndexOf('/') + 1)))
                    .anyMatch(name -> name.matches(pattern));
        }

        private boolean has(Predicate<String> named) {
            return folders.stream()
                    .flatMap(folder -> Arrays.stream(folder.split("/")))
                    .anyMatch(named);
        }

        private static String path(String[] names, int upTo) {
            return String.join("/", Arrays.asList(names).subList(0, upTo + 1));
        }
    }
}
