package dev.winnow.gateway.rest;

import dev.winnow.dataset.Issue;
import dev.winnow.dataset.Measure;
import dev.winnow.gateway.quality.Calibration;
import dev.winnow.gateway.quality.Distributions;
import dev.winnow.gateway.quality.Filter;
import dev.winnow.gateway.quality.Quality;
import dev.winnow.gateway.quality.Thresholds;
import dev.winnow.gateway.quality.Verdicts;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;

/** How good a dataset's images are, and what other thresholds would make of them. */
@Path("/api/datasets/{dataset}/quality")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Quality")
public class QualityResource {
    private final Distributions distributions;
    private final Thresholds thresholds;
    private final Verdicts verdicts;
    private final Known known;

    public QualityResource(Distributions distributions, Thresholds thresholds, Verdicts verdicts, Known known) {
        this.distributions = distributions;
        this.thresholds = thresholds;
        this.verdicts = verdicts;
        this.known = known;
    }

    @GET
    @Operation(
            summary = "How each measure is distributed, with quantiles, rules and fence; issues and rejections by kind",
            description =
                    "Of all images that were measured, or of those with a label, in a split. Logarithmic measures have"
                            + " bins of equal ratio, whose first counts what lies below it too.")
    public Quality quality(
            String dataset,
            @RestQuery @Size(max = 1024) String label,
            @RestQuery @Pattern(regexp = "train|val|test", message = "is none of train, val, test") String split,
            @RestQuery @DefaultValue("40") @Min(1) @Max(200) int bins)
            throws SQLException {
        known.require(dataset);
        return distributions.quality(new Filter(dataset, label, split), bins);
    }

    /** @param through whether nothing is left to be judged again */
    public record Judging(boolean through) {}

    @GET
    @Path("judging")
    @Operation(
            summary =
                    "Whether the spec in force, and fences that fit the dataset, have been brought to bear on all images",
            description = "An image that comes, or a spec that changes, makes it false until all are judged.")
    public Judging judging(String dataset) throws SQLException {
        known.require(dataset);
        return new Judging(verdicts.areSettled(dataset));
    }

    @GET
    @Path("calibration")
    @Operation(
            summary = "The images around a threshold, and how many a new one would flag before it is in force",
            description =
                    "Without below and above, those of the rule in force. A value at the threshold itself breaks no"
                            + " rule.")
    public Calibration calibration(
            String dataset,
            @RestQuery @Parameter(required = true, description = "The key of a measure") String measure,
            @RestQuery @Parameter(description = "The issue whose rule is meant; else the first on the measure")
                    String issue,
            @RestQuery @Parameter(description = "A number: values below it would break the rule") String below,
            @RestQuery @Parameter(description = "A number: values above it would break the rule") String above,
            @RestQuery @Size(max = 1024) String label,
            @RestQuery @Pattern(regexp = "train|val|test", message = "is none of train, val, test") String split,
            @RestQuery @DefaultValue("12") @Min(1) @Max(100) int limit)
            throws SQLException {
        known.require(dataset);
        Measure of = Measure.ofKey(measure == null ? "" : measure)
                .orElseThrow(() -> invalid(
                        "measure",
                        measure,
                        "none of "
                                + Arrays.stream(Measure.values())
                                        .map(Measure::key)
                                        .collect(Collectors.joining(", "))));
        Issue.Kind kind = issue == null
                ? null
                : Arrays.stream(Issue.Kind.values())
                        .filter(any -> any.name().equals(issue))
                        .findFirst()
                        .orElseThrow(() -> invalid("issue", issue, "no kind of issue"));
        Double least = number("below", below);
        Double most = number("above", above);
        if (least != null && most != null && least > most) {
            throw invalid("below", below, "more than above, which is " + above);
        }
        return thresholds.calibration(new Filter(dataset, label, split), of, kind, least, most, limit);
    }

    private static Double number(String parameter, String text) {
        if (text == null) {
            return null;
        }
        try {
            double number = Double.parseDouble(text);
            if (Double.isFinite(number)) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw invalid(parameter, text, "no finite number");
    }

    private static Problem.ProblemException invalid(String parameter, String value, String which) {
        return Problem.of(400, "Invalid parameter", parameter + " is " + value + ", which is " + which)
                .about(parameter)
                .exception();
    }
}
