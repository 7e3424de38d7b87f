package dev.winnow.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.winnow.events.Decision;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTest {
    private final Access open = new Access(Optional.empty());
    private final Access behindProxy = new Access(Optional.of("X-Forwarded-User"));

    @Test
    void everybodyIsAnonymousWhereNoHeaderIsConfigured() {
        assertThat(open.identify(List.of("mallory"))).isEqualTo(Decision.ANONYMOUS);
    }

    @Test
    void theConfiguredHeaderNamesTheCaller() {
        assertThat(behindProxy.identify(List.of(" anna "))).isEqualTo("anna");
        assertThat(behindProxy.identify(List.of())).isEqualTo(Decision.ANONYMOUS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "an\u0000na", "an\tna\u007f"})
    void aNameThatCannotBeReadIsRefused(String name) {
        assertThatThrownBy(() -> behindProxy.identify(List.of(name)))
                .isInstanceOf(Access.UnknownCallerException.class)
                .hasMessageContaining("X-Forwarded-User");
    }

    @Test
    void aNameThatIsTooLongAndTwoNamesAreRefused() {
        assertThat(behindProxy.identify(List.of("a".repeat(256)))).hasSize(256);
        assertThatThrownBy(() -> behindProxy.identify(List.of("a".repeat(257))))
                .isInstanceOf(Access.UnknownCallerException.class);
        assertThatThrownBy(() -> behindProxy.identify(List.of("anna", "bert")))
                .isInstanceOf(Access.UnknownCallerException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"X Forwarded", "X-User:", "ä", ""})
    void aSettingThatIsNoHeaderStopsTheStart(String header) {
        assertThatThrownBy(() -> new Access(Optional.of(header)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("gateway.access.user-header")
                .hasMessageContaining("X-Forwarded-User");
    }
}
