package dev.winnow.formats.labelstudio;

import com.fasterxml.jackson.core.JsonToken;
import dev.winnow.dataset.annotation.LabelIssue;
import dev.winnow.formats.labels.LabelFiles;
import dev.winnow.formats.labels.LabelFormat;
import dev.winnow.formats.labels.LabelReader;
import dev.winnow.formats.labels.LabelRequest;
import dev.winnow.formats.labels.LabelSink;
import dev.winnow.formats.labels.PictureLinks;
import dev.winnow.formats.text.JsonTokens;
import dev.winnow.formats.text.UnreadableFileException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/** Reads Label Studio's JSON and JSON_MIN, task by task. */
public final class LabelStudioReader implements LabelReader {

    @Override
    public LabelFormat format() {
        return LabelFormat.LABEL_STUDIO;
    }

    @Override
    public void read(LabelRequest request, LabelSink sink) throws IOException {
        LabelFiles.of(request, sink)
                .each(
                        source -> source.toLowerCase(Locale.ROOT).endsWith(".json"),
                        (file, name) -> tasks(file, name, new PictureLinks(request.pictures()), sink));
    }

    private static void tasks(Path file, String name, PictureLinks links, LabelSink sink) throws IOException {
        LabelingConfig config = LabelingConfig.beside(file);
        try (JsonTokens json = JsonTokens.of(file)) {
            JsonToken first = json.next();
            if (first == JsonToken.START_OBJECT) {
                new LabelStudioTask(name, 0, config, links, sink).read(json.object());
                return;
            }
            if (first != JsonToken.START_ARRAY) {
                throw new UnreadableFileException(
                        LabelIssue.NOT_THE_EXPECTED_KIND,
                        "This is no export of Label Studio: it "
                                + (first == null ? "is empty" : "holds no list of tasks") + "; check --format.");
            }
            int place = 0;
            for (JsonToken token = json.next(); token != JsonToken.END_ARRAY; token = json.next()) {
                if (token == null) {
                    throw new UnreadableFileException(
                            LabelIssue.JSON_BROKEN, "Not readable as JSON: the file ends inside a list.");
                }
                if (token == JsonToken.START_OBJECT) {
                    new LabelStudioTask(name, place, config, links, sink).read(json.object());
                } else {
                    json.skip();
                }
                place++;
            }
        }
    }
}
