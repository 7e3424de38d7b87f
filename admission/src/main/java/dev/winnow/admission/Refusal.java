package dev.winnow.admission;

import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;

/**
 * An answer of the server before anybody worked on the request, as RFC 9457 writes it.
 *
 * @param reason a tag of {@code winnow_http_refused_total}
 * @param retryAfterSeconds 0 where asking again does not help
 */
record Refusal(int status, String reason, String title, String detail, int retryAfterSeconds) {

    static Refusal tooLarge(long most) {
        return new Refusal(
                413,
                "too-large",
                "The request is too large",
                "The body has more than the " + most + " bytes that are taken here: send a smaller file, or raise"
                        + " limits.maxBytes in the dataset's spec",
                0);
    }

    static Refusal tooSlow(String found) {
        return new Refusal(
                408, "too-slow", "The request is too slow", found + ": send it again over a faster connection", 0);
    }

    static Refusal tooMany(int uploads, int retryAfterSeconds) {
        return new Refusal(
                503,
                "too-many",
                "Too many uploads at a time",
                uploads + " uploads are under way, as many as are taken at a time: send it again in a few seconds",
                retryAfterSeconds);
    }

    /** Answers, and has the connection closed. Does nothing where an answer has begun. */
    void answer(HttpServerResponse response) {
        if (response.headWritten() || response.ended() || response.closed()) {
            return;
        }
        try {
            write(response);
        } catch (IllegalStateException answered) {
            // Another thread has begun its own answer meanwhile: that one goes out.
        }
    }

    private void write(HttpServerResponse response) {
        response.setStatusCode(status)
                .putHeader("Content-Type", "application/problem+json")
                .putHeader("Connection", "close");
        if (retryAfterSeconds > 0) {
            response.putHeader("Retry-After", Integer.toString(retryAfterSeconds));
        }
        response.end(new JsonObject()
                .put("type", "about:blank")
                .put("title", title)
                .put("status", status)
                .put("detail", detail)
                .encode());
    }
}
