package dev.winnow.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.ShutdownEvent;
import java.io.InterruptedIOException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** A record is given up for what it is, never because the process ends. */
class DeadLetterHandlerTest {
    private final DeadLetterHandler handler = new DeadLetterHandler();

    @Test
    void workThatFailsByItselfIsGivenUp() {
        assertThat(handler.isOfTheEnd(new IllegalStateException("No picture is as large as this")))
                .isFalse();
    }

    @Test
    void workThatIsInterruptedOrTakenByNoThreadAnyMoreIsNot() {
        assertThat(handler.isOfTheEnd(new CompletionException(new InterruptedIOException("store away"))))
                .isTrue();
        assertThat(handler.isOfTheEnd(new RejectedExecutionException("WorkerPoolRegistry is being shut down")))
                .isTrue();
    }

    @Test
    void nothingIsOnceTheProcessEnds() {
        handler.stop(new ShutdownEvent());

        assertThat(handler.isOfTheEnd(new IllegalStateException("The pool of connections is closed")))
                .isTrue();
    }
}
