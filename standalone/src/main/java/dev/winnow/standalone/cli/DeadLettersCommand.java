package dev.winnow.standalone.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.winnow.events.EventJson;
import dev.winnow.standalone.Failure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What services gave up: lists it, shows one, sends records again, drops letters. */
@Command(
        name = "dead-letters",
        description = "List, show, resend and drop what a running Winnow gave up.",
        mixinStandardHelpOptions = true,
        subcommands = {
            DeadLettersCommand.ListCommand.class,
            DeadLettersCommand.ShowCommand.class,
            DeadLettersCommand.ResendCommand.class,
            DeadLettersCommand.DropCommand.class
        })
final class DeadLettersCommand implements Runnable {
    private static final int MOST = 1_000;
    private static final int SHORTEST_NAME = 4;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(System.out);
    }

    /** Which gateway, and how answers are printed. */
    static final class Asked {
        @Option(
                names = "--to",
                paramLabel = "URL",
                description = "The gateway (default: ${DEFAULT-VALUE})",
                defaultValue = "http://localhost:8080")
        private String url;

        @Option(names = "--json", description = "Print JSON")
        private boolean json;

        private GatewayClient gateway() {
            return GatewayClient.to(url);
        }
    }

    @Command(
            name = "list",
            description = "List the letters that nobody has resent or dropped, the newest failure first.",
            mixinStandardHelpOptions = true)
    static final class ListCommand implements Callable<Integer> {
        @Mixin
        private Asked asked;

        @Option(names = "--dataset", paramLabel = "NAME", description = "Of this dataset only")
        private String dataset;

        @Option(names = "--all", description = "Closed letters too")
        private boolean all;

        @Override
        public Integer call() {
            JsonNode answer = asked.gateway().deadLetters(dataset, all ? "ALL" : "OPEN", MOST);
            if (asked.json) {
                print(answer);
                return 0;
            }
            JsonNode letters = answer.path("letters");
            if (letters.isEmpty()) {
                System.out.println(all ? "There are no dead letters." : "No dead letter is open.");
                return 0;
            }
            for (JsonNode letter : letters) {
                String state = letter.path("state").asText();
                System.out.printf(
                        "%s  %s, %s%s%n              %s, %s: %s%n",
                        LetterText.name(letter),
                        letter.path("service").asText(),
                        LetterText.subject(letter),
                        state.equals("OPEN") ? "" : " (" + state.toLowerCase(java.util.Locale.ROOT) + ")",
                        LetterText.attempts(letter),
                        LetterText.time(letter.path("lastAt")),
                        LetterText.line(letter.path("reason").asText()));
            }
            if (letters.size() == MOST) {
                System.out.println("Only the newest " + MOST + " are listed.");
            }
            return 0;
        }
    }

    @Command(
            name = "show",
            description = "Show one letter: its record, and each time that it failed.",
            mixinStandardHelpOptions = true)
    static final class ShowCommand implements Callable<Integer> {
        @Mixin
        private Asked asked;

        @Parameters(index = "0", paramLabel = "LETTER", description = "Its name, or the beginning of it")
        private String name;

        @Override
        public Integer call() {
            GatewayClient gateway = asked.gateway();
            JsonNode answer = gateway.deadLetter(named(gateway, name));
            if (asked.json) {
                print(answer);
                return 0;
            }
            JsonNode letter = answer.path("letter");
            row("letter", letter.path("letter").asText());
            row(
                    "state",
                    letter.path("state").asText().toLowerCase(java.util.Locale.ROOT)
                            + (letter.hasNonNull("closedAt") ? " " + LetterText.time(letter.path("closedAt")) : ""));
            row(
                    "about",
                    LetterText.subject(letter)
                            + (letter.hasNonNull("imageState")
                                    ? ", whose image is "
                                            + letter.path("imageState").asText()
                                    : ""));
            row("service", letter.path("service").asText());
            row(
                    "record",
                    letter.hasNonNull("topic")
                            ? letter.path("topic").asText() + ", partition " + letter.path("partition") + ", offset "
                                    + letter.path("offset")
                            : "its place is not known");
            row("bytes", letter.path("bytes").asText());
            for (JsonNode failure : answer.path("failures")) {
                row(
                        "failed",
                        LetterText.time(failure.path("at")) + ": "
                                + LetterText.line(failure.path("reason").asText()));
            }
            answer.path("headers")
                    .fields()
                    .forEachRemaining(header -> row(
                            "header",
                            header.getKey() + ": "
                                    + LetterText.line(header.getValue().asText())));
            if (answer.hasNonNull("value")) {
                row("value", LetterText.line(answer.path("value").asText()));
            }
            if (answer.hasNonNull("obstacle")) {
                row("resend", "not possible. " + answer.path("obstacle").asText());
            }
            return 0;
        }

        private static void row(String name, String value) {
            System.out.printf("  %-8s %s%n", name, value);
        }
    }

    /** Which letters a decision is about. */
    static final class Chosen {
        @Parameters(arity = "0..*", paramLabel = "LETTER", description = "Their names, or the beginnings of them")
        private List<String> names = new ArrayList<>();

        @Option(names = "--all", description = "All that are open")
        private boolean all;

        @Option(names = "--dataset", paramLabel = "NAME", description = "With --all: of this dataset only")
        private String dataset;

        private Set<String> letters(GatewayClient gateway) {
            if (all != names.isEmpty() || (dataset != null && !all)) {
                throw Failure.askedWrong(
                        "Name letters, or give --all, with --dataset NAME for those of one dataset; 'winnow dead-letters"
                                + " list' names them");
            }
            Set<String> letters = new LinkedHashSet<>();
            if (all) {
                gateway.deadLetters(dataset, "OPEN", MOST)
                        .path("letters")
                        .forEach(letter -> letters.add(letter.path("letter").asText()));
            } else {
                names.forEach(name -> letters.add(named(gateway, name)));
            }
            return letters;
        }
    }

    @Command(
            name = "resend",
            description = "Send the records of letters to their topics again, as they were.",
            mixinStandardHelpOptions = true)
    static final class ResendCommand implements Callable<Integer> {
        @Mixin
        private Asked asked;

        @Mixin
        private Chosen chosen;

        @Override
        public Integer call() {
            GatewayClient gateway = asked.gateway();
            return decide(chosen.letters(gateway), gateway::resendLetter, "resent", asked.json);
        }
    }

    @Command(
            name = "drop",
            description = "Close letters without sending their records.",
            mixinStandardHelpOptions = true)
    static final class DropCommand implements Callable<Integer> {
        @Mixin
        private Asked asked;

        @Mixin
        private Chosen chosen;

        @Override
        public Integer call() {
            GatewayClient gateway = asked.gateway();
            return decide(chosen.letters(gateway), gateway::dropLetter, "dropped", asked.json);
        }
    }

    /** Decides about each letter; one that is refused keeps the others from nothing. */
    private static int decide(Set<String> letters, Function<String, JsonNode> decision, String done, boolean json) {
        ArrayNode answers = EventJson.mapper().createArrayNode();
        int failed = 0;
        for (String name : letters) {
            try {
                JsonNode letter = decision.apply(name);
                answers.add(letter);
                if (!json) {
                    boolean now = letter.path("state").asText().equalsIgnoreCase(done);
                    System.out.printf(
                            "%s  %s: %s%n",
                            LetterText.name(letter),
                            LetterText.subject(letter),
                            now
                                    ? done
                                    : "was " + letter.path("state").asText().toLowerCase(java.util.Locale.ROOT)
                                            + " before; nothing was done");
                }
            } catch (Failure e) {
                failed++;
                System.err.println("winnow: " + name.substring(0, LetterText.SHORT_NAME) + ": " + e.getMessage());
            }
        }
        if (json) {
            print(answers);
        } else if (letters.isEmpty()) {
            System.out.println("No dead letter is open.");
        }
        return failed == 0 ? 0 : Failure.WENT_WRONG;
    }

    /** The letter's whole name. */
    private static String named(GatewayClient gateway, String beginning) {
        if (!beginning.matches("[0-9a-f]{" + SHORTEST_NAME + ",32}")) {
            throw Failure.askedWrong("'" + beginning + "' names no letter: give at least " + SHORTEST_NAME
                    + " of the digits that 'winnow dead-letters list' prints");
        }
        List<String> fitting = new ArrayList<>();
        gateway.deadLetters(null, "ALL", MOST).path("letters").forEach(letter -> {
            String name = letter.path("letter").asText();
            if (name.startsWith(beginning)) {
                fitting.add(name);
            }
        });
        if (fitting.size() == 1) {
            return fitting.get(0);
        }
        if (fitting.isEmpty() && beginning.length() == 32) {
            return beginning; // an old one: the gateway knows
        }
        throw Failure.askedWrong(
                fitting.isEmpty()
                        ? "No letter's name begins with " + beginning + ": 'winnow dead-letters list --all' names them"
                        : fitting.size() + " letters' names begin with " + beginning + ": give more of its digits");
    }

    private static void print(JsonNode answer) {
        try {
            System.out.println(
                    EventJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(answer));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
