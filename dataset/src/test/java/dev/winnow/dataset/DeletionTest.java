package dev.winnow.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class DeletionTest {
    private final Deletion deletion = new Deletion(3, "anna", Instant.EPOCH);

    @Test
    void uploadsUnderEveryVersionThatThereWasAreDeletedAndLaterOnesAreNot() {
        assertThat(deletion.covers(1)).isTrue();
        assertThat(deletion.covers(3)).isTrue();
        assertThat(deletion.covers(4)).isFalse();
    }

    @Test
    void theNameIsClosedUntilALaterVersionIsDeclared() {
        assertThat(deletion.closes(3)).isTrue();
        assertThat(deletion.closes(4)).isFalse();
    }

    @Test
    void whatWasNeverDeclaredCannotBeDeleted() {
        assertThatThrownBy(() -> new Deletion(0, "anna", Instant.EPOCH))
                .hasMessage("A deleted dataset had a spec of version 1 at least, not of version 0");
    }
}
