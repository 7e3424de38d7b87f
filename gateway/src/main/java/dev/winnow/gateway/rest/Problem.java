package dev.winnow.gateway.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import jakarta.ws.rs.core.Response;

/**
 * What went wrong, as RFC 9457 writes it.
 *
 * @param key the parameter or spec key that is to blame, or null
 * @param remedy what to do about it, or null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(String type, String title, int status, String detail, String key, String remedy) {
    static final String MEDIA_TYPE = "application/problem+json";

    static Problem of(int status, String title, String detail) {
        return new Problem("about:blank", title, status, detail, null, null);
    }

    Problem about(String blamedKey) {
        return new Problem(type, title, status, detail, blamedKey, remedy);
    }

    Problem remedy(String whatToDo) {
        return new Problem(type, title, status, detail, key, whatToDo);
    }

    Response response() {
        return Response.status(status).type(MEDIA_TYPE).entity(this).build();
    }

    /** Answers a request that came to no resource. */
    void end(HttpServerResponse response) {
        response.setStatusCode(status)
                .putHeader("Content-Type", MEDIA_TYPE)
                .end(JsonObject.mapFrom(this).encode());
    }

    ProblemException exception() {
        return new ProblemException(this);
    }

    /** Ends a request with a problem. */
    static final class ProblemException extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient Problem problem;

        ProblemException(Problem problem) {
            super(problem.detail());
            this.problem = problem;
        }

        Problem problem() {
            return problem;
        }
    }
}
