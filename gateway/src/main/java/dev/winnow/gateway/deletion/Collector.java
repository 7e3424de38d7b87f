package dev.winnow.gateway.deletion;

import dev.winnow.dataset.ContentHash;
import dev.winnow.events.Topic;
import dev.winnow.gateway.GatewayConfig;
import dev.winnow.gateway.projection.AdvisoryLock;
import dev.winnow.gateway.projection.Parameters;
import dev.winnow.gateway.sweep.CaughtUp;
import dev.winnow.storage.ImageStore;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * Deletes contents from the store that only deleted datasets named: the table {@code unreferenced} has them.
 *
 * <ol>
 *   <li>It waits until the read model has every upload and every prepared picture that was announced so far. A read model that is
 *       being rebuilt does not know yet who names what.
 *   <li>What an image of any dataset names, or named before it was replaced, stays: all that a release of it can hold. So do labels of images, the
 *       list of a decision about images and the manifest of a release.
 *   <li>The others lie aside in the store for a while, where whoever reads one puts it back. An upload may have found a content a
 *       moment before it was set aside, and be announced only now.
 *   <li>After that time it asks again who names them, and deletes what nobody does.
 * </ol>
 *
 * <p>Each step can be repeated, so that a process that ends in the middle goes on when it starts again. One collector at a time of all
 * gateways on a database. For one thread.
 */
@ApplicationScoped
public class Collector {
    private static final Logger LOG = Logger.getLogger(Collector.class);
    private static final int CONTENTS = 200;
    private static final int DOSSIERS = 2_000;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final List<Topic> NAMING =
            List.of(Topic.DATASETS_CURATED, Topic.IMAGES_UPLOADED, Topic.IMAGES_PREPARED, Topic.ANNOTATIONS_SUBMITTED);

    /** Waits until the read model knows who names what. */
    interface Knowledge {
        void await() throws CaughtUp.NotCaughtUpException, SQLException, InterruptedException;
    }

    private final DataSource database;
    private final ImageStore store;
    private final Duration grace;
    private final Knowledge knowledge;

    @Inject
    public Collector(DataSource database, ImageStore store, CaughtUp caughtUp, GatewayConfig config) {
        this(database, store, config.collector().grace(), () -> caughtUp.await(NAMING, PATIENCE));
    }

    Collector(DataSource database, ImageStore store, Duration grace, Knowledge knowledge) {
        this.database = database;
        this.store = store;
        this.grace = grace;
        this.knowledge = knowledge;
    }

    /** How many contents wait to be set aside, or to be deleted. */
    long waiting() throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement("SELECT count(*) FROM unreferenced");
                ResultSet row = query.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    /**
     * Sets aside what is new, and deletes what has lain aside long enough. Does nothing where there is neither, or another collector is
     * at work.
     *
     * @throws IOException when the store fails; what was done stays done
     */
    void collect() throws SQLException, IOException, InterruptedException, CaughtUp.NotCaughtUpException {
        try (Connection lock = database.getConnection()) {
            lock.setAutoCommit(false);
            try {
                if (AdvisoryLock.COLLECTOR.tryIt(lock) && isDue()) {
                    knowledge.await();
                    findNamed();
                    keepNamed();
                    discard();
                    purge();
                }
            } finally {
                lock.rollback();
                lock.setAutoCommit(true);
            }
        }
    }

    private boolean isDue() throws SQLException {
        return !contents("discarded_at IS NULL OR discarded_at <= now() - ?::interval", true, 1)
                .isEmpty();
    }

    /** Marks what somebody names. */
    private void findNamed() throws SQLException {
        try (Connection connection = database.getConnection()) {
            try (Statement mark = connection.createStatement()) {
                mark.executeUpdate("""
                        UPDATE unreferenced u SET named = EXISTS (SELECT FROM image i WHERE i.content = u.content)
                            OR EXISTS (SELECT FROM former_content f WHERE f.content = u.content)
                            OR EXISTS (SELECT FROM curation c WHERE c.uploads = u.content)
                            OR EXISTS (SELECT FROM label_content l WHERE l.content = u.content)
                            OR EXISTS (SELECT FROM dataset_release d WHERE d.manifest = u.content)
                            OR EXISTS (SELECT FROM repreparation r WHERE u.content = ANY (pictures_in(r.event)))""");
            }
            String after = "";
            do {
                after = markPictures(connection, after);
            } while (after != null);
        }
    }

    /** Marks the pictures of some images; returns the last of these, or null where there was none left. */
    private static String markPictures(Connection connection, String after) throws SQLException {
        try (PreparedStatement mark = connection.prepareStatement("""
                WITH page AS (SELECT item, topic, event FROM dossier WHERE item > ? ORDER BY item LIMIT %d),
                     picture AS (SELECT unnest(pictures_in(event)) AS content FROM page WHERE topic = 'images.prepared'),
                     marked AS (UPDATE unreferenced u SET named = true FROM picture WHERE u.content = picture.content AND NOT u.named)
                SELECT max(item) FROM page""".formatted(DOSSIERS))) {
            mark.setString(1, after);
            try (ResultSet row = mark.executeQuery()) {
                row.next();
                return row.getString(1);
            }
        }
    }

    private void keepNamed() throws SQLException, IOException {
        List<ContentHash> page;
        do {
            page = contents("named", false, CONTENTS);
            for (ContentHash content : page) {
                store.restore(content);
            }
            forget(page);
        } while (!page.isEmpty());
    }

    private void discard() throws SQLException, IOException {
        int discarded = 0;
        List<ContentHash> page;
        do {
            page = contents("discarded_at IS NULL", false, CONTENTS);
            for (ContentHash content : page) {
                discarded += store.discard(content) ? 1 : 0;
            }
            run("UPDATE unreferenced SET discarded_at = now() WHERE content = ANY (?::text[])", page);
        } while (!page.isEmpty());
        if (discarded > 0) {
            LOG.infof(
                    "contents of deleted datasets set aside contents=%d deletedAfter=%ds",
                    discarded, grace.toSeconds());
        }
    }

    private void purge() throws SQLException, IOException {
        int purged = 0;
        List<ContentHash> page;
        do {
            page = contents("discarded_at <= now() - ?::interval", true, CONTENTS);
            for (ContentHash content : page) {
                store.purge(content);
            }
            forget(page);
            purged += page.size();
        } while (!page.isEmpty());
        if (purged > 0) {
            LOG.infof("contents of deleted datasets deleted contents=%d", purged);
        }
    }

    private List<ContentHash> contents(String which, boolean withGrace, int most) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(
                        "SELECT content FROM unreferenced WHERE " + which + " ORDER BY content LIMIT " + most)) {
            if (withGrace) {
                query.setString(1, grace.toMillis() + " milliseconds");
            }
            List<ContentHash> contents = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    contents.add(new ContentHash(rows.getString(1)));
                }
            }
            return contents;
        }
    }

    private void forget(List<ContentHash> contents) throws SQLException {
        run("DELETE FROM unreferenced WHERE content = ANY (?::text[])", contents);
    }

    private void run(String sql, List<ContentHash> contents) throws SQLException {
        if (contents.isEmpty()) {
            return;
        }
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            Parameters.texts(statement, 1, contents.stream().map(ContentHash::hex));
            statement.executeUpdate();
        }
    }
}
