package dev.winnow.gateway.rest;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import dev.winnow.events.Declarations.NotDeclaredException;
import dev.winnow.events.Declarations.TooManyVersionsException;
import dev.winnow.events.RecordsAtRest;
import dev.winnow.events.spec.InvalidSpecException;
import dev.winnow.gateway.kafka.Announcer.EventTooLargeException;
import dev.winnow.gateway.kafka.Announcer.NotAnnouncedException;
import dev.winnow.gateway.specs.Specs.PreconditionFailedException;
import dev.winnow.storage.ImageStore;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.nio.channels.ClosedChannelException;
import java.sql.SQLException;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Turns every failure into a problem a caller can act on, and none into a look inside. */
class ProblemMappers {
    private static final Logger LOG = Logger.getLogger(ProblemMappers.class);
    private static final Pattern QUOTED_KEY = Pattern.compile("^(?:Unknown key ')?([A-Za-z][\\w.\\[\\]]*)(?:'| is |:)");

    @ServerExceptionMapper
    Response problem(Problem.ProblemException e) {
        return e.problem().response();
    }

    @ServerExceptionMapper
    Response spec(InvalidSpecException e) {
        Problem problem = Problem.of(400, "Invalid spec", e.getMessage());
        Matcher key = QUOTED_KEY.matcher(e.getMessage());
        return (key.find() && !key.group(1).equals("The") ? problem.about(key.group(1)) : problem).response();
    }

    @ServerExceptionMapper
    Response precondition(PreconditionFailedException e) {
        return Problem.of(412, "Precondition failed", e.getMessage())
                .remedy("Read the spec again and send its ETag as If-Match")
                .response();
    }

    @ServerExceptionMapper
    Response validation(ConstraintViolationException e) {
        ConstraintViolation<?> first = e.getConstraintViolations().iterator().next();
        String path = first.getPropertyPath().toString();
        String key = path.substring(path.lastIndexOf('.') + 1);
        return Problem.of(
                        400,
                        "Invalid parameter",
                        key + " is " + first.getInvalidValue() + ", which " + first.getMessage())
                .about(key)
                .response();
    }

    /** JSON of another shape than expected. */
    @ServerExceptionMapper
    Response shape(MismatchedInputException e) {
        String key = e.getPath().stream()
                .map(JsonMappingException.Reference::getFieldName)
                .filter(Objects::nonNull)
                .collect(Collectors.joining("."));
        Problem problem = Problem.of(
                400,
                "Invalid body",
                key.isEmpty() ? "The body is not of the expected shape" : key + " is not of the expected type");
        return (key.isEmpty() ? problem : problem.about(key)).response();
    }

    @ServerExceptionMapper
    Response announced(NotAnnouncedException e) {
        return brokerAway(e);
    }

    @ServerExceptionMapper
    Response declared(NotDeclaredException e) {
        return brokerAway(e);
    }

    @ServerExceptionMapper
    Response versions(TooManyVersionsException e) {
        return Problem.of(413, "Too many versions", e.getMessage())
                .remedy("A spec travels with all its earlier versions: declare a new dataset")
                .response();
    }

    private static Response brokerAway(RuntimeException e) {
        LOG.error("a change could not be announced", e);
        return Response.fromResponse(Problem.of(503, "Broker not available", e.getMessage())
                        .remedy("Try again; a change that came through all the same is not made twice")
                        .response())
                .header("Retry-After", "10")
                .build();
    }

    @ServerExceptionMapper
    Response read(RecordsAtRest.NotReadException e) {
        LOG.warnf("a record could not be read from the broker reason=%s", e.getMessage());
        return Response.fromResponse(Problem.of(503, "Broker not available", e.getMessage())
                        .remedy("Try again")
                        .response())
                .header("Retry-After", "10")
                .build();
    }

    @ServerExceptionMapper
    Response tooLarge(EventTooLargeException e) {
        return eventTooLarge(e);
    }

    private static Response eventTooLarge(RuntimeException e) {
        LOG.error("a change is too large to be announced", e);
        return Problem.of(413, "Event too large", e.getMessage())
                .remedy("Make the change smaller")
                .response();
    }

    @ServerExceptionMapper
    Response missing(ImageStore.MissingContentException e) {
        return Problem.of(404, "Not found", "The store holds no such content").response();
    }

    /** Whoever asked has gone: nobody reads the answer, and nothing is wrong. */
    @ServerExceptionMapper
    Response gone(ClosedChannelException e) {
        return Response.status(499).build();
    }

    @ServerExceptionMapper
    Response database(SQLException e) {
        if (e.getSQLState() != null && e.getSQLState().startsWith("22")) { // data exception: text no row can hold
            return Problem.of(400, "Invalid parameter", "A parameter holds a value that cannot be looked for")
                    .response();
        }
        LOG.warnf("the database failed a request reason=%s", e.getMessage());
        LOG.debug("the database failed a request", e);
        return Response.fromResponse(
                        Problem.of(503, "Database not available", "The read model cannot be read at the moment")
                                .remedy("Try again; /q/health/ready says more")
                                .response())
                .header("Retry-After", "5")
                .build();
    }

    @ServerExceptionMapper
    Response http(WebApplicationException e, @Context UriInfo uri) {
        Response.StatusType status = e.getResponse().getStatusInfo();
        if (status.getStatusCode() == 404 && e.getCause() != null) { // a parameter that is not of its type
            return notOfItsType(e.getCause(), uri);
        }
        String detail = switch (status.getStatusCode()) {
            case 400 -> "The request or its body has no valid form";
            case 404 -> "Nothing is served at this path, or a parameter in it has no valid form";
            case 405 -> "This path does not take this method";
            case 406 -> "This path does not serve any of the media types asked for";
            case 415 -> "This path does not take this media type";
            default -> status.getReasonPhrase();
        };
        Response.ResponseBuilder response =
                Response.fromResponse(Problem.of(status.getStatusCode(), status.getReasonPhrase(), detail)
                        .response());
        String allow = e.getResponse().getHeaderString("Allow");
        return (allow == null ? response : response.header("Allow", allow)).build();
    }

    private static Response notOfItsType(Throwable cause, UriInfo uri) {
        String message = String.valueOf(cause.getMessage());
        return uri.getQueryParameters().entrySet().stream()
                .filter(parameter -> parameter.getValue().stream().anyMatch(value -> names(message, value)))
                .findFirst()
                .map(parameter -> Problem.of(
                                400,
                                "Invalid parameter",
                                parameter.getKey() + " is "
                                        + parameter.getValue().get(0) + ", which is not a number, or too large a one")
                        .about(parameter.getKey()))
                .orElseGet(() -> Problem.of(400, "Invalid parameter", "A parameter has no valid form"))
                .response();
    }

    /** Whether the message of a failed conversion is about this value. */
    private static boolean names(String message, String value) {
        return message.contains('"' + value + '"') || value.isEmpty() && message.contains("empty String");
    }

    @ServerExceptionMapper
    Response unexpected(Exception e) {
        LOG.error("a request failed", e);
        return Problem.of(500, "Internal error", "The gateway failed; its log says more")
                .response();
    }
}
