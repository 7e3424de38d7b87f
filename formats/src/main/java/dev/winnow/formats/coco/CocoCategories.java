package dev.winnow.formats.coco;

import dev.winnow.dataset.annotation.LabelIssue;
import dev.winnow.dataset.annotation.Origin;
import dev.winnow.dataset.annotation.Outcome;
import dev.winnow.dataset.annotation.Skeleton;
import dev.winnow.formats.labels.DeclaredCategory;
import dev.winnow.formats.labels.Found;
import dev.winnow.formats.labels.LabelSink;
import dev.winnow.formats.text.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The classes of a COCO file by their ids, which may be any numbers. */
final class CocoCategories {
    private static final int NAMED = 8;

    private final Map<String, DeclaredCategory> byId = new LinkedHashMap<>();
    private final List<String> ids = new ArrayList<>();

    /** Takes the next entry of {@code categories}. */
    void add(JsonObject category) {
        String id = category.text("id").orElse("");
        ids.add(id);
        byId.putIfAbsent(
                id,
                new DeclaredCategory(
                        category.text("name").orElse(""),
                        category.text("supercategory").orElse(""),
                        colour(category.get("color")),
                        skeleton(category)));
    }

    private static String colour(Object value) {
        if (!(value instanceof double[] rgb) || rgb.length != 3) {
            return "";
        }
        return String.format("#%02x%02x%02x", (int) rgb[0] & 255, (int) rgb[1] & 255, (int) rgb[2] & 255);
    }

    private static Skeleton skeleton(JsonObject category) {
        List<String> names = category.list("keypoints").stream()
                .map(name -> JsonObject.textOf(name).orElse(""))
                .toList();
        if (names.isEmpty()) {
            return Skeleton.NONE;
        }
        List<Skeleton.Link> links = new ArrayList<>();
        for (Object pair : category.list("skeleton")) {
            if (pair instanceof double[] ends && ends.length == 2) {
                links.add(new Skeleton.Link((int) ends[0] - 1, (int) ends[1] - 1)); // COCO counts from 1
            }
        }
        return new Skeleton(names, links);
    }

    Optional<DeclaredCategory> of(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** Some names of classes, for a sentence. */
    String names() {
        String names =
                byId.values().stream().limit(NAMED).map(DeclaredCategory::name).collect(Collectors.joining(", "));
        return names.isEmpty() ? "none" : byId.size() > NAMED ? names + ", …" : names;
    }

    /** Hands the classes over, without those that only group others. */
    void declare(String file, Collection<String> used, LabelSink sink) {
        Set<String> groups = byId.values().stream()
                .map(DeclaredCategory::supercategory)
                .collect(Collectors.toCollection(HashSet::new));
        Map<String, String> firstOf = new HashMap<>();
        Set<String> declared = new HashSet<>();
        for (int i = 0; i < ids.size(); i++) {
            DeclaredCategory category = byId.get(ids.get(i));
            Origin origin = new Origin(file, "categories[" + i + "]");
            boolean groupsOthers = groups.contains(category.name())
                    && byId.values().stream()
                            .anyMatch(other -> !other.name().equals(category.name())
                                    && other.supercategory().equals(category.name()));
            if (!used.contains(ids.get(i)) && groupsOthers) {
                sink.found(Found.of(
                        LabelIssue.CATEGORY_GROUP,
                        Outcome.IGNORED,
                        origin,
                        "Category '" + category.name()
                                + "' only groups others and labels nothing; left out of the classes."));
                continue;
            }
            String first = firstOf.putIfAbsent(category.name(), ids.get(i));
            if (first != null) {
                sink.found(Found.of(
                        LabelIssue.DUPLICATE_CATEGORY,
                        Outcome.FIXED,
                        origin,
                        "Two categories are called '" + category.name() + "' (ids " + first + ", " + ids.get(i)
                                + "); taken as one class."));
            } else if (declared.add(category.name())) {
                sink.category(category);
            }
        }
    }
}
