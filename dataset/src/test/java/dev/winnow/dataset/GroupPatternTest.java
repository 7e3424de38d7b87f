package dev.winnow.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GroupPatternTest {

    @ParameterizedTest
    @CsvSource({
        "^([^/]+)/, cat/1.jpg, cat",
        "patient(\\d+), scans/patient17_a.png, 17",
        "^(?:train|val)/(\\w+?)_, train/ab_cd_1.jpg, ab",
        "'(?i)^(DAY\\d{1,2})', day12/x, day12",
        "([[:alpha:]]+)\\d, x/ab1, ab",
    })
    void theFirstCapturingGroupNamesTheGroup(String pattern, String source, String group) {
        assertThat(GroupPattern.of(pattern).groupOf(source)).isEqualTo(group);
    }

    @Test
    void aKeyWithoutThePatternHasNoGroup() {
        assertThat(GroupPattern.of("^(\\d+)/").groupOf("cat/1.jpg")).isNull();
        assertThat(GroupPattern.of("cat(x)?").groupOf("cat/1.jpg")).isNull();
    }

    /** Each of these takes a backtracking matcher longer than the test runs. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "^((a+)+)+$",
                "^(([a-z0-9/]+)+)+_$",
                "^(a|aa)+$",
                "^(a|a)*$",
                "^(.*)*.*.*.*.*.*.*.*.*x$",
                ".*(?:|){40}(z)",
                "(a?){30}a{30}b",
                "^(\\w*\\W?)*_$"
            })
    void noPatternTakesMoreThanLinearTime(String pattern) {
        GroupPattern group = GroupPattern.of(pattern);

        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> group.groupOf("a".repeat(1023) + "!"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "((a{1000}){1000})",
                "(((((((x{10}){10}){10}){10}){10}){10}){10})",
                "((a{1000,}){999})",
                "([a]{1000}[b]{1000}[c]{1000})",
                "(\\p{L}{1000}\\Q..\\E{1000}x{1000})"
            })
    void aPatternThatIsLargeWithItsRepetitionsWrittenOutIsRefused(String pattern) {
        assertThatThrownBy(() -> GroupPattern.of(pattern))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "whose repetitions come to more than 2000 instructions: use + or * in place of large counts");
    }

    @ParameterizedTest
    @CsvSource({
        "(?=a)(b), RE2 has no lookaround",
        "(a)\\1, no regular expression in RE2 syntax",
        "abc, expected a pattern with a capturing group",
        "([\\w&&[^_]]+), uses '&&'",
        "(, no regular expression in RE2 syntax",
    })
    void whatCannotBeUsedIsRefusedWithASentence(String pattern, String sentence) {
        assertThatThrownBy(() -> GroupPattern.of(pattern))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(sentence)
                .hasMessageStartingWith("split.groupPattern");
        assertThat(GroupPattern.problem(pattern)).isPresent();
    }

    @Test
    void aLongPatternIsRefused() {
        assertThatThrownBy(() -> GroupPattern.of("(" + "x".repeat(GroupPattern.MAX_LENGTH) + ")"))
                .hasMessageContaining("has 502 characters, expected at most 500");
    }
}
