package dev.winnow.ingest;

import dev.winnow.airlock.Airlock;
import dev.winnow.airlock.AirlockSettings;
import dev.winnow.airlock.DecodeJournal;
import dev.winnow.airlock.JournaledVetting;
import dev.winnow.imaging.PictureDecoder;
import dev.winnow.imaging.Vetting;
import io.quarkus.arc.DefaultBean;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes what looks at uploads as the settings ask: child processes, or this process with a journal. It is made when the service
 * starts, so that a wrong setting stops it there and not at its first image.
 */
@ApplicationScoped
public class VettingProducer {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,15})([KMG]?)");

    /** @throws IllegalArgumentException naming the setting that makes no sense, its value, and what to write instead */
    static Vetting vettingOf(IngestConfig config) {
        if (untrusted(config)) {
            return new Airlock(airlockOf(config));
        }
        Vetting decoder = (content, bytes, source, limits) -> InThisProcess.DECODER.vet(content, bytes, source, limits);
        Optional<Path> journal =
                config.journal().filter(path -> !path.isBlank()).map(VettingProducer::path);
        return journal.isEmpty() ? decoder : new JournaledVetting(decoder, open(journal.get()));
    }

    /** Loads native code, which takes a second; not before the first image. */
    private static final class InThisProcess {
        static final PictureDecoder DECODER = new PictureDecoder();
    }

    private static boolean untrusted(IngestConfig config) {
        return switch (config.untrusted().strip().toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default ->
                throw wrong(
                        "ingest.untrusted",
                        config.untrusted(),
                        "true to decode in child processes, or false to decode in this one");
        };
    }

    static AirlockSettings airlockOf(IngestConfig config) {
        String children = config.airlock().children().strip();
        if (!children.matches("\\d{1,3}")
                || Integer.parseInt(children) < 1
                || Integer.parseInt(children) > AirlockSettings.MOST_CHILDREN) {
            throw wrong(
                    "ingest.airlock.children",
                    children,
                    "a number of processes from 1 to " + AirlockSettings.MOST_CHILDREN);
        }
        return AirlockSettings.of(
                Integer.parseInt(children), bytes(config.airlock().memory()));
    }

    private static long bytes(String text) {
        Matcher size = SIZE.matcher(text.strip().toUpperCase(Locale.ROOT));
        if (size.matches()) {
            int shift = "KMG".indexOf(size.group(2)) * 10 + 10;
            long number = Long.parseLong(size.group(1));
            long bytes = size.group(2).isEmpty() ? number : number << shift;
            if (number <= Long.MAX_VALUE >> 30 && bytes >= AirlockSettings.LEAST_MEMORY) {
                return bytes;
            }
        }
        throw wrong("ingest.airlock.memory", text, "128M or more, such as 512M or 1G");
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw wrong("ingest.journal", text, "the path of a file, or nothing");
        }
    }

    private static DecodeJournal open(Path path) {
        try {
            return DecodeJournal.open(path);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "ingest.journal is " + path
                            + ", which cannot be used: name a file of this process's own in a folder"
                            + " it can write to, or nothing. " + e.getMessage(),
                    e);
        }
    }

    private static IllegalArgumentException wrong(String key, String value, String expected) {
        return new IllegalArgumentException(key + " is '" + value + "': set it to " + expected);
    }

    @Startup
    @Produces
    @Singleton
    @DefaultBean
    Vetting vetting(IngestConfig config) {
        return vettingOf(config);
    }

    void close(@Disposes Vetting vetting) throws Exception {
        if (vetting instanceof AutoCloseable open) {
            open.close();
        }
    }
}
