package dev.winnow.gateway.rest;

import dev.winnow.events.DeadLetter;
import dev.winnow.gateway.access.Caller;
import dev.winnow.gateway.letters.LetterDesk;
import dev.winnow.gateway.letters.Letters;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.header.Header;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;

/** Records that a service gave up: what failed and why, sending it again, dropping it. */
@Path("/api/dead-letters")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Dead letters")
public class DeadLettersResource {
    private static final String LETTER = "{letter: [0-9a-f]{32}}";
    private static final int LONGEST_PREVIEW = 4_096;
    private static final int LONGEST_HEADER = 1_024;

    private final Letters letters;
    private final LetterDesk desk;
    private final Caller caller;

    public DeadLettersResource(Letters letters, LetterDesk desk, Caller caller) {
        this.letters = letters;
        this.desk = desk;
        this.caller = caller;
    }

    /**
     * @param letters the newest failure first
     * @param open letters of each service that somebody has to deal with, of all datasets
     * @param heldImages of the dataset, or of all: in flight, and come to no end before somebody deals with a letter
     */
    public record Listing(List<Letters.Letter> letters, Map<String, Long> open, long heldImages) {}

    /**
     * @param headers of the record, as text
     * @param value the beginning of the record's value as text, or null where it is too large for the letter or the letter is gone
     * @param obstacle why the record cannot be sent again, or null where it can
     * @param failures the last first, at most 100
     */
    public record Detail(
            Letters.Letter letter,
            Map<String, String> headers,
            String value,
            String obstacle,
            List<Letters.Attempt> failures) {}

    @GET
    @Operation(
            summary = "Dead letters, the newest failure first",
            description =
                    "Open ones unless 'state' says otherwise: OPEN, RESENT, DROPPED or ALL. Of one dataset, or of all; a"
                            + " letter whose record cannot be read may be of no known dataset.")
    public Listing deadLetters(
            @RestQuery String dataset,
            @RestQuery @DefaultValue("OPEN") String state,
            @RestQuery @DefaultValue("200") @Min(1) @Max(1000) int limit)
            throws SQLException {
        if (dataset != null) {
            Known.requireName(dataset);
        }
        List<Letters.Letter> found = letters.list(new Letters.Filter(dataset, state(state)), limit);
        return new Listing(found, letters.open(), letters.heldImages(dataset));
    }

    @GET
    @Path(LETTER)
    @Operation(summary = "One letter, with the beginning of its record and every failure")
    public Detail deadLetter(String letter) throws SQLException {
        Letters.Letter found = letters.letter(letter).orElseThrow(() -> unknown(letter));
        Optional<DeadLetter> copy = desk.copy(found);
        Map<String, String> headers = new TreeMap<>();
        copy.ifPresent(read -> read.ofRecord().forEach(header -> headers.put(header.key(), text(header))));
        return new Detail(
                found,
                headers,
                copy.map(DeadLetter::value).map(DeadLettersResource::preview).orElse(null),
                LetterDesk.obstacle(found).orElse(null),
                letters.attempts(letter));
    }

    @POST
    @Path(LETTER + "/resend")
    @Operation(
            summary = "Sends the letter's record to its topic again",
            description =
                    "As it was: bytes, key, headers, partition. Answered after the broker has acknowledged. A letter that was"
                            + " resent or dropped before is answered as it is, and nothing is sent. A record that fails again opens its letter"
                            + " again.")
    @APIResponse(
            responseCode = "202",
            description = "The letter as it is now",
            content = @Content(schema = @Schema(implementation = Letters.Letter.class)))
    public Response resendDeadLetter(String letter) throws SQLException {
        return closed(letter, "Cannot be resent", desk::resend);
    }

    @POST
    @Path(LETTER + "/drop")
    @Operation(
            summary = "Closes the letter without sending its record",
            description = "Answered after the broker has acknowledged. The record and the letter stay on their topics.")
    @APIResponse(
            responseCode = "202",
            description = "The letter as it is now",
            content = @Content(schema = @Schema(implementation = Letters.Letter.class)))
    public Response dropDeadLetter(String letter) throws SQLException {
        return closed(letter, "Cannot be dropped", desk::drop);
    }

    private interface Decision {
        Optional<Letters.Letter> make(String letter, String by) throws SQLException, LetterDesk.RefusedException;
    }

    private Response closed(String letter, String title, Decision decision) throws SQLException {
        try {
            return Response.accepted(decision.make(letter, caller.name()).orElseThrow(() -> unknown(letter)))
                    .build();
        } catch (LetterDesk.RefusedException e) {
            throw Problem.of(409, title, e.getMessage()).about("letter").exception();
        }
    }

    private static Letters.State state(String given) {
        if (given.equals("ALL")) {
            return null;
        }
        return Arrays.stream(Letters.State.values())
                .filter(state -> state.name().equals(given))
                .findFirst()
                .orElseThrow(() -> Problem.of(
                                400,
                                "Invalid parameter",
                                "state is " + given + ", which is none of [OPEN, RESENT, DROPPED, ALL]")
                        .about("state")
                        .exception());
    }

    private static Problem.ProblemException unknown(String letter) {
        return Problem.of(404, "Unknown letter", "There is no dead letter " + letter)
                .about("letter")
                .remedy("GET /api/dead-letters?state=ALL lists those there are")
                .exception();
    }

    private static String text(Header header) {
        return header.value() == null ? "" : text(header.value(), LONGEST_HEADER);
    }

    private static String preview(byte[] value) {
        return text(value, LONGEST_PREVIEW);
    }

    /** What is no text stands as replacement characters. */
    private static String text(byte[] bytes, int most) {
        String text = new String(bytes, 0, Math.min(bytes.length, most), StandardCharsets.UTF_8);
        return bytes.length > most ? text + '…' : text;
    }
}
