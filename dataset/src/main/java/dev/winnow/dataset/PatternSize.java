package dev.winnow.dataset;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * An upper estimate of what a regular expression compiles to, taken before it is compiled: {@code ((a{1000}){1000}){1000}} has
 * few characters and a billion instructions. Counts atoms, with counted repetitions written out.
 */
final class PatternSize {
    private static final long MOST = Integer.MAX_VALUE;

    private final String text;
    private final Deque<Long> outer = new ArrayDeque<>();
    private long sequence;
    private long atom;
    private int at;

    private PatternSize(String text) {
        this.text = text;
    }

    /** @throws IllegalArgumentException where a character class uses what Java has and RE2 reads as something else */
    static long of(String text) {
        return new PatternSize(text).measure();
    }

    private long measure() {
        while (at < text.length()) {
            char c = text.charAt(at++);
            switch (c) {
                case '(' -> {
                    outer.push(sequence + atom);
                    sequence = 0;
                    atom = 0;
                }
                case ')' -> {
                    long inside = sequence + atom + 2;
                    sequence = outer.isEmpty() ? 0 : outer.pop();
                    atom = inside;
                }
                case '[' -> {
                    skipClass();
                    next();
                }
                case '\\' -> {
                    skipEscape();
                    next();
                }
                case '{' -> repeat();
                default -> next();
            }
        }
        while (!outer.isEmpty()) {
            sequence += outer.pop();
        }
        return Math.min(MOST, sequence + atom);
    }

    /** One more atom begins. */
    private void next() {
        sequence = Math.min(MOST, sequence + atom);
        atom = 1;
    }

    /** Of {@code {n}}, {@code {n,}} or {@code {n,m}}: the atom before counts as often. Anything else is text. */
    private void repeat() {
        int end = text.indexOf('}', at);
        String count = end < 0 ? "" : text.substring(at, end);
        long most = 0;
        for (String bound : count.split(",", 2)) {
            if (!bound.chars().allMatch(c -> c >= '0' && c <= '9') || bound.length() > 9) {
                next();
                return;
            }
            most = Math.max(most, bound.isEmpty() ? 0 : Long.parseLong(bound));
        }
        at = end < 0 ? at : end + 1;
        atom = Math.min(MOST, Math.max(1, atom) * Math.max(1, most + 1));
    }

    private void skipEscape() {
        if (at >= text.length()) {
            return;
        }
        char kind = text.charAt(at++);
        if ((kind == 'p' || kind == 'P' || kind == 'x') && at < text.length() && text.charAt(at) == '{') {
            int end = text.indexOf('}', at);
            at = end < 0 ? text.length() : end + 1;
        }
    }

    private void skipClass() {
        int start = at;
        if (at < text.length() && text.charAt(at) == '^') {
            at++;
        }
        boolean first = true;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == ']' && !first) {
                return;
            }
            first = false;
            if (c == '\\') {
                skipEscape();
            } else if (c == '[' && at < text.length() && text.charAt(at) == ':') {
                int end = text.indexOf(":]", at);
                at = end < 0 ? text.length() : end + 2;
            } else if (c == '[' || text.startsWith("&&", at - 1)) {
                throw new IllegalArgumentException("split.groupPattern is '" + text + "', whose character class at "
                        + start + " uses '" + (c == '[' ? "[" : "&&")
                        + "', which RE2 does not read as Java does: write the class without it, or escape it");
            }
        }
    }
}
