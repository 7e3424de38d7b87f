package dev.winnow.standalone;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import java.util.regex.Pattern;

/** Failures in words: no class names, and never nothing. */
public final class Reasons {
    private static final Pattern CLASS_NAME = Pattern.compile("\\b(?:[a-z][a-z0-9_]*\\.)+[A-Z]\\w*: ?");

    private Reasons() {}

    public static String of(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof NoSuchFileException) {
            return "there is no such file";
        }
        if (e instanceof FileAlreadyExistsException) {
            return "it is a file";
        }
        if (e instanceof ConnectException) {
            return "nothing answers there";
        }
        if (e instanceof UnknownHostException) {
            return "there is no such host";
        }
        if (e instanceof FileSystemException failed) {
            return failed.getReason() == null ? inWords(e) : failed.getReason();
        }
        return sentence(e);
    }

    /** What the first cause of a failure says. */
    public static String ofRoot(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root instanceof IOException e ? of(e) : sentence(root);
    }

    /** A message of a library without the names of its classes. */
    public static String withoutClassNames(String message) {
        return CLASS_NAME.matcher(message).replaceAll("");
    }

    private static String sentence(Throwable failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank() ? inWords(failure) : withoutClassNames(message);
    }

    /** {@code ClosedChannelException} says "closed channel". */
    private static String inWords(Throwable failure) {
        return failure.getClass()
                .getSimpleName()
                .replaceAll("(Exception|Error)$", "")
                .replaceAll("([a-z])([A-Z])", "$1 $2")
                .toLowerCase(Locale.ROOT);
    }
}
