package dev.winnow.gateway.projection;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.Item;
import dev.winnow.events.ImageUploaded;
import dev.winnow.events.IsoInstant;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Optional;

/**
 * Which upload an event is about, and the order of uploads to one item: the later one counts; of two at the same microsecond
 * (the database's resolution) the one with the greater content hash, then the greater spec version.
 *
 * @param at in whole microseconds
 */
record UploadKey(Item item, Instant at, String content, int specVersion) {

    /** Of uploads to the same item. */
    static final Comparator<UploadKey> ORDER = Comparator.comparing(UploadKey::at)
            .thenComparing(UploadKey::content)
            .thenComparing(UploadKey::specVersion);

    private static final JsonFactory JSON = new JsonFactory();

    static UploadKey of(ImageUploaded upload) {
        return new UploadKey(
                upload.item(),
                upload.at().truncatedTo(ChronoUnit.MICROS),
                upload.content().hex(),
                upload.specVersion());
    }

    /**
     * Reads the key from the head of an event and stops there: events nest the earlier one first, so that the upload stands at
     * the very front of the text, however long the dossier is.
     *
     * @return nothing where the text does not begin that way; reading it whole tells why
     */
    static Optional<UploadKey> peek(byte[] event) {
        if (event == null) {
            return Optional.empty();
        }
        try (JsonParser in = JSON.createParser(event)) {
            if (in.nextToken() != JsonToken.START_OBJECT || in.nextToken() != JsonToken.FIELD_NAME) {
                return Optional.empty();
            }
            while (in.currentName().equals("image") || in.currentName().equals("upload")) {
                if (in.nextToken() != JsonToken.START_OBJECT || in.nextToken() != JsonToken.FIELD_NAME) {
                    return Optional.empty();
                }
            }
            return upload(in);
        } catch (IOException | IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<UploadKey> upload(JsonParser in) throws IOException {
        String dataset = null;
        String source = null;
        String content = null;
        Instant at = null;
        Integer specVersion = null;
        while (in.currentToken() == JsonToken.FIELD_NAME) {
            String field = in.currentName();
            in.nextToken();
            switch (field) {
                case "dataset" -> dataset = in.getText();
                case "source" -> source = in.getText();
                case "content" -> content = in.getText();
                case "specVersion" -> specVersion = in.getIntValue();
                case "at" -> at = IsoInstant.parse(in.getText());
                default -> in.skipChildren();
            }
            in.nextToken();
        }
        if (dataset == null || source == null || content == null || at == null || specVersion == null) {
            return Optional.empty();
        }
        return Optional.of(new UploadKey(
                new Item(dataset, source),
                at.truncatedTo(ChronoUnit.MICROS),
                new ContentHash(content).hex(),
                specVersion));
    }
}
