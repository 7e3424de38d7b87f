package dev.winnow.dedup;

import dev.winnow.dataset.Fence;
import dev.winnow.dataset.Measure;
import dev.winnow.dataset.quality.JudgingState;
import dev.winnow.dataset.spec.DatasetSpec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * How a {@link JudgingState}, and up to where a dataset is settled under it, lie in the store, big-endian.
 *
 * <p>Version 1: version (1 byte), settledAt (8), specVersion (4), fenceVersion (4), lookedAt (8), whether there is a pass (1) and if so
 * up to which item it has come (a text), number of uncounted measures (4) and the key of each (a text), number of fences (4), and of
 * each the key of its measure (a text), version (4), count (8) and centiles (101 times 8). A text: bytes (2), modified UTF-8.
 */
final class RulesFormat {
    private static final byte VERSION = 1;
    private static final int CENTILES = 101;

    private RulesFormat() {}

    /** @param settledAt the position up to which the dataset is settled, -1 for none */
    record Kept(JudgingState state, long settledAt) {}

    static byte[] write(Kept kept) {
        JudgingState state = kept.state();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeLong(kept.settledAt());
            out.writeInt(state.spec().version());
            out.writeInt(state.fenceVersion());
            out.writeLong(state.lookedAt());
            out.writeBoolean(state.passed() != null);
            if (state.passed() != null) {
                out.writeUTF(state.passed());
            }
            out.writeInt(state.uncounted().size());
            for (Measure measure : state.uncounted()) {
                out.writeUTF(measure.key());
            }
            out.writeInt(state.fences().size());
            for (Map.Entry<Measure, Fence> fence : state.fences().entrySet()) {
                out.writeUTF(fence.getKey().key());
                out.writeInt(fence.getValue().version());
                out.writeLong(fence.getValue().count());
                for (double centile : fence.getValue().centiles()) {
                    out.writeDouble(centile);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Nothing is written but memory", e);
        }
        return bytes.toByteArray();
    }

    /** @param specs a version of the dataset's spec */
    static Kept read(byte[] bytes, IntFunction<DatasetSpec> specs) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            long settledAt = settledAt(in);
            DatasetSpec spec = specs.apply(in.readInt());
            int fenceVersion = in.readInt();
            long lookedAt = in.readLong();
            String passed = in.readBoolean() ? in.readUTF() : null;
            Set<Measure> uncounted = EnumSet.noneOf(Measure.class);
            for (int left = in.readInt(); left > 0; left--) {
                uncounted.add(measure(in));
            }
            Map<Measure, Fence> fences = new EnumMap<>(Measure.class);
            for (int left = in.readInt(); left > 0; left--) {
                Measure measure = measure(in);
                int version = in.readInt();
                long count = in.readLong();
                List<Double> centiles = new ArrayList<>(CENTILES);
                for (int i = 0; i < CENTILES; i++) {
                    centiles.add(in.readDouble());
                }
                fences.put(measure, new Fence(version, count, centiles));
            }
            return new Kept(new JudgingState(spec, fenceVersion, fences, passed, uncounted, lookedAt), settledAt);
        } catch (IOException e) {
            throw new UncheckedIOException("The store holds rules of a dataset that end before their end", e);
        }
    }

    /** The same without what needs specs. */
    static long settledAt(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            return settledAt(in);
        } catch (IOException e) {
            throw new UncheckedIOException("The store holds rules of a dataset that end before their end", e);
        }
    }

    private static long settledAt(DataInputStream in) throws IOException {
        byte version = in.readByte();
        if (version != VERSION) {
            throw new IllegalStateException("The store holds the rules of a dataset in format " + version
                    + ", this program reads format " + VERSION + ": start the version that wrote it, or a later one");
        }
        return in.readLong();
    }

    private static Measure measure(DataInputStream in) throws IOException {
        String key = in.readUTF();
        return Measure.ofKey(key)
                .orElseThrow(() -> new IllegalStateException("The store holds a fence of measure '" + key
                        + "', which this program does not know: start the version that wrote it, or a later one"));
    }
}
