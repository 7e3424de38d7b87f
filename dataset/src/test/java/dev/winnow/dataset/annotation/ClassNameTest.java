package dev.winnow.dataset.annotation;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClassNameTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "traffic light",
                "Traffic Light",
                " TRAFFIC  LIGHT ",
                "traffic_light",
                "traffic-light",
                "traffic.light",
                "traffic - light",
                "trafficLight",
                "TrafficLight",
                "traffic\u00a0light",
                "traffic\u3000light",
                "traffic\u2010light",
                "traffic\tlight\n",
                "tra\u200bffic light",
                "\ufefftraffic light",
                "ｔｒａｆｆｉｃ　ｌｉｇｈｔ",
                "tra\ufb03c light"
            })
    void spellingsOfOneNameHaveOneNormalForm(String spelling) {
        assertThat(new ClassName(spelling).key()).isEqualTo("traffic light");
    }

    @ParameterizedTest
    @CsvSource({
        "cafe\u0301, CAF\u00c9",
        "stra\u00dfe, STRASSE",
        "\u039f\u03b4\u03cc\u03c2, \u039f\u0394\u038c\u03a3",
        "bird, B\u0130RD",
        "iPhone, iphone",
        "HTTPServer, http server",
    })
    void otherSpellingsAreTheSameToo(String one, String other) {
        assertThat(new ClassName(one).isSameAs(new ClassName(other))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"cat, cats", "car 1, car 2", "left hand, right hand", "'', ''", "'_', '-'"})
    void otherNamesAreNot(String one, String other) {
        assertThat(new ClassName(one).isSameAs(new ClassName(other))).isFalse();
    }

    @Test
    void theLocaleChangesNothing() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("tr"));
            assertThat(new ClassName("BIRD").key()).isEqualTo("bird");
        } finally {
            Locale.setDefault(before);
        }
    }

    /** A normal form is its own normal form, in whatever Unicode form, case and separators a name is written. */
    @Test
    void theNormalFormOfDrawnNamesIsStable() {
        Random random = new Random(16);
        List<String> parts =
                List.of("a", "B", "é", "É", "İ", "ı", "ß", "Σ", "ς", "ﬁ", "ａ", "1", "²", "日", "\u200b", "\u0301");
        List<String> gaps = List.of("", "", " ", "_", "-", ".", "\u00a0", "  ");
        for (int i = 0; i < 5_000; i++) {
            String name = random.ints(1 + random.nextInt(8), 0, parts.size())
                    .mapToObj(at -> parts.get(at) + gaps.get(random.nextInt(gaps.size())))
                    .collect(Collectors.joining());
            String key = new ClassName(name).key();

            assertThat(new ClassName(key).key()).as(name).isEqualTo(key);
            assertThat(new ClassName(Normalizer.normalize(name, Normalizer.Form.NFD)).key())
                    .as(name)
                    .isEqualTo(key);
        }
    }
}
