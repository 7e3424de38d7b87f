package dev.winnow.dataset.annotation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A mask as COCO's run lengths: the picture's pixels column by column, counted in runs of background and object in turn, background
 * first. Gives the same numbers and strings as pycocotools 2.0.11.
 *
 * <p>Immutable. As submitted, runs may be negative or not add up to the picture; {@link #isSound} tells, and only sound ones have an
 * area, a box or pixels.
 */
public final class RunLengths {
    private static final int FIRST_CHARACTER = 48;
    private static final int LAST_CHARACTER = 111;
    private static final int MORE = 0x20;
    private static final int SIGN = 0x10;
    private static final int LOW_BITS = 0x1f;
    private static final int BITS = 5;

    private final int width;
    private final int height;
    private final int[] runs;

    private RunLengths(int width, int height, int[] runs) {
        this.width = width;
        this.height = height;
        this.runs = runs;
    }

    /** Runs as a file lists them; they may be wrong. */
    public static RunLengths of(int width, int height, int... runs) {
        return new RunLengths(width, height, runs.clone());
    }

    /** The mask whose pixel (x, y) is {@code pixels[y * width + x]}. */
    public static RunLengths ofRows(int width, int height, boolean[] pixels) {
        Builder builder = new Builder(width, height);
        for (int x = 0; x < width; x++) {
            for (int y = 0; y < height; y++) {
                builder.add(pixels[y * width + x], 1);
            }
        }
        return builder.build();
    }

    /**
     * Reads COCO's compressed form.
     *
     * @throws MalformedRunLengthsException for a character outside {@code 0} to {@code o}, a text that ends inside a number, or a run
     *     that is negative or beyond 2³¹ − 1; a wrong sum is left to {@link #isSound}
     */
    public static RunLengths decompress(int width, int height, String text) throws MalformedRunLengthsException {
        int[] runs = new int[text.length()];
        int count = 0;
        int at = 0;
        while (at < text.length()) {
            long value = 0;
            int shift = 0;
            boolean more = true;
            while (more) {
                if (at == text.length()) {
                    throw new MalformedRunLengthsException("the text ends inside a number");
                }
                char character = text.charAt(at);
                if (character < FIRST_CHARACTER || character > LAST_CHARACTER) {
                    throw new MalformedRunLengthsException(
                            "character " + (at + 1) + " is " + shown(character) + ", which run lengths do not have");
                }
                if (shift > 50) {
                    throw new MalformedRunLengthsException("the number at character " + at + " is too long");
                }
                int bits = character - FIRST_CHARACTER;
                value |= (long) (bits & LOW_BITS) << shift;
                shift += BITS;
                more = (bits & MORE) != 0;
                if (!more && (bits & SIGN) != 0) {
                    value |= -1L << shift;
                }
                at++;
            }
            if (count > 2) {
                value += runs[count - 2];
            }
            if (value < 0 || value > Integer.MAX_VALUE) {
                throw new MalformedRunLengthsException("run " + (count + 1) + " is " + value);
            }
            runs[count++] = (int) value;
        }
        return new RunLengths(width, height, Arrays.copyOf(runs, count));
    }

    private static String shown(char character) {
        return character > ' ' && character < 127 ? "'" + character + "'" : String.format("U+%04X", (int) character);
    }

    /** COCO's compressed form. */
    public String compress() {
        StringBuilder text = new StringBuilder(runs.length * 2);
        for (int i = 0; i < runs.length; i++) {
            long value = i > 2 ? (long) runs[i] - runs[i - 2] : runs[i];
            boolean more = true;
            while (more) {
                int bits = (int) (value & LOW_BITS);
                value >>= BITS;
                more = (bits & SIGN) != 0 ? value != -1 : value != 0;
                text.append((char) ((more ? bits | MORE : bits) + FIRST_CHARACTER));
            }
        }
        return text.toString();
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    /** How many runs there are. */
    public int size() {
        return runs.length;
    }

    public int run(int index) {
        return runs[index];
    }

    public int[] toArray() {
        return runs.clone();
    }

    /** What the runs add up to; as submitted it may differ from the picture's number of pixels. */
    public long sum() {
        long sum = 0;
        for (int run : runs) {
            sum += run;
        }
        return sum;
    }

    public boolean hasNegativeRun() {
        for (int run : runs) {
            if (run < 0) {
                return true;
            }
        }
        return false;
    }

    /** Whether no run is negative and all add up to the picture. */
    public boolean isSound() {
        return width >= 0 && height >= 0 && !hasNegativeRun() && sum() == (long) width * height;
    }

    /** How many pixels the mask has. */
    public long area() {
        long area = 0;
        for (int i = 1; i < runs.length; i += 2) {
            area += runs[i];
        }
        return area;
    }

    /** The smallest box around the mask's pixels; 0, 0, 0, 0 where it has none. */
    public Shape.Box bounds() {
        long position = 0;
        int left = Integer.MAX_VALUE;
        int right = -1;
        int top = Integer.MAX_VALUE;
        int bottom = -1;
        for (int i = 0; i < runs.length; i++) {
            int run = runs[i];
            if (i % 2 == 1 && run > 0) {
                int firstX = (int) (position / height);
                int firstY = (int) (position % height);
                int lastX = (int) ((position + run - 1) / height);
                int lastY = (int) ((position + run - 1) % height);
                left = Math.min(left, firstX);
                right = Math.max(right, lastX);
                // a run that goes on in the next column touches the bottom and the top
                top = Math.min(top, firstX == lastX ? firstY : 0);
                bottom = Math.max(bottom, firstX == lastX ? lastY : height - 1);
            }
            position += run;
        }
        return right < 0 ? new Shape.Box(0, 0, 0, 0) : new Shape.Box(left, top, right - left + 1, bottom - top + 1);
    }

    /** The pixels, (x, y) at {@code y * width + x}. */
    public boolean[] toRows() {
        boolean[] pixels = new boolean[width * height];
        int x = 0;
        int y = 0;
        for (int i = 0; i < runs.length; i++) {
            for (int n = runs[i]; n > 0; n--) {
                pixels[y * width + x] = i % 2 == 1;
                if (++y == height) {
                    y = 0;
                    x++;
                }
            }
        }
        return pixels;
    }

    /** The mask of another size, each pixel as the nearest of this one. */
    public RunLengths resized(int newWidth, int newHeight) {
        boolean[] from = toRows();
        boolean[] to = new boolean[newWidth * newHeight];
        for (int y = 0; y < newHeight; y++) {
            int fromY = (int) ((y + 0.5) * height / newHeight);
            for (int x = 0; x < newWidth; x++) {
                to[y * newWidth + x] = from[fromY * width + (int) ((x + 0.5) * width / newWidth)];
            }
        }
        return ofRows(newWidth, newHeight, to);
    }

    /** How many pixels both masks have; masks of different sizes have none in common. */
    public long intersection(RunLengths other) {
        if (width != other.width || height != other.height) {
            return 0;
        }
        long common = 0;
        int a = 0;
        int b = 0;
        long leftA = runs.length > 0 ? runs[0] : 0;
        long leftB = other.runs.length > 0 ? other.runs[0] : 0;
        while (a < runs.length && b < other.runs.length) {
            long step = Math.min(leftA, leftB);
            if (a % 2 == 1 && b % 2 == 1) {
                common += step;
            }
            leftA -= step;
            leftB -= step;
            if (leftA == 0 && ++a < runs.length) {
                leftA = runs[a];
            }
            if (leftB == 0 && ++b < other.runs.length) {
                leftB = other.runs[b];
            }
        }
        return common;
    }

    /** The pixels that one of the masks has; all are of one size. */
    public static RunLengths union(List<RunLengths> masks) {
        RunLengths all = masks.get(0);
        for (RunLengths mask : masks.subList(1, masks.size())) {
            all = all.or(mask);
        }
        return all;
    }

    private RunLengths or(RunLengths other) {
        if (width != other.width || height != other.height) {
            throw new IllegalArgumentException("Masks of " + width + "x" + height + " and " + other.width + "x"
                    + other.height + " cannot be united");
        }
        Builder builder = new Builder(width, height);
        int a = 0;
        int b = 0;
        long leftA = runs.length > 0 ? runs[0] : 0;
        long leftB = other.runs.length > 0 ? other.runs[0] : 0;
        while (a < runs.length && b < other.runs.length) {
            long step = Math.min(leftA, leftB);
            builder.add(a % 2 == 1 || b % 2 == 1, step);
            leftA -= step;
            leftB -= step;
            if (leftA == 0 && ++a < runs.length) {
                leftA = runs[a];
            }
            if (leftB == 0 && ++b < other.runs.length) {
                leftB = other.runs[b];
            }
        }
        return builder.build();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RunLengths mask
                && width == mask.width
                && height == mask.height
                && Arrays.equals(runs, mask.runs);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(runs) * 31 + width;
    }

    @Override
    public String toString() {
        return width + "x" + height + " " + Arrays.toString(runs);
    }

    /** Puts pixels together column by column. Not for several threads. */
    public static final class Builder {
        private final int width;
        private final int height;
        private final List<Integer> runs = new ArrayList<>();
        private boolean current;
        private long length;

        public Builder(int width, int height) {
            this.width = width;
            this.height = height;
        }

        /** Adds as many pixels of one kind as {@code count} says. */
        public void add(boolean object, long count) {
            if (count == 0) {
                return;
            }
            if (object != current) {
                runs.add(Math.toIntExact(length));
                length = 0;
                current = object;
            }
            length += count;
        }

        public RunLengths build() {
            int[] all = new int[runs.size() + 1];
            for (int i = 0; i < runs.size(); i++) {
                all[i] = runs.get(i);
            }
            all[runs.size()] = Math.toIntExact(length);
            return new RunLengths(width, height, all);
        }
    }
}
