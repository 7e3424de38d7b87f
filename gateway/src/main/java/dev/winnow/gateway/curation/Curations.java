package dev.winnow.gateway.curation;

import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.Rejection;
import dev.winnow.events.EventJson;
import dev.winnow.events.ImageUploaded;
import dev.winnow.events.ImagesCurated;
import dev.winnow.events.ImagesCurated.CurationAction;
import dev.winnow.gateway.images.ImageFilter;
import dev.winnow.gateway.images.Images;
import dev.winnow.gateway.kafka.Announcer;
import dev.winnow.storage.ImageStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Decisions about several images at once. The list of the images goes into the store first, then one event names it. For use by any
 * number of threads. An undo holds the list in memory.
 */
@ApplicationScoped
public class Curations {
    /** Images of one decision. A list of so many is about 50 MB. */
    public static final int MOST_IMAGES = 100_000;

    private static final long MOST_BYTES = 1L << 30;
    private static final int MOST_LISTED = 200;

    /**
     * A decision as a page shows it.
     *
     * @param undone whether a later decision undid it
     */
    public record Curation(
            String curation,
            CurationAction action,
            String value,
            int images,
            String undoes,
            boolean undone,
            String by,
            Instant at) {

        /** An upload that arrives again can be undone only by deciding again. */
        public boolean undoable() {
            return !undone && action != CurationAction.RESTORE;
        }
    }

    /**
     * What was announced.
     *
     * @param images that the decision is about
     * @param skipped images that were chosen and that the action does not fit, such as removed ones that are to be labelled
     */
    public record Outcome(Optional<ImagesCurated> announced, int images, int skipped) {}

    /** More images than one decision may be about. */
    public static final class TooManyException extends RuntimeException {
        private static final long serialVersionUID = 1;

        TooManyException() {
            super("The filter chooses more than " + MOST_IMAGES
                    + " images, the most of one decision: narrow the filter");
        }
    }

    private final DataSource database;
    private final Images images;
    private final ImageStore store;
    private final Announcer announcer;
    private final Clock clock = Clock.systemUTC();

    public Curations(DataSource database, Images images, ImageStore store, Announcer announcer) {
        this.database = database;
        this.images = images;
        this.store = store;
        this.announcer = announcer;
    }

    /** Decides about the images that a filter chooses. */
    public Outcome decide(String dataset, CurationAction action, String value, String by, ImageFilter filter)
            throws SQLException, IOException {
        return decide(dataset, action, value, by, each -> images.eachUpload(dataset, filter, each));
    }

    /** Decides about these items. */
    public Outcome decide(String dataset, CurationAction action, String value, String by, Collection<String> items)
            throws SQLException, IOException {
        return decide(dataset, action, value, by, each -> images.eachUpload(dataset, items, each));
    }

    private interface Chosen {
        void each(Images.EachUpload each) throws SQLException;
    }

    private Outcome decide(String dataset, CurationAction action, String value, String by, Chosen chosen)
            throws SQLException, IOException {
        Path file = Files.createTempFile("winnow-curation", ".jsonl");
        try {
            UploadList list = new UploadList();
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
                chosen.each((state, reason, upload) -> {
                    if (fits(action, state, reason)) {
                        list.add(out, upload);
                    } else {
                        list.skipped++;
                    }
                });
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
            if (list.images == 0) {
                return new Outcome(Optional.empty(), 0, list.skipped);
            }
            ContentHash stored;
            try (InputStream in = Files.newInputStream(file)) {
                stored = store.put(in, MOST_BYTES).content();
            }
            ImagesCurated curated = announce(dataset, action, value, stored, list.images, null, by);
            return new Outcome(Optional.of(curated), list.images, list.skipped);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /** The list while it is being written. */
    private static final class UploadList {
        private int images;
        private int skipped;

        private void add(OutputStream out, ImageUploaded upload) {
            if (images == MOST_IMAGES) {
                throw new TooManyException();
            }
            try {
                out.write(EventJson.mapper().writeValueAsBytes(upload));
                out.write('\n');
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            images++;
        }
    }

    private static boolean fits(CurationAction action, String state, String reason) {
        boolean setAside = Rejection.Reason.SET_ASIDE.name().equals(reason);
        return switch (action) {
            case WITHDRAW, MOVED -> !state.equals("removed");
            case SET_ASIDE, LABEL, TAG -> state.equals("accepted");
            case RESTORE -> state.equals("removed") || setAside;
        };
    }

    /**
     * Undoes a decision: the uploads it was about arrive again as they stood before it, but for items to which something was uploaded
     * since. What came later stays.
     *
     * @return nothing where the dataset has no such decision, or one that cannot be undone
     */
    public Optional<Outcome> undo(String dataset, String curation, String by) throws SQLException, IOException {
        Optional<Undoable> decision = undoable(dataset, curation);
        if (decision.isEmpty()) {
            return Optional.empty();
        }
        byte[] uploads = store.read(decision.get().uploads());
        ByteArrayOutputStream kept = new ByteArrayOutputStream(uploads.length);
        UploadList list = notReplaced(dataset, uploads, decision.get().at(), kept);
        if (list.images == 0) {
            return Optional.of(new Outcome(Optional.empty(), 0, list.skipped));
        }
        ContentHash stored = store.put(kept.toByteArray());
        ImagesCurated curated = announce(dataset, CurationAction.RESTORE, null, stored, list.images, curation, by);
        return Optional.of(new Outcome(Optional.of(curated), list.images, list.skipped));
    }

    /** @param uploads the content of the list of the images that the decision was about */
    private record Undoable(ContentHash uploads, Timestamp at) {}

    private Optional<Undoable> undoable(String dataset, String curation) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement("""
                        SELECT uploads, at FROM curation c WHERE dataset = ? AND curation = ? AND action <> 'RESTORE'
                        AND NOT EXISTS (SELECT FROM curation u WHERE u.dataset = c.dataset AND u.undoes = c.curation)""")) {
            query.setString(1, dataset);
            query.setString(2, curation);
            try (ResultSet row = query.executeQuery()) {
                return row.next()
                        ? Optional.of(new Undoable(new ContentHash(row.getString(1)), row.getTimestamp(2)))
                        : Optional.empty();
            }
        }
    }

    /** Writes those of the uploads to whose items nothing was uploaded since. */
    private UploadList notReplaced(String dataset, byte[] uploads, Timestamp since, OutputStream kept)
            throws SQLException, IOException {
        UploadList list = new UploadList();
        try (Connection connection = database.getConnection();
                PreparedStatement later = connection.prepareStatement(
                        "SELECT FROM image WHERE dataset = ? AND item = ? AND uploaded_at > ?")) {
            later.setString(1, dataset);
            later.setTimestamp(3, since);
            for (String line :
                    new String(uploads, StandardCharsets.UTF_8).lines().toList()) {
                ImageUploaded upload = EventJson.mapper().readValue(line, ImageUploaded.class);
                later.setString(2, upload.item().id());
                try (ResultSet replaced = later.executeQuery()) {
                    if (replaced.next()) {
                        list.skipped++;
                    } else {
                        list.add(kept, upload);
                    }
                }
            }
        }
        return list;
    }

    private ImagesCurated announce(
            String dataset,
            CurationAction action,
            String value,
            ContentHash uploads,
            int images,
            String undoes,
            String by) {
        ImagesCurated curated = new ImagesCurated(
                dataset,
                undoes == null ? UUID.randomUUID().toString() : "undo-" + undoes,
                action,
                value,
                uploads,
                images,
                undoes,
                by,
                clock.instant().truncatedTo(ChronoUnit.MICROS));
        announcer.announce(curated);
        return curated;
    }

    /** The newest 200, the newest first. */
    public List<Curation> list(String dataset) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement("""
                        SELECT c.curation, c.action, c.value, c.images, c.undoes, c.said_by, c.at,
                               EXISTS (SELECT FROM curation u WHERE u.dataset = c.dataset AND u.undoes = c.curation) AS undone
                        FROM curation c WHERE c.dataset = ? ORDER BY c.at DESC, c.curation LIMIT\s""" + MOST_LISTED)) {
            query.setString(1, dataset);
            try (ResultSet rows = query.executeQuery()) {
                List<Curation> curations = new ArrayList<>();
                while (rows.next()) {
                    curations.add(new Curation(
                            rows.getString("curation"),
                            CurationAction.valueOf(rows.getString("action")),
                            rows.getString("value"),
                            rows.getInt("images"),
                            rows.getString("undoes"),
                            rows.getBoolean("undone"),
                            rows.getString("said_by"),
                            rows.getTimestamp("at").toInstant()));
                }
                return curations;
            }
        }
    }
}
