package dev.winnow.imaging;

import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Supplier;

/**
 * Working memory for computations that run over and over: as many pieces as computations ran at once. Reuse is what makes
 * small operations on pictures cheap, since fresh native memory costs more than the arithmetic done in it. Not bound to
 * threads, so that any number of short-lived threads share it.
 */
final class Pool<T> {
    private final ConcurrentLinkedDeque<T> idle = new ConcurrentLinkedDeque<>();
    private final Supplier<T> maker;

    Pool(Supplier<T> maker) {
        this.maker = maker;
    }

    /** A piece for the caller alone until he gives it back. */
    T take() {
        T piece = idle.pollFirst();
        return piece == null ? maker.get() : piece;
    }

    void giveBack(T piece) {
        idle.addFirst(piece);
    }
}
