package dev.winnow.gateway.rest;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;

/**
 * Adds to the API's description what holds for many operations alike: the problems that they may answer with, the form that names in
 * their path have, and what {@link StoredFiles} answers. What is special to one operation stands at its method.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.RUNTIME_STARTUP)
public class DocumentedResponses implements OASFilter {
    private static final String SCHEMA = "Problem";
    /** Answered before there is a request to look at, and without a body. */
    private static final Set<String> BY_THE_SERVER = Set.of("414", "431");

    private static final Pattern A_FILE = Pattern.compile(".*/images/\\{item}/(original|thumbnail|pictures/\\{copy})");
    private static final Map<String, String> PATH_PATTERNS = Map.of(
            "dataset", "^[a-z0-9][a-z0-9._-]{0,63}$",
            "item", "^[0-9a-f]{32}$",
            "letter", "^[0-9a-f]{32}$",
            "copy", "^[0-9]{1,3}$");

    @Override
    public void filterOpenAPI(OpenAPI api) {
        if (api.getComponents() == null) {
            api.setComponents(OASFactory.createComponents());
        }
        api.getComponents().addSchema(SCHEMA, problem());
        if (api.getPaths() != null && api.getPaths().getPathItems() != null) {
            api.getPaths().getPathItems().forEach((path, item) -> document(path, item));
        }
    }

    private static void document(String path, PathItem item) {
        item.getOperations().forEach((method, operation) -> {
            boolean writes = method != PathItem.HttpMethod.GET;
            Map<String, String> problems = new LinkedHashMap<>();
            problems.put("400", "A parameter or the body has no valid form");
            problems.put("403", "The request is for a foreign host, or a page of another origin sent it");
            problems.put("404", "There is no such dataset, image or dead letter");
            problems.put("406", "None of the media types asked for is served");
            problems.put("410", "The dataset was deleted");
            problems.put("414", "The address is too long");
            problems.put("431", "The headers are too long");
            problems.put("503", "The database, the broker or the store does not answer: try again");
            if (writes) {
                problems.put("408", "The body came too slowly");
                problems.put("409", "The dataset, image or dead letter is in a state that does not allow it");
                problems.put("412", "The precondition does not hold");
                problems.put("413", "The body is too large");
                problems.put("415", "The body's media type is not taken");
                problems.put("507", "The store has no room");
            }
            APIResponses responses =
                    Optional.ofNullable(operation.getResponses()).orElseGet(OASFactory::createAPIResponses);
            problems.forEach((status, description) -> {
                if (!responses.hasAPIResponse(status) || status.equals("400")) {
                    responses.addAPIResponse(
                            status,
                            OASFactory.createAPIResponse()
                                    .description(description)
                                    .content(BY_THE_SERVER.contains(status) ? null : problemContent()));
                }
            });
            if (A_FILE.matcher(path).matches()) {
                responses.addAPIResponse("200", file("The file"));
                responses.addAPIResponse("206", file("The part of the file that Range names"));
                responses.addAPIResponse(
                        "304",
                        OASFactory.createAPIResponse().description("The file is the one that If-None-Match names"));
                responses.addAPIResponse(
                        "416",
                        OASFactory.createAPIResponse()
                                .description("The file has nothing in the range")
                                .content(problemContent()));
            }
            operation.setResponses(responses);
            nameForms(operation);
        });
        Optional.ofNullable(item.getParameters()).ifPresent(all -> all.forEach(DocumentedResponses::nameForm));
    }

    private static Content problemContent() {
        return OASFactory.createContent()
                .addMediaType(
                        Problem.MEDIA_TYPE,
                        OASFactory.createMediaType()
                                .schema(OASFactory.createSchema().ref("#/components/schemas/" + SCHEMA)));
    }

    private static APIResponse file(String description) {
        return OASFactory.createAPIResponse()
                .description(description)
                .content(OASFactory.createContent()
                        .addMediaType("image/*", OASFactory.createMediaType())
                        .addMediaType("application/octet-stream", OASFactory.createMediaType()));
    }

    private static void nameForms(Operation operation) {
        Optional.ofNullable(operation.getParameters()).ifPresent(all -> all.forEach(DocumentedResponses::nameForm));
    }

    private static void nameForm(Parameter parameter) {
        String pattern = parameter.getIn() == Parameter.In.PATH ? PATH_PATTERNS.get(parameter.getName()) : null;
        if (pattern != null) {
            parameter.setSchema(OASFactory.createSchema()
                    .type(List.of(Schema.SchemaType.STRING))
                    .pattern(pattern));
        }
    }

    private static Schema problem() {
        return OASFactory.createSchema()
                .description("What went wrong, as RFC 9457 writes it")
                .type(List.of(Schema.SchemaType.OBJECT))
                .addProperty("type", text("about:blank"))
                .addProperty("title", text("What it is, in a few words"))
                .addProperty("status", OASFactory.createSchema().type(List.of(Schema.SchemaType.INTEGER)))
                .addProperty("detail", text("What was found, and what was expected"))
                .addProperty("key", text("The parameter or spec key that is to blame"))
                .addProperty("remedy", text("What to do about it"))
                .required(List.of("type", "title", "status", "detail"));
    }

    private static Schema text(String description) {
        return OASFactory.createSchema().type(List.of(Schema.SchemaType.STRING)).description(description);
    }
}
