package dev.winnow.ingest;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.winnow.events.ImageUploaded;

/** What became of one file of an upload so far. */
public sealed interface UploadAnswer {

    /** As an HTTP status code. */
    int status();

    /** It is stored, and the broker has acknowledged the event. */
    record Receipt(String item, String source, String content, long bytes, int specVersion, int status)
            implements UploadAnswer {
        static Receipt of(ImageUploaded upload) {
            return new Receipt(
                    upload.key(), upload.source(), upload.content().hex(), upload.bytes(), upload.specVersion(), 202);
        }
    }

    /**
     * It was not taken, as RFC 9457 writes it.
     *
     * @param source the name under which the file was sent; null where it had none or was the only one
     * @param retryAfterSeconds 0 where sending it again does not help; not part of the answer's body
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Refusal(
            String source,
            String type,
            String title,
            int status,
            String detail,
            @JsonIgnore int retryAfterSeconds) implements UploadAnswer {
        static Refusal of(int status, String title, String detail) {
            return new Refusal(null, "about:blank", title, status, detail, 0);
        }

        Refusal retryAfter(int seconds) {
            return new Refusal(source, type, title, status, detail, seconds);
        }

        Refusal ofFile(String name) {
            return new Refusal(name, type, title, status, detail, retryAfterSeconds);
        }
    }
}
