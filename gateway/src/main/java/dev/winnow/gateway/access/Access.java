package dev.winnow.gateway.access;

import dev.winnow.events.Decision;
import dev.winnow.gateway.GatewayConfig;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The one access decision, taken for every request ahead of its route.
 *
 * <ol>
 *   <li>Where {@code gateway.access.user-header} names a header, a proxy in front of the gateway has authenticated the caller and
 *       wrote the name there. The proxy must overwrite that header, because the gateway believes it.
 *   <li>Otherwise, and where the header is absent, the caller is {@value Decision#ANONYMOUS}.
 *   <li>Every caller may do everything. Rules about who may do what belong here.
 * </ol>
 *
 * <p>Stateless; safe for use by several threads.
 */
@Singleton
public class Access {
    static final String USER_HEADER = "gateway.access.user-header";

    private static final int LONGEST_NAME = 256;
    private static final Pattern HEADER = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}");

    private final Optional<String> userHeader;

    /** @throws IllegalArgumentException where the setting is no name of a header */
    @Inject
    public Access(GatewayConfig config) {
        this(config.access().userHeader());
    }

    Access(Optional<String> userHeader) {
        userHeader.filter(name -> !HEADER.matcher(name).matches()).ifPresent(name -> {
            throw new IllegalArgumentException(USER_HEADER + " is '" + name
                    + "', expected the name of one header such as X-Forwarded-User: correct it, or leave it out");
        });
        this.userHeader = userHeader;
    }

    /** The header that names callers, empty where all are anonymous. */
    public Optional<String> userHeader() {
        return userHeader;
    }

    /**
     * Names the caller of a request.
     *
     * @param named the values of the {@link #userHeader}
     * @throws UnknownCallerException where they name nobody clearly
     */
    public String identify(List<String> named) {
        if (userHeader.isEmpty() || named.isEmpty()) {
            return Decision.ANONYMOUS;
        }
        String name = named.get(0).strip();
        if (named.size() > 1 || name.isEmpty() || name.length() > LONGEST_NAME || hasControls(name)) {
            throw new UnknownCallerException("The header " + userHeader.get()
                    + " names the caller: send it once, with 1 to " + LONGEST_NAME + " printable characters");
        }
        return name;
    }

    private static boolean hasControls(String name) {
        return name.chars().anyMatch(Character::isISOControl);
    }

    /** A request does not say clearly who sent it. The message is a sentence for the caller. */
    public static final class UnknownCallerException extends RuntimeException {
        private static final long serialVersionUID = 1;

        UnknownCallerException(String message) {
            super(message);
        }
    }
}
