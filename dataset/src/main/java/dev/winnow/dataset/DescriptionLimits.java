package dev.winnow.dataset;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * How much an uploader may say of an image besides its bytes, on every way in. The description travels in each of the image's events.
 * Lengths are in characters of Java, which are code units of UTF-16.
 */
public final class DescriptionLimits {
    /** Most labels of one image. */
    public static final int MAX_LABELS = 200;

    public static final int MAX_LABEL_LENGTH = 256;
    public static final int MAX_GROUP_LENGTH = 256;
    public static final int MAX_METADATA_FIELDS = 64;
    public static final int MAX_METADATA_NAME_LENGTH = 128;
    public static final int MAX_METADATA_VALUE_LENGTH = 4096;

    /** Of all of it, in bytes as JSON: every event of the image holds it, and a broker takes no record of any size. */
    public static final int MAX_BYTES = 384 * 1024;

    private DescriptionLimits() {}

    /**
     * @param group or null
     * @throws IllegalArgumentException naming the limit that one part of the description exceeds, or all of it together
     */
    public static void require(List<String> labels, String group, Map<String, String> metadata) {
        requireLabels(labels);
        requireGroup(group);
        requireMetadata(metadata);
        long bytes = (group == null ? 0 : bytes(group))
                + labels.stream().mapToLong(DescriptionLimits::bytes).sum()
                + metadata.entrySet().stream()
                        .mapToLong(field -> bytes(field.getKey()) + bytes(field.getValue()))
                        .sum();
        if (bytes > MAX_BYTES) {
            throw new IllegalArgumentException("Labels, group and metadata of the image have " + bytes
                    + " bytes together, at most " + MAX_BYTES + " are taken: leave some metadata out");
        }
    }

    private static long bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length
                + text.chars().filter(c -> c == '"' || c == '\\').count()
                + 5 * text.chars().filter(Character::isISOControl).count();
    }

    /** @throws IllegalArgumentException naming the limit where there are too many labels, or one is too long */
    public static void requireLabels(List<String> labels) {
        if (labels.size() > MAX_LABELS) {
            throw new IllegalArgumentException("The image has " + labels.size() + " labels, at most " + MAX_LABELS
                    + " are taken: leave some out, or keep them as metadata");
        }
        labels.forEach(label -> requireText("A label", label, MAX_LABEL_LENGTH, false));
    }

    /**
     * @param group or null
     * @throws IllegalArgumentException naming the limit where it is too long
     */
    public static void requireGroup(String group) {
        if (group != null) {
            requireText("The group", group, MAX_GROUP_LENGTH, false);
        }
    }

    /** @throws IllegalArgumentException naming the limit where there are too many fields, or a name or value is too long */
    public static void requireMetadata(Map<String, String> metadata) {
        if (metadata.size() > MAX_METADATA_FIELDS) {
            throw new IllegalArgumentException("The image has " + metadata.size() + " metadata fields, at most "
                    + MAX_METADATA_FIELDS + " are taken: leave some out");
        }
        metadata.forEach((name, value) -> {
            requireText("The name of a metadata field", name, MAX_METADATA_NAME_LENGTH, false);
            requireText("The metadata field '" + name + "'", value, MAX_METADATA_VALUE_LENGTH, true);
        });
    }

    private static void requireText(String what, String text, int most, boolean lines) {
        if (text.length() > most) {
            throw new IllegalArgumentException(
                    what + " has " + text.length() + " characters, at most " + most + " are taken: shorten it");
        }
        if (text.chars().anyMatch(c -> Character.isISOControl(c) && !(lines && Character.isWhitespace(c)))
                || !StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new IllegalArgumentException(what + " holds a control character or half a character in '"
                    + Item.escaped(text) + "': leave it out");
        }
    }
}
