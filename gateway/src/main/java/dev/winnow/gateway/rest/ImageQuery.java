package dev.winnow.gateway.rest;

import dev.winnow.dataset.Measure;
import dev.winnow.gateway.images.ImageFilter;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DefaultValue;
import org.jboss.resteasy.reactive.RestQuery;

/** The query parameters that choose and order images: the same wherever images are listed or decided about. */
public class ImageQuery {
    @RestQuery
    @Pattern(
            regexp = "accepted|flagged|rejected|quarantined|removed|in-flight",
            message = "is none of accepted, flagged, rejected, quarantined, removed, in-flight")
    String state;

    @RestQuery
    @Pattern(regexp = "train|val|test", message = "is none of train, val, test")
    String split;

    @RestQuery
    @Size(max = 1024)
    String label;

    @RestQuery
    @Size(max = 256)
    String tag;

    @RestQuery
    @Size(max = 64)
    String issue;

    @RestQuery
    @Size(max = 64)
    String reason;

    @RestQuery
    @Size(max = 64)
    String format;

    @RestQuery
    @Size(max = 128)
    String cluster;

    @RestQuery
    @Size(max = 1024)
    String q;

    @RestQuery
    String measure;

    @RestQuery
    Double min;

    @RestQuery
    Double max;

    @RestQuery
    @DefaultValue("uploaded")
    String sort;

    @RestQuery
    @Pattern(regexp = "asc|desc", message = "is neither asc nor desc")
    String order;

    /** @throws Problem.ProblemException 400 where a parameter names nothing that there is */
    ImageFilter filter() {
        ImageFilter.Sort by = ImageFilter.Sort.ofKey(sort)
                .orElseThrow(() -> Problem.of(
                                400,
                                "Invalid parameter",
                                "sort is " + sort + ", which is none of " + String.join(", ", ImageFilter.Sort.keys()))
                        .about("sort")
                        .exception());
        Measure of = measure == null
                ? null
                : Measure.ofKey(measure)
                        .orElseThrow(() -> Problem.of(
                                        400, "Invalid parameter", "measure is " + measure + ", which is no measure")
                                .about("measure")
                                .exception());
        if (of == null && (min != null || max != null)) {
            throw Problem.of(400, "Invalid parameter", "min and max need a measure they are limits of")
                    .about("measure")
                    .exception();
        }
        boolean descending = order == null ? by.equals(ImageFilter.Sort.UPLOADED) : order.equals("desc");
        return new ImageFilter(
                state, split, label, tag, issue, reason, format, cluster, q, of, min, max, by, descending);
    }
}
