package dev.winnow.admission;

/** How large an upload may be. Asked on the event loop: must not block. */
@FunctionalInterface
public interface UploadLimit {

    /**
     * Most bytes of the request's body, whether the dataset is known or not.
     *
     * @param form whether the body is a multipart form, which may hold several files
     */
    long maxBytes(String dataset, boolean form);
}
