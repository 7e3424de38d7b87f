package dev.winnow.formats.labels;

import dev.winnow.dataset.annotation.Finding;
import dev.winnow.dataset.annotation.LabelIssue;
import dev.winnow.dataset.annotation.Origin;
import dev.winnow.dataset.annotation.Outcome;
import dev.winnow.dataset.annotation.PictureSize;
import dev.winnow.formats.labels.Pictures.Match;
import dev.winnow.formats.labels.Pictures.Picture;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Links the references of one reading to pictures and says what is wrong with them. Remembers which pictures were linked. Not safe for
 * use by several threads.
 */
public final class PictureLinks {
    private final Pictures pictures;
    private final Set<String> linked = new HashSet<>();

    public PictureLinks(Pictures pictures) {
        this.pictures = pictures;
    }

    /**
     * A reference and its picture.
     *
     * @param image the picture's name, or the reference where no picture was found or none is known
     * @param found whether there is one picture
     * @param findings what is wrong with the reference
     */
    public record Link(String image, boolean found, Optional<PictureSize> size, List<Finding> findings) {

        /** Whether the name may not be used at all. */
        public boolean escapes() {
            return findings.stream().anyMatch(finding -> finding.issue() == LabelIssue.PATH_ESCAPES);
        }
    }

    /**
     * Links a reference in a file.
     *
     * @param origin of the reference
     * @param reference as written
     */
    public Link link(Origin origin, String reference) {
        List<Finding> findings = new ArrayList<>();
        String path = reference;
        if (path.indexOf('\\') >= 0 && !path.contains("://")) {
            path = path.replace('\\', '/');
            findings.add(Found.changed(
                    LabelIssue.PATH_SEPARATOR,
                    Outcome.FIXED,
                    origin,
                    "The file name '" + reference + "' uses back slashes; read as slashes.",
                    new Finding.Change(reference, path)));
        }
        Optional<String> resolved = resolved(path, folder(origin.file()));
        if (resolved.isEmpty()) {
            findings.add(Found.of(
                    LabelIssue.PATH_ESCAPES,
                    Outcome.REFUSED,
                    origin,
                    "The file name '" + reference + "' leaves the dataset; refused."));
            return new Link(reference, false, Optional.empty(), findings);
        }
        Match match = pictures.find(resolved.get());
        if (match instanceof Match.None && !resolved.get().equals(path)) {
            match = pictures.find(path);
        }
        if (match instanceof Match.One one) {
            linked.add(one.picture().name());
            return new Link(one.picture().name(), true, one.picture().size(), findings);
        }
        if (match instanceof Match.Several several) {
            findings.add(Found.of(
                    LabelIssue.MISSING_IMAGE,
                    Outcome.ASKED,
                    origin,
                    "Picture '" + reference + "' may be "
                            + several.pictures().stream()
                                    .map(picture -> "'" + picture.name() + "'")
                                    .collect(Collectors.joining(" or "))
                            + ": name its folder."));
        } else if (pictures.known()) {
            findings.add(Found.of(
                    LabelIssue.MISSING_IMAGE,
                    Outcome.REFUSED,
                    origin,
                    "Picture '" + reference + "' is named in the labels and is not there."));
        }
        return new Link(path, false, Optional.empty(), findings);
    }

    /**
     * Links the one label file of a request. If there is one picture, it is for that, whatever both are called.
     *
     * @param name of the label file
     * @param references names of the picture, the likeliest first
     */
    public Link linkLone(String name, String... references) {
        List<Picture> all = pictures.known() ? pictures.all() : List.of();
        if (all.size() == 1) {
            linked.add(all.get(0).name());
            return new Link(all.get(0).name(), true, all.get(0).size(), List.of());
        }
        return linkFile(name, references);
    }

    /**
     * Links a label file that belongs to one picture by its name.
     *
     * @param name of the label file
     * @param references names of the picture, the likeliest first, with or without extension
     */
    public Link linkFile(String name, String... references) {
        return linkFile(name, picture -> true, references);
    }

    /**
     * Links a label file that belongs to one picture by its name.
     *
     * @param mayBe whether a picture, by its name, may be the one
     */
    public Link linkFile(String name, Predicate<String> mayBe, String... references) {
        Match last = new Match.None();
        for (String reference : new LinkedHashSet<>(List.of(references))) {
            Match match = reference.isEmpty() ? last : pictures.find(reference);
            if (match instanceof Match.One one && mayBe.test(one.picture().name())) {
                linked.add(one.picture().name());
                return new Link(one.picture().name(), true, one.picture().size(), List.of());
            }
            if (match instanceof Match.Several) {
                last = match;
                break;
            }
        }
        Origin origin = new Origin(name, name);
        if (last instanceof Match.Several several) {
            return new Link(
                    references[0],
                    false,
                    Optional.empty(),
                    List.of(Found.of(
                            LabelIssue.ORPHAN_LABEL,
                            Outcome.ASKED,
                            origin,
                            "Label file '" + name + "' may be for "
                                    + several.pictures().stream()
                                            .map(picture -> "'" + picture.name() + "'")
                                            .collect(Collectors.joining(" or "))
                                    + ": put it in the folder that corresponds to its picture's.")));
        }
        List<Finding> findings = pictures.known()
                ? List.of(Found.of(
                        LabelIssue.ORPHAN_LABEL, Outcome.REFUSED, origin, "Label file '" + name + "' has no picture."))
                : List.of();
        return new Link(references[0], false, Optional.empty(), findings);
    }

    /** Says of each picture that no label file was linked to that it has none. */
    public void reportUnlabelled(LabelSink sink) {
        for (Picture picture : pictures.all()) {
            if (!linked.contains(picture.name())) {
                sink.found(Found.of(
                        LabelIssue.NO_LABEL_FILE,
                        Outcome.KEPT,
                        new Origin(picture.name(), picture.name()),
                        "Picture '" + picture.name()
                                + "' has no label file; not the same as a picture known to hold nothing."));
            }
        }
    }

    /** The folder of a file, empty for none. */
    public static String folder(String name) {
        return name.substring(0, Math.max(0, name.lastIndexOf('/')));
    }

    /** The path without {@code ..}, which counts from the folder, or nothing where it leads out of the dataset. */
    private static Optional<String> resolved(String path, String folder) {
        String decoded =
                path.replace("%2e", ".").replace("%2E", ".").replace("%2f", "/").replace("%2F", "/");
        if (!('/' + decoded + '/').contains("/../")) {
            return Optional.of(path);
        }
        Deque<String> names = new ArrayDeque<>();
        for (String name : ((decoded.startsWith("/") ? "" : folder + '/') + decoded).split("/")) {
            if (name.equals("..")) {
                if (names.isEmpty()) {
                    return Optional.empty();
                }
                names.removeLast();
            } else if (!name.isEmpty() && !name.equals(".")) {
                names.addLast(name);
            }
        }
        return Optional.of(String.join("/", names));
    }
}
