package dev.winnow.imaging;

import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.spec.Limits;
import java.io.IOException;

/**
 * Decoded pictures for the stages of one process: what the first stage decoded stays at hand for the next ones while there is
 * room, and is decoded again where there was none. Safe for use by several threads.
 */
public final class Pictures {
    private final Vetting vetting;
    private final PictureDecoder decoder;
    private final PictureCache cache;

    public Pictures(PictureDecoder decoder, PictureCache cache) {
        this(decoder, decoder, cache);
    }

    /**
     * @param vetting looks at bytes nobody has looked at
     * @param decoder decodes those that passed
     */
    public Pictures(Vetting vetting, PictureDecoder decoder, PictureCache cache) {
        this.vetting = vetting;
        this.decoder = decoder;
        this.cache = cache;
    }

    /** Where the bytes of vetted content come from. */
    @FunctionalInterface
    public interface Source {
        /** @throws IOException when the bytes cannot be read, which says nothing about the image */
        byte[] read(ContentHash content) throws IOException;
    }

    /**
     * Vets bytes as {@link Vetting#vet} does and keeps the picture at hand; the caller closes its own hold on it.
     *
     * @param source the item's source key, for its extension
     * @throws IOException when the decoder itself fails; a bad image is a {@link Decoded} value
     */
    public Decoded vet(ContentHash content, byte[] bytes, String source, Limits limits) throws IOException {
        Decoded decoded = vetting.vet(content, bytes, source, limits);
        if (decoded instanceof Decoded.Image image) {
            cache.put(content, image.picture());
        }
        return decoded;
    }

    /**
     * The picture of content that passed {@link #vet}, here or elsewhere; the caller closes it.
     *
     * @throws IOException when the source fails, or when the bytes no longer decode
     */
    public Picture of(ContentHash content, Source source) throws IOException {
        Picture kept = cache.get(content);
        return kept != null ? kept : decoder.decodeVetted(source.read(content));
    }

    /** Lets go of a picture that no stage needs any more. */
    public void forget(ContentHash content) {
        cache.remove(content);
    }
}
