package dev.winnow.events;

import dev.winnow.dataset.Arrival;
import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.Item;
import dev.winnow.dataset.Split;
import dev.winnow.dataset.Traits;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Bytes were stored and are to be looked at. On {@code images.uploaded}, keyed by item.
 *
 * @param dataset the dataset's name
 * @param source the source key below the dataset
 * @param content of the bytes, which stand in the store under it
 * @param bytes how many there are
 * @param label the first label that the uploader gave, or null
 * @param group images of one group belong into one split (patient, video, scene), or null
 * @param layout the split whose folder the image came from, or null
 * @param metadata further fields of the uploader, kept as they are
 * @param specVersion the version of the dataset's spec the image is judged under
 * @param at when the upload was taken; of two uploads to one item the later one counts
 * @param labels all that the uploader gave, {@code label} first
 */
public record ImageUploaded(
        String dataset,
        String source,
        ContentHash content,
        long bytes,
        String label,
        String group,
        Split layout,
        Map<String, String> metadata,
        int specVersion,
        Instant at,
        List<String> labels)
        implements Event, ImageEvent {

    public ImageUploaded {
        Objects.requireNonNull(dataset, "dataset");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(content, "content");
        Objects.requireNonNull(at, "at");
        metadata = metadata == null ? Map.of() : Map.copyOf(metadata);
        if (labels == null || labels.isEmpty()) {
            labels = label == null ? List.of() : List.of(label); // uploads of before there could be several
        }
        labels = List.copyOf(labels);
        if (label != null && !label.equals(labels.get(0))) {
            throw new IllegalArgumentException(
                    "The first of the labels " + labels + " is not the label '" + label + "'");
        }
        label = labels.isEmpty() ? null : labels.get(0);
    }

    /** With one label or none. */
    public ImageUploaded(
            String dataset,
            String source,
            ContentHash content,
            long bytes,
            String label,
            String group,
            Split layout,
            Map<String, String> metadata,
            int specVersion,
            Instant at) {
        this(dataset, source, content, bytes, label, group, layout, metadata, specVersion, at, null);
    }

    public Item item() {
        return new Item(dataset, source);
    }

    /** The same upload, to be judged under another version of the dataset's spec. */
    public ImageUploaded withSpecVersion(int version) {
        return new ImageUploaded(dataset, source, content, bytes, label, group, layout, metadata, version, at, labels);
    }

    /** The field of {@link #metadata} that holds an image's tags, joined by {@code ;}. */
    public static final String TAGS = "tags";

    /** The same bytes in the same place, arriving again at {@code at} under a version of the dataset's spec. */
    public ImageUploaded again(int version, Instant at) {
        return new ImageUploaded(dataset, source, content, bytes, label, group, layout, metadata, version, at, labels);
    }

    /** With one label in place of those there are. */
    public ImageUploaded labelled(String only) {
        return new ImageUploaded(
                dataset, source, content, bytes, only, group, layout, metadata, specVersion, at, List.of(only));
    }

    /** With one more tag; the same where it has the tag. */
    public ImageUploaded tagged(String tag) {
        List<String> tags = new ArrayList<>(tags());
        if (tags.contains(tag)) {
            return this;
        }
        tags.add(tag);
        Map<String, String> more = new HashMap<>(metadata);
        more.put(TAGS, String.join(";", tags));
        return new ImageUploaded(dataset, source, content, bytes, label, group, layout, more, specVersion, at, labels);
    }

    /** Words that people gave the image beside its labels, in the order in which they came. */
    public List<String> tags() {
        String joined = metadata.get(TAGS);
        return joined == null || joined.isBlank() ? List.of() : List.of(joined.split(";"));
    }

    /**
     * What deciding about copies and splits needs to know.
     *
     * @param traits of the picture, or null
     */
    Arrival arrival(Traits traits) {
        return new Arrival(item().id(), source, content, labels, group, layout, metadata, specVersion, at, traits);
    }

    @Override
    public ImageUploaded upload() {
        return this;
    }

    @Override
    public Topic topic() {
        return Topic.IMAGES_UPLOADED;
    }

    @Override
    public String key() {
        return item().id();
    }

    @Override
    public String id() {
        return id("uploaded");
    }

    /** The id of what happened to this upload: the same content in the same place under the same spec gives the same id. */
    String id(String happened) {
        return happened + ":" + item().id() + ":" + content.hex().substring(0, 32) + ":" + specVersion;
    }

    @Override
    public String subject() {
        return item().id();
    }
}
