package dev.winnow.imaging;

import dev.winnow.dataset.ImageFormat;
import dev.winnow.dataset.annotation.PictureSize;
import dev.winnow.imaging.structure.Bytes;
import dev.winnow.imaging.structure.ExifOrientation;
import dev.winnow.imaging.structure.FormatSniffer;
import dev.winnow.imaging.structure.Header;
import dev.winnow.imaging.structure.Structure;
import dev.winnow.imaging.structure.Unreadable;
import java.util.Optional;

/** The size of a picture by its file's header, without decoding a pixel. Says nothing about whether the rest of the file is whole. */
public final class SizeByHeader {

    private SizeByHeader() {}

    /** The upright size and the orientation; empty where the bytes are no picture that Winnow decodes. */
    public static Optional<PictureSize> of(byte[] bytes) {
        try {
            ImageFormat format = FormatSniffer.formatOf(bytes);
            if (!format.accepted()) {
                return Optional.empty();
            }
            Header header = Structure.of(format).header(new Bytes(bytes, format.name()));
            int orientation = ExifOrientation.of(bytes, header).value();
            boolean turns = orientation >= 5;
            return Optional.of(new PictureSize(
                    turns ? header.height() : header.width(), turns ? header.width() : header.height(), orientation));
        } catch (Unreadable e) {
            return Optional.empty();
        }
    }
}
