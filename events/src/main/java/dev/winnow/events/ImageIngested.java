package dev.winnow.events;

import dev.winnow.dataset.ImageMetadata;
import dev.winnow.dataset.Issue;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** An upload is a whole picture that can be decoded. On {@code images.ingested}, keyed by item. */
public record ImageIngested(ImageUploaded upload, ImageMetadata metadata, List<Issue> issues, Instant at)
        implements Event, ImageEvent {

    public ImageIngested {
        Objects.requireNonNull(upload, "upload");
        Objects.requireNonNull(metadata, "metadata");
        Objects.requireNonNull(at, "at");
        issues = List.copyOf(issues);
    }

    @Override
    public Topic topic() {
        return Topic.IMAGES_INGESTED;
    }

    @Override
    public String key() {
        return upload.key();
    }

    @Override
    public String id() {
        return upload.id("ingested");
    }

    @Override
    public String subject() {
        return upload.subject();
    }
}
