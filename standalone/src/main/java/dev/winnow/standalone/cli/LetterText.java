package dev.winnow.standalone.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Dead letters as lines on a terminal. */
final class LetterText {
    /** Enough of a letter's name to tell it from others. */
    static final int SHORT_NAME = 12;

    private LetterText() {}

    static String name(JsonNode letter) {
        return letter.path("letter").asText().substring(0, SHORT_NAME);
    }

    /** The image where it is known, else whatever names the record. */
    static String subject(JsonNode letter) {
        String dataset = letter.path("dataset").asText(null);
        String source = letter.path("source").asText(null);
        String key = letter.path("key").asText(null);
        if (source != null) {
            return line(source) + " of " + dataset;
        }
        if (dataset != null) {
            return "a record about " + dataset;
        }
        return key == null ? "a record without a key" : "a record with the key " + line(key);
    }

    static String attempts(JsonNode letter) {
        int attempts = letter.path("attempts").asInt();
        return attempts == 1 ? "failed once" : "failed " + attempts + " times";
    }

    /** To the second, in UTC. */
    static String time(JsonNode instant) {
        return Instant.parse(instant.asText())
                .truncatedTo(ChronoUnit.SECONDS)
                .toString()
                .replace('T', ' ')
                .replace("Z", " UTC");
    }

    /** One line, without what would drive a terminal. */
    static String line(String text) {
        return text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    }
}
