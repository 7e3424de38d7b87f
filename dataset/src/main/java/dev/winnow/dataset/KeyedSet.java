package dev.winnow.dataset;

import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Values that carry their keys, found by these. For the many: it takes 11 to 16 bytes a value, where a {@code HashMap}
 * takes 36 to 48. What
 * {@code equals} and {@code hashCode} of a key say of it must not change while its value is held. One thread at a time.
 *
 * <p>Open addressing with linear probing; what is removed leaves no trace (Knuth: <i>The Art of Computer Programming</i>, 6.4,
 * algorithm R).
 */
public final class KeyedSet<K, V> {
    private static final int SMALLEST = 8;

    private final Function<V, K> keyOf;

    /** Null where a place is free. */
    private Object[] values = new Object[SMALLEST];

    /** Of the keys, so that few of them are looked at. */
    private int[] hashes = new int[SMALLEST];

    private int size;

    /** @param keyOf never null */
    public KeyedSet(Function<V, K> keyOf) {
        this.keyOf = keyOf;
    }

    /** The value with this key, or null. */
    public V get(K key) {
        return at(place(key, key.hashCode()));
    }

    /** Adds a value, or puts it in place of the one with the same key, which is returned; null where there was none. */
    public V put(V value) {
        K key = keyOf.apply(value);
        int hash = key.hashCode();
        int place = place(key, hash);
        V before = at(place);
        values[place] = value;
        hashes[place] = hash;
        if (before == null && ++size > values.length - values.length / 4) {
            grow();
        }
        return before;
    }

    /** Takes out the value with this key and returns it; null where there is none. */
    public V remove(K key) {
        int gap = place(key, key.hashCode());
        V removed = at(gap);
        if (removed == null) {
            return null;
        }
        size--;
        for (int next = after(gap); values[next] != null; next = after(next)) {
            int home = home(hashes[next]);
            // Whatever would not be found behind the gap any more moves into it.
            boolean staysFound = gap < next ? gap < home && home <= next : gap < home || home <= next;
            if (!staysFound) {
                values[gap] = values[next];
                hashes[gap] = hashes[next];
                gap = next;
            }
        }
        values[gap] = null;
        return removed;
    }

    public int size() {
        return size;
    }

    /** In no particular order. */
    public void forEach(Consumer<V> action) {
        for (int place = 0; place < values.length; place++) {
            if (values[place] != null) {
                action.accept(at(place));
            }
        }
    }

    /** Where the key's value is, or where it would be put. */
    private int place(K key, int hash) {
        int place = home(hash);
        while (values[place] != null
                && (hashes[place] != hash || !keyOf.apply(at(place)).equals(key))) {
            place = after(place);
        }
        return place;
    }

    /** The upper bits of a product with an odd number depend on all bits of the hash (Knuth, 6.4). */
    private int home(int hash) {
        return (int) ((hash * 0x9e3779b9 & 0xffffffffL) * values.length >>> 32);
    }

    private int after(int place) {
        return place + 1 == values.length ? 0 : place + 1;
    }

    private void grow() {
        Object[] from = values;
        int[] fromHashes = hashes;
        int length = from.length + from.length / 2;
        values = new Object[length];
        hashes = new int[length];
        for (int i = 0; i < from.length; i++) {
            if (from[i] != null) {
                int place = home(fromHashes[i]);
                while (values[place] != null) {
                    place = after(place);
                }
                values[place] = from[i];
                hashes[place] = fromHashes[i];
            }
        }
    }

    @SuppressWarnings("unchecked") // nothing but values is put there
    private V at(int place) {
        return (V) values[place];
    }
}
