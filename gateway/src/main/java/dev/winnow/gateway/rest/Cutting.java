package dev.winnow.gateway.rest;

import dev.winnow.dataset.release.Version;
import dev.winnow.events.SplitsFrozen;
import dev.winnow.gateway.access.Caller;
import dev.winnow.gateway.kafka.Announcer;
import dev.winnow.gateway.releases.Releases;
import dev.winnow.gateway.splits.Moves;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Decides about the version of a release that somebody asks for, and announces it. */
@ApplicationScoped
public class Cutting {
    private final Releases releases;
    private final Moves moves;
    private final Announcer announcer;
    private final Caller caller;
    private final Clock clock = Clock.systemUTC();

    public Cutting(Releases releases, Moves moves, Announcer announcer, Caller caller) {
        this.releases = releases;
        this.moves = moves;
        this.announcer = announcer;
        this.caller = caller;
    }

    /** @param reason of the version's number */
    public record ReleaseRequested(String release, String reason, String by, Instant at) {}

    /**
     * Returns when the broker has the decision; ends the request where the version is none, too low or taken.
     *
     * @param wanted version, or null for the proposed one
     * @param note or null
     */
    ReleaseRequested cut(String dataset, String wanted, String note) throws SQLException, IOException {
        Releases.Proposal proposal = releases.proposal(dataset);
        Version proposed = Version.of(proposal.version()).orElseThrow();
        Version version = wanted == null ? proposed : given(dataset, wanted, proposal, proposed);
        if (moves.releases(dataset).frozen().stream()
                .anyMatch(frozen -> frozen.release().equals(version.toString()))) {
            throw exists(dataset, version.toString());
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        SplitsFrozen frozen = new SplitsFrozen(dataset, version.toString(), caller.name(), now, note);
        announcer.decide(frozen);
        return new ReleaseRequested(
                frozen.release(),
                version.equals(proposed)
                        ? proposal.reason()
                        : "You chose it; " + proposed + " was proposed. " + proposal.reason(),
                frozen.by(),
                frozen.at());
    }

    private Version given(String dataset, String text, Releases.Proposal proposal, Version proposed)
            throws SQLException {
        Version version = Version.of(text)
                .orElseThrow(() -> Problem.of(
                                400,
                                "Invalid body",
                                "version is '" + text + "', expected a number such as v1, v1.1 or v1.1.1")
                        .about("version")
                        .exception());
        if (releases.find(dataset, version.toString()).isPresent()) {
            throw exists(dataset, version.toString());
        }
        if (version.compareTo(proposed) < 0) {
            throw Problem.of(
                            400,
                            "Version too low",
                            "version is " + version + ", expected " + proposed + " or higher: " + proposal.reason())
                    .about("version")
                    .remedy("Leave the version out to get " + proposed)
                    .exception();
        }
        return version;
    }

    private static Problem.ProblemException exists(String dataset, String version) {
        return Problem.of(409, "Released already", "Dataset '" + dataset + "' has a release " + version)
                .about("version")
                .remedy("Leave the version out to get the next one")
                .exception();
    }
}
