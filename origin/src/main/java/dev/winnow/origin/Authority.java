package dev.winnow.origin;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A host and a port as a request names them, such as {@code example.org:8086} or {@code [::1]}. Never resolved by a name server.
 *
 * @param host in lower case, without a trailing dot
 * @param port -1 where none is given
 */
record Authority(String host, int port) {
    private static final Pattern NAME =
            Pattern.compile("[a-z0-9_]([a-z0-9_-]{0,62})(\\.[a-z0-9_][a-z0-9_-]{0,62})*\\.?");
    private static final Pattern IPV4 =
            Pattern.compile("(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(\\.(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)){3}");
    private static final Pattern IPV6 = Pattern.compile("\\[[0-9a-f:]+(:\\d+\\.\\d+\\.\\d+\\.\\d+)?]");
    private static final Pattern WHOLE = Pattern.compile("(\\[[^\\]]*]|[^:]*)(?::(\\d{1,5}))?");

    /** Empty where the text is no host with an optional port; user names, blanks and paths make it so. */
    static Optional<Authority> parse(String text) {
        if (text == null || text.length() > 260) {
            return Optional.empty();
        }
        Matcher whole = WHOLE.matcher(text.toLowerCase(Locale.ROOT));
        if (!whole.matches()) {
            return Optional.empty();
        }
        String host = whole.group(1);
        int port = whole.group(2) == null ? -1 : Integer.parseInt(whole.group(2));
        boolean known = host.startsWith("[")
                ? IPV6.matcher(host).matches() && address(host) != null
                : NAME.matcher(host).matches();
        if (!known || port > 65_535) {
            return Optional.empty();
        }
        return Optional.of(new Authority(host.endsWith(".") ? host.substring(0, host.length() - 1) : host, port));
    }

    /** {@code localhost}, or an address that reaches this machine alone. */
    boolean isLoopback() {
        InetAddress address = address(host);
        return address == null ? host.equals("localhost") : address.isLoopbackAddress();
    }

    /** Whether the host is an address in numbers, which no name server can point elsewhere. */
    boolean isAddress() {
        return address(host) != null;
    }

    /** @return null where the host is a name */
    private static InetAddress address(String host) {
        if (!host.startsWith("[") && !IPV4.matcher(host).matches()) {
            return null;
        }
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            return null;
        }
    }

    @Override
    public String toString() {
        return port < 0 ? host : host + ':' + port;
    }
}
