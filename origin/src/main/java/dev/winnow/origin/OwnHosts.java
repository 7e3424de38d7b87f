package dev.winnow.origin;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The hosts that this server answers for.
 *
 * <ol>
 *   <li>{@code localhost} and loopback addresses, at any port: a forwarded port has another number.
 *   <li>The hosts of {@code winnow.http.hosts}.
 *   <li>The address of {@code quarkus.http.host}; every address in numbers where that is not a loopback address, because probes
 *       ask by it. A page of another site never has such an address for its origin and ours at once.
 * </ol>
 */
final class OwnHosts {
    static final String KEY = "winnow.http.hosts";
    private static final Pattern ORIGIN = Pattern.compile("(https?)://([^/]+)");

    private final List<Authority> configured;
    private final Optional<Authority> bound;
    private final boolean addresses;

    /**
     * @param boundTo the value of {@code quarkus.http.host}
     * @param configured hosts with an optional port
     * @throws IllegalArgumentException naming the entry that is no host
     */
    OwnHosts(String boundTo, List<String> configured) {
        this.configured = configured.stream()
                .map(String::strip)
                .filter(entry -> !entry.isEmpty())
                .map(entry -> Authority.parse(entry)
                        .orElseThrow(() -> new IllegalArgumentException(
                                KEY + " has the entry '" + entry + "', which is no host: give names such as"
                                        + " winnow.example.org or winnow.example.org:8443, without http:// and paths,"
                                        + " with commas between")))
                .toList();
        this.bound = Authority.parse(boundTo.contains(":") ? '[' + boundTo + ']' : boundTo);
        this.addresses = !bound.map(Authority::isLoopback).orElse(false);
    }

    /** Whether a request for this host is meant for us. */
    boolean include(Authority asked) {
        return asked.isLoopback()
                || bound.map(own -> own.host().equals(asked.host())).orElse(false)
                || addresses && asked.isAddress()
                || configured.stream()
                        .anyMatch(own ->
                                own.host().equals(asked.host()) && (own.port() < 0 || own.port() == asked.port()));
    }

    /**
     * Whether a page of this origin may write: it came from the host that the request asks for, or from a configured one.
     *
     * @param origin the header as it stands
     */
    boolean mayWrite(String origin, Authority asked) {
        Matcher parts = ORIGIN.matcher(origin.toLowerCase(Locale.ROOT));
        if (!parts.matches()) {
            return false; // "null" among others: a page without an origin
        }
        int usual = parts.group(1).equals("https") ? 443 : 80;
        return Authority.parse(parts.group(2))
                .filter(page -> same(page, asked, usual) || configured.stream().anyMatch(own -> same(page, own, usual)))
                .isPresent();
    }

    private static boolean same(Authority page, Authority own, int usual) {
        int pagePort = page.port() < 0 ? usual : page.port();
        int ownPort = own.port() < 0 ? usual : own.port();
        return page.host().equals(own.host()) && pagePort == ownPort;
    }
}
