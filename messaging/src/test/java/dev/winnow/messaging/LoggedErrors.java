package dev.winnow.messaging;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What this process logs as an error while this is open. */
public final class LoggedErrors extends Handler implements AutoCloseable {
    private static final Logger ROOT = Logger.getLogger("");

    private final List<String> errors = new CopyOnWriteArrayList<>();

    private LoggedErrors() {
        setLevel(Level.SEVERE);
    }

    public static LoggedErrors listen() {
        LoggedErrors errors = new LoggedErrors();
        ROOT.addHandler(errors);
        return errors;
    }

    /** One text for each, with the failure's own. */
    public List<String> errors() {
        return List.copyOf(errors);
    }

    @Override
    public void publish(LogRecord logged) {
        if (logged.getLevel().intValue() >= Level.SEVERE.intValue()) {
            errors.add(logged.getLoggerName() + ": " + logged.getMessage()
                    + (logged.getThrown() == null ? "" : ", " + logged.getThrown()));
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        ROOT.removeHandler(this);
    }
}
