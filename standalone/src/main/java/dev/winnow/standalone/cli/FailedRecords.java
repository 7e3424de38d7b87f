package dev.winnow.standalone.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.winnow.standalone.Failure;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** What an import does about the dead letters of its dataset: those of before are tried again, those that are left are named. */
final class FailedRecords {
    private static final int MOST = 1_000;
    private static final int SHOWN = 20;

    private FailedRecords() {}

    /** Sends again what failed before this import. */
    static void resend(PrintStream out, GatewayClient gateway, String dataset) {
        int sent = 0;
        List<String> refused = new ArrayList<>();
        for (JsonNode letter : gateway.deadLetters(dataset, "OPEN", MOST).path("letters")) {
            try {
                gateway.resendLetter(letter.path("letter").asText());
                sent++;
            } catch (Failure e) {
                refused.add(LetterText.subject(letter) + ": " + e.getMessage());
            }
        }
        if (sent > 0) {
            out.println(sent + (sent == 1 ? " record that failed before is" : " records that failed before are")
                    + " tried again.");
        }
        refused.forEach(sentence -> out.println("  not tried again: " + sentence));
    }

    /**
     * Names what is among the dead letters.
     *
     * @return how many there are
     */
    static long tell(PrintStream out, GatewayClient gateway, String dataset) {
        long open = gateway.summary(dataset).path("deadLetters").asLong();
        if (open == 0) {
            return 0;
        }
        for (JsonNode letter : gateway.deadLetters(dataset, "OPEN", SHOWN).path("letters")) {
            out.printf(
                    "  failed: %s: %s gave it up: %s%n",
                    LetterText.subject(letter),
                    letter.path("service").asText(),
                    LetterText.line(letter.path("reason").asText()));
        }
        if (open > SHOWN) {
            out.println("  and " + (open - SHOWN) + " more");
        }
        out.println("The same command tries " + (open == 1 ? "it" : "them")
                + " again. 'winnow dead-letters' and the dashboard's page /dead-letters show, resend and drop "
                + (open == 1 ? "it." : "them."));
        out.println();
        return open;
    }
}
