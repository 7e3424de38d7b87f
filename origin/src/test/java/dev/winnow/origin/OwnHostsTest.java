package dev.winnow.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OwnHostsTest {
    private final OwnHosts local = new OwnHosts("127.0.0.1", List.of());
    private final OwnHosts named = new OwnHosts("0.0.0.0", List.of("winnow.example.org", "winnow.example.net:8443"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LOCALHOST:8086",
                "localhost.:1",
                "127.0.0.1:8086",
                "127.1.2.3",
                "[::1]:8086",
                "[0:0:0:0:0:0:0:1]"
            })
    void aLocalServerAnswersForThisMachine(String host) {
        assertThat(Authority.parse(host))
                .hasValueSatisfying(asked -> assertThat(local.include(asked)).isTrue());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:8086",
                "localhost.evil.example",
                "127.0.0.1.evil.example",
                "10.0.0.7:8086",
                "0.0.0.0:8086",
                "[2001:db8::1]",
                "127.1",
                "2130706433",
                "0x7f000001"
            })
    void aLocalServerAnswersForNobodyElse(String host) {
        assertThat(Authority.parse(host))
                .hasValueSatisfying(asked -> assertThat(local.include(asked)).isFalse());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", " ", "localhost@evil.example", "evil.example@localhost", "localhost:x", "localhost:99999",
                        "localhost/x",
                "localhost:", "[::1", "[evil]", "[::1%eth0]", "a b", "localhost,evil.example", "http://localhost"
            })
    void whatIsNoHostIsNone(String host) {
        assertThat(Authority.parse(host)).isEmpty();
    }

    @Test
    void aServerOfTheNetworkAnswersForItsNamesAndForAddresses() {
        assertThat(includes("winnow.example.org")).isTrue();
        assertThat(includes("winnow.example.org:9000")).isTrue();
        assertThat(includes("winnow.example.net:8443")).isTrue();
        assertThat(includes("winnow.example.net:80")).isFalse();
        assertThat(includes("10.0.0.7:8086")).isTrue();
        assertThat(includes("evil.example")).isFalse();
        assertThat(includes("evil.winnow.example.org")).isFalse();
    }

    private boolean includes(String host) {
        return named.include(Authority.parse(host).orElseThrow());
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost:8086, localhost:8086, true",
        "HTTP://LOCALHOST:8086, localhost:8086, true",
        "http://localhost, localhost:80, true",
        "https://winnow.example.org, winnow.example.org, true",
        "https://winnow.example.org, 10.0.0.7:8086, true",
        "https://winnow.example.net:8443, 10.0.0.7:8086, true",
        "https://winnow.example.net, 10.0.0.7:8086, false",
        "https://winnow.example.org:9000, 10.0.0.7:8086, false",
        "http://localhost:3000, localhost:8086, false",
        "http://127.0.0.1:8086, localhost:8086, false",
        "http://evil.example, localhost:8086, false",
        "http://localhost:8086.evil.example, localhost:8086, false",
        "http://evil.example/localhost:8086, localhost:8086, false",
        "http://localhost:8086@evil.example, localhost:8086, false",
        "file://localhost:8086, localhost:8086, false",
        "null, localhost:8086, false"
    })
    void onlyAPageOfTheHostAskedForOrOfAConfiguredOneWrites(String origin, String host, boolean may) {
        assertThat(named.mayWrite(origin, Authority.parse(host).orElseThrow())).isEqualTo(may);
    }

    @Test
    void anEntryThatIsNoHostIsRefusedByName() {
        assertThatThrownBy(() -> new OwnHosts("0.0.0.0", List.of("winnow.example.org", "https://winnow.example.org/")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "winnow.http.hosts has the entry 'https://winnow.example.org/', which is no host: give names such as"
                                + " winnow.example.org or winnow.example.org:8443, without http:// and paths, with commas between");
    }
}
