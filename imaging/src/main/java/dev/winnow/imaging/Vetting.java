package dev.winnow.imaging;

import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.spec.Limits;
import java.io.IOException;

/**
 * Looks at bytes nobody has looked at yet: {@link PictureDecoder} in this process, or something around it that keeps a crash of
 * native code from doing harm. Safe for use by several threads.
 */
@FunctionalInterface
public interface Vetting {

    /**
     * @param content the hash of the bytes
     * @param source the name the file was uploaded under; only its extension is looked at
     * @return a picture for the caller to close, or why there is none
     * @throws IOException when the bytes could not be looked at, which says nothing about them
     */
    Decoded vet(ContentHash content, byte[] bytes, String source, Limits limits) throws IOException;
}
