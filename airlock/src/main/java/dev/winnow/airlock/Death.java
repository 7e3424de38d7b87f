package dev.winnow.airlock;

/** How a child ended while it decoded. */
record Death(Cause cause, String detail) {

    enum Cause {
        /** By a signal, by an exit code, or by answering what is no answer. */
        CRASH,
        /** Killed at the deadline. */
        DEADLINE,
        /** Killed for, or ended by, the memory it took. */
        MEMORY
    }
}
