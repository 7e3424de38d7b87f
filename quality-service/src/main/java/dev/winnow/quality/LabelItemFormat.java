package dev.winnow.quality;

import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.annotation.LabelRevision;
import dev.winnow.dataset.annotation.LabelSource;
import dev.winnow.dataset.annotation.LabelledItem;
import dev.winnow.dataset.annotation.PictureSize;
import dev.winnow.events.EventJson;
import dev.winnow.events.LabelDocument;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** How items and their labels stand in the store: a byte for the version of the format, then JSON. */
final class LabelItemFormat {
    private static final byte VERSION = 1;

    private LabelItemFormat() {}

    /**
     * What is kept of an item.
     *
     * @param source the image's source key
     * @param step of the last announcement, 0 where there was none
     * @param specVersion that was in force when the labels were last checked
     * @param digest of the last announcement, or null
     */
    record Kept(String source, LabelledItem item, long step, int specVersion, String digest) {
        /**
         * Of an item of which nothing is known.
         *
         * @param deletedUpTo the last version of the dataset's spec that was deleted, 0 for none: steps begin above those of before
         */
        static Kept unknown(String source, int deletedUpTo) {
            return new Kept(source, LabelledItem.UNKNOWN, (long) deletedUpTo << 32, 0, null);
        }

        Kept with(LabelledItem other) {
            return new Kept(source, other, step, specVersion, digest);
        }
    }

    private record Written(
            String source,
            long step,
            int spec,
            String digest,
            WrittenUpload upload,
            Instant withdrawn,
            List<WrittenRevision> revisions) {}

    private record WrittenUpload(
            Instant at, int spec, ContentHash content, Integer width, Integer height, Integer orientation) {}

    private record WrittenRevision(LabelSource from, long number, int spec, Instant at, String id, boolean deleted) {}

    static byte[] write(Kept kept) {
        LabelledItem item = kept.item();
        WrittenUpload upload = null;
        if (item.upload() != null) {
            PictureSize size = item.upload().picture();
            upload = new WrittenUpload(
                    item.upload().at(),
                    item.upload().specVersion(),
                    item.upload().content(),
                    size == null ? null : size.width(),
                    size == null ? null : size.height(),
                    size == null ? null : size.orientation());
        }
        List<WrittenRevision> revisions = new ArrayList<>();
        item.revisions()
                .forEach((from, revision) -> revisions.add(new WrittenRevision(
                        from,
                        revision.number(),
                        revision.specVersion(),
                        revision.at(),
                        revision.id(),
                        revision.deleted())));
        return bytes(new Written(
                kept.source(),
                kept.step(),
                kept.specVersion(),
                kept.digest(),
                upload,
                item.withdrawnUpTo(),
                revisions));
    }

    static Kept read(byte[] bytes) {
        Written written = value(bytes, Written.class);
        LabelledItem.Upload upload = null;
        if (written.upload() != null) {
            WrittenUpload kept = written.upload();
            upload = new LabelledItem.Upload(
                    kept.at(),
                    kept.spec(),
                    kept.content(),
                    kept.width() == null ? null : new PictureSize(kept.width(), kept.height(), kept.orientation()));
        }
        SortedMap<LabelSource, LabelRevision> revisions = new TreeMap<>();
        written.revisions()
                .forEach(one -> revisions.put(
                        one.from(), new LabelRevision(one.number(), one.spec(), one.at(), one.id(), one.deleted())));
        return new Kept(
                written.source(),
                new LabelledItem(upload, written.withdrawn(), revisions),
                written.step(),
                written.spec(),
                written.digest());
    }

    static byte[] write(LabelDocument document) {
        return bytes(document);
    }

    static LabelDocument readDocument(byte[] bytes) {
        return value(bytes, LabelDocument.class);
    }

    private static byte[] bytes(Object value) {
        try {
            byte[] json = EventJson.mapper().writeValueAsBytes(value);
            byte[] all = new byte[json.length + 1];
            all[0] = VERSION;
            System.arraycopy(json, 0, all, 1, json.length);
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write labels for the store", e);
        }
    }

    private static <T> T value(byte[] bytes, Class<T> type) {
        if (bytes.length == 0 || bytes[0] != VERSION) {
            throw new IllegalStateException("Labels are stored in format " + (bytes.length == 0 ? "none" : bytes[0])
                    + ", expected " + VERSION + ": a newer version of this service wrote them");
        }
        try {
            return EventJson.mapper().readValue(Arrays.copyOfRange(bytes, 1, bytes.length), type);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read stored labels", e);
        }
    }
}
