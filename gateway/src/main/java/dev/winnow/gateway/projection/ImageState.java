package dev.winnow.gateway.projection;

import dev.winnow.dataset.Rejection;

/** Where an image ends, or that it has not yet. Keys are a contract: they stand in summaries, manifests and URLs. */
public enum ImageState {
    IN_FLIGHT("in-flight"),
    ACCEPTED("accepted"),
    REJECTED("rejected"),
    QUARANTINED("quarantined"),
    REMOVED("removed");

    private final String key;

    ImageState(String key) {
        this.key = key;
    }

    /** Where an image ends that is kept out for this. */
    static ImageState of(Rejection rejection) {
        return rejection.reason().quarantines() ? QUARANTINED : REJECTED;
    }

    public String key() {
        return key;
    }

    public boolean isFinal() {
        return this != IN_FLIGHT;
    }
}
