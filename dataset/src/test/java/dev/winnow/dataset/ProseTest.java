package dev.winnow.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The project's documents use the glossary's terms in sentences of a length that can be read. */
class ProseTest {
    private static final int MOST_WORDS = 35;
    private static final Path PROJECT = Path.of("..");
    private static final Pattern ITEM = Pattern.compile("\\s*([-*+]|\\d+[.)])\\s+");
    private static final Pattern SENTENCE_END = Pattern.compile("(?<=[.!?])[\"')*_]*\\s+(?=[\"'(*_]*[A-Z0-9])");

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "GLOSSARY.md"})
    void sentencesHaveAtMost35Words(String document) throws IOException {
        assertThat(sentences(Files.readString(PROJECT.resolve(document))))
                .filteredOn(sentence -> words(sentence) > MOST_WORDS)
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"})
    void retiredWordsAreGone(String document) throws IOException {
        String text = Files.readString(PROJECT.resolve(document))
                .toLowerCase(Locale.ROOT)
                .replaceAll("\\s+", " ");
        List<String> retired = retired();
        assertThat(retired).hasSizeGreaterThan(5);
        assertThat(retired).filteredOn(text::contains).isEmpty();
    }

    @Test
    void theGlossaryDefinesEachTermOnceAndAtMost60() throws IOException {
        List<String> terms = firstCells(glossary().split("## Retired words")[0]);
        assertThat(terms).hasSizeBetween(20, 60).doesNotHaveDuplicates();
    }

    @Test
    void codeAndTablesAreNoSentencesAndItemsAreTheirOwn() {
        assertThat(sentences("One two.\n```\nno. Sentence\n```\n| a | b |\n- Three `x. Y` four. Five\n- Six"))
                .containsExactly("One two.", "Three CODE four.", "Five", "Six");
    }

    private static String glossary() throws IOException {
        return Files.readString(PROJECT.resolve("GLOSSARY.md"));
    }

    private static List<String> retired() throws IOException {
        return firstCells(glossary().split("## Retired words")[1]).stream()
                .flatMap(cell -> Arrays.stream(cell.split(", ")))
                .toList();
    }

    /** The first cells of all tables, without their heads. */
    private static List<String> firstCells(String markdown) {
        List<String> cells = new ArrayList<>();
        for (String line : markdown.lines().toList()) {
            if (line.startsWith("|---")) {
                cells.remove(cells.size() - 1);
            } else if (line.startsWith("| ")) {
                cells.add(line.split("\\|")[1].strip());
            }
        }
        return cells;
    }

    private static long words(String sentence) {
        return Arrays.stream(sentence.split("\\s+"))
                .filter(word -> word.chars().anyMatch(Character::isLetterOrDigit))
                .count();
    }

    /** Sentences outside code blocks, tables and headings; a span of code counts as one word, a link as its text. */
    private static List<String> sentences(String markdown) {
        List<String> sentences = new ArrayList<>();
        StringBuilder block = new StringBuilder();
        boolean code = false;
        for (String line : (markdown + "\n\n").split("\n", -1)) {
            boolean fence = line.startsWith("```");
            boolean indented = line.startsWith("    ") && block.isEmpty();
            Matcher item = ITEM.matcher(line);
            boolean begins = item.lookingAt();
            if (fence || code || indented || begins || line.isBlank() || line.matches("\\s*([|#]|!\\[).*")) {
                split(block.toString(), sentences);
                block.setLength(0);
                code ^= fence;
                if (begins && !code && !fence && !indented) {
                    block.append(line.substring(item.end())).append(' ');
                }
            } else {
                block.append(line.strip()).append(' ');
            }
        }
        return sentences;
    }

    private static void split(String block, List<String> sentences) {
        String text = block.replaceAll("`[^`]*`", "CODE").replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1");
        for (String sentence : SENTENCE_END.split(text)) {
            if (words(sentence) > 0) {
                sentences.add(sentence.strip());
            }
        }
    }
}
