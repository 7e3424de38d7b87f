package dev.winnow.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.FileSystemException;
import org.junit.jupiter.api.Test;

class ReasonsTest {

    @Test
    void namesOfClassesAreLeftOut() {
        IOException wrapped = new IOException(new IllegalStateException("the disk is gone"));

        assertThat(wrapped).hasMessageContaining("java.lang.IllegalStateException");
        assertThat(Reasons.of(wrapped)).isEqualTo("the disk is gone");
        assertThat(Reasons.withoutClassNames(
                        "Invalid value 'x' (java.nio.file.InvalidPathException: Nul character not allowed: x)"))
                .isEqualTo("Invalid value 'x' (Nul character not allowed: x)");
    }

    @Test
    void aFailureWithoutAMessageIsSaidInWords() {
        assertThat(Reasons.of(new ClosedChannelException())).isEqualTo("closed channel");
        assertThat(Reasons.ofRoot(new RuntimeException(new NullPointerException())))
                .isEqualTo("null pointer");
    }

    @Test
    void aFailureOfTheFileSystemIsItsReasonAndNotThePathAgain() {
        assertThat(Reasons.of(new FileSystemException("/x/y", null, "No space left on device")))
                .isEqualTo("No space left on device");
    }

    @Test
    void aHostThatIsUnknownIsSaid() {
        assertThat(Reasons.of(new UnknownHostException("nowhere.example"))).isEqualTo("there is no such host");
    }
}
