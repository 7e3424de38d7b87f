package dev.winnow.events;

/** A fact about one image; nests the one before it. */
public interface ImageEvent {

    /** The upload that all of this is about. */
    ImageUploaded upload();
}
