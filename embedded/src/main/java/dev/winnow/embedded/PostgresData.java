package dev.winnow.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The files of one PostgreSQL server: its data, its settings, who may connect, and the password. Everything is made in a staging
 * folder and moved, so that an interrupted start leaves nothing that keeps the next one from starting.
 */
final class PostgresData {
    static final String USER = "postgres";
    private static final int LONGEST_SOCKET_PATH = 103; // macOS; Linux takes 107 bytes

    private final Path folder;
    private final Path data;
    private final Path passwordFile;

    PostgresData(Path folder) {
        this.folder = folder;
        this.data = folder.resolve("data");
        this.passwordFile = folder.resolve("password");
    }

    /** Where the server works. */
    Path path() {
        return data;
    }

    Path log() {
        return folder.resolve("postgres.log");
    }

    String password() throws IOException {
        return Files.readString(passwordFile, StandardCharsets.US_ASCII).strip();
    }

    /** Makes the data where there is none, and gives data from before passwords one. No server runs on it meanwhile. */
    void prepare(PostgresBinaries binaries, Runner runner) throws IOException {
        if (!Files.exists(log())) {
            Files.createFile(log(), PrivateFiles.FILE);
        }
        if (!Files.exists(data.resolve("PG_VERSION"))) {
            create(binaries, runner);
        } else if (!Files.exists(passwordFile)) {
            writeSettings();
            String password = newPassword();
            runner.run(
                    List.of(binaries.program("postgres"), "--single", "-D", data.toString(), "postgres"),
                    "ALTER ROLE " + USER + " PASSWORD '" + password + "'\n");
            PrivateFiles.write(passwordFile, password + "\n");
        }
        writeSettings();
        removeSockets();
    }

    /** Each start has a port of its own, and with it a socket of its own: those of killed servers would add up. */
    private void removeSockets() throws IOException {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, ".s.PGSQL.*")) {
            for (Path socket : left) {
                Files.delete(socket);
            }
        }
    }

    private void create(PostgresBinaries binaries, Runner runner) throws IOException {
        Path staging = folder.resolve("data.new");
        PrivateFiles.remove(staging);
        PrivateFiles.remove(data); // without a version it is the rest of an interrupted start of an older Winnow
        PrivateFiles.write(passwordFile, newPassword() + "\n");
        runner.run(
                List.of(
                        binaries.program("initdb"),
                        "-D",
                        staging.toString(),
                        "-U",
                        USER,
                        "-E",
                        "UTF8",
                        "-A",
                        "scram-sha-256",
                        "--pwfile=" + passwordFile,
                        "-c",
                        "dynamic_shared_memory_type=mmap"),
                "");
        Files.move(staging, data, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Runs a program to its end and fails where it does. */
    @FunctionalInterface
    interface Runner {
        void run(List<String> command, String input) throws IOException;
    }

    private static String newPassword() {
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    /**
     * Shared memory is mapped from files in the data folder, or is anonymous: a killed server leaves nothing in {@code /dev/shm}. It
     * leaves one System V segment of 56 bytes, by which PostgreSQL knows that a folder is in use; the next start takes that over.
     *
     * <p>Before it recovers, a server makes sure that everything is on the disk. File by file, that is a thousand calls, which take
     * seconds on a disk that others use too; Linux has one call for the whole file system.
     */
    private void writeSettings() throws IOException {
        PrivateFiles.write(
                data.resolve("postgresql.conf"),
                String.join(
                        "\n",
                        "# Written at each start.",
                        "listen_addresses = '127.0.0.1'",
                        "unix_socket_directories = '" + socketFolder().orElse("") + "'",
                        "unix_socket_permissions = 0700",
                        "password_encryption = 'scram-sha-256'",
                        "shared_memory_type = 'mmap'",
                        "dynamic_shared_memory_type = 'mmap'",
                        "min_dynamic_shared_memory = '8MB'",
                        "fsync = on",
                        "full_page_writes = on",
                        "recovery_init_sync_method = '" + (Programs.LINUX ? "syncfs" : "fsync") + "'",
                        "synchronous_commit = off",
                        "shared_buffers = '64MB'",
                        "max_connections = 40",
                        "jit = off",
                        "max_parallel_workers_per_gather = 0",
                        "autovacuum_naptime = '60s'",
                        ""));
        PrivateFiles.write(
                data.resolve("pg_hba.conf"),
                "# Written at each start.\n"
                        + "local all all scram-sha-256\n"
                        + "host all all 127.0.0.1/32 scram-sha-256\n");
    }

    /** None where the path of a socket in it would be too long or would need quoting: then there is TCP only. */
    private Optional<String> socketFolder() throws IOException {
        String real = folder.toRealPath().toString();
        boolean fits = (real + "/.s.PGSQL.65535").getBytes(StandardCharsets.UTF_8).length <= LONGEST_SOCKET_PATH;
        return fits && real.matches("[A-Za-z0-9/._+-]+") ? Optional.of(real) : Optional.empty();
    }
}
