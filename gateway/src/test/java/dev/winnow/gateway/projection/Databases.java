package dev.winnow.gateway.projection;

import dev.winnow.embedded.EmbeddedPostgres;
import dev.winnow.gateway.Folders;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.Deque;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.postgresql.ds.PGSimpleDataSource;

/** One PostgreSQL server for all tests of a run, and an empty database for whoever asks. */
public final class Databases implements BeforeAllCallback, AutoCloseable {
    private static final ExtensionContext.Namespace SPACE = ExtensionContext.Namespace.create(Databases.class);
    private static final int MOST_POOLS = 8;
    private static final Deque<AgroalDataSource> POOLS = new ArrayDeque<>();
    private static Path folder;
    private static EmbeddedPostgres server;
    private static int made;
    private static boolean migrated;

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        context.getRoot().getStore(SPACE).getOrComputeIfAbsent(Databases.class, key -> this);
        synchronized (Databases.class) {
            if (server == null) {
                folder = Files.createTempDirectory("winnow-gateway-test");
                server = EmbeddedPostgres.start(folder);
            }
        }
    }

    @Override
    public void close() throws IOException {
        synchronized (Databases.class) {
            if (server != null) {
                POOLS.forEach(AgroalDataSource::close);
                POOLS.clear();
                server.close();
                Folders.delete(folder);
                server = null;
                migrated = false;
            }
        }
    }

    /** A new database with an empty read model. */
    public static DataSource fresh() {
        if (!migrated) {
            create("model", "template1");
            flyway("model").load().migrate();
            migrated = true;
        }
        String name = "gateway" + made++;
        create(name, "model");
        return pooled(name);
    }

    /** A new database as this version of the read model made it; {@link #migrate} brings it to the present one. */
    public static DataSource ofVersion(String version) {
        String name = "before" + made++;
        create(name, "template1");
        flyway(name).target(version).load().migrate();
        return pooled(name);
    }

    public static void migrate(DataSource database) throws SQLException {
        flyway(one(database, "SELECT current_database()")).load().migrate();
    }

    /** With connections that stay open as a service's do, of the latest databases alone: a server takes 40 connections. */
    private static DataSource pooled(String name) {
        AgroalDataSourceConfigurationSupplier pool = new AgroalDataSourceConfigurationSupplier()
                .connectionPoolConfiguration(size -> size.maxSize(4)
                        .connectionFactoryConfiguration(factory -> factory.jdbcUrl(urlOf(name))
                                .principal(new NamePrincipal(server.username()))
                                .credential(new SimplePassword(server.password()))));
        try {
            AgroalDataSource source = AgroalDataSource.from(pool);
            POOLS.addLast(source);
            if (POOLS.size() > MOST_POOLS) {
                POOLS.removeFirst().close();
            }
            return source;
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot connect to database " + name, e);
        }
    }

    private static String urlOf(String name) {
        return server.jdbcUrl().replaceAll("/postgres$", "/" + name);
    }

    private static FluentConfiguration flyway(String name) {
        return Flyway.configure().dataSource(source(name)).locations("db/migration/gateway");
    }

    private static void create(String name, String template) {
        try {
            run(source("postgres"), "CREATE DATABASE " + name + " TEMPLATE " + template);
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot make database " + name, e);
        }
    }

    private static PGSimpleDataSource source(String name) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(urlOf(name));
        source.setUser(server.username());
        source.setPassword(server.password());
        return source;
    }

    /** A hash of all rows that say something about images, datasets and clusters. */
    static String checksum(DataSource database) throws SQLException {
        StringBuilder checksum = new StringBuilder();
        for (String rows : new String[] {
            "SELECT * FROM image",
            "SELECT item, topic, event::text FROM dossier",
            "SELECT * FROM amendment",
            "SELECT item, uploaded_at, content, spec_version, fence_version, issues, event::text FROM rejudgement",
            "SELECT * FROM cluster",
            "SELECT * FROM moved",
            "SELECT item, uploaded_at, content, spec_version, position, event::text FROM repreparation",
            "SELECT * FROM removal",
            "SELECT * FROM link",
            "SELECT * FROM related",
            "SELECT * FROM judgement",
            "SELECT * FROM frozen",
            "SELECT * FROM tally WHERE n <> 0",
            "SELECT dataset, version, spec::text FROM dataset_spec",
            "SELECT name, last_event_at FROM dataset",
            "SELECT * FROM consumed"
        }) {
            checksum.append(rows.substring(rows.indexOf("FROM") + 5).split(" ")[0])
                    .append('=')
                    .append(one(
                            database,
                            "SELECT count(*) || ':' || md5(string_agg(r::text, '|' ORDER BY r::text)) FROM (" + rows
                                    + ") r"))
                    .append('\n');
        }
        return checksum.toString();
    }

    public static void run(DataSource database, String statement) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement open = connection.createStatement()) {
            open.execute(statement);
        }
    }

    public static String one(DataSource database, String query) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }
}
