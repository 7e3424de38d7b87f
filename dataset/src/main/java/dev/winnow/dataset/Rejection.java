package dev.winnow.dataset;

import java.util.Objects;

/** Why an image stays out of the dataset: a reason to count, a sentence a person can act on. */
public record Rejection(Reason reason, String detail) {

    public Rejection {
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(detail, "detail");
    }

    /** Names are a contract: they stand in events, summaries and metrics. */
    public enum Reason {
        /** Zero bytes. */
        EMPTY,
        /** The first bytes are of no known image format. */
        NOT_AN_IMAGE,
        /** An image format Winnow does not decode. */
        UNSUPPORTED_FORMAT,
        /** Something stands before the signature of the format. */
        BAD_SIGNATURE,
        /** More bytes than the dataset's limit. */
        FILE_TOO_LARGE,
        /** More pixels than the dataset's limit, by the file's header. */
        TOO_MANY_PIXELS,
        /** A side longer than the dataset's limit, by the file's header. */
        SIDE_TOO_LONG,
        /** A side shorter than the dataset's minimum. */
        TOO_SMALL,
        /** The file ends before its picture does. */
        TRUNCATED,
        /** The file breaks its format's rules, or no decoder returns a picture. */
        CORRUPT,
        /** More frames than the dataset's limit, or several where its spec takes none. */
        ANIMATED,
        /** A colour space that cannot be turned into RGB faithfully. */
        UNSUPPORTED_COLOUR,
        /** A quality rule of the dataset's spec says reject. */
        LOW_QUALITY,
        /** The store returned other bytes than were put in, twice. A person has to look. */
        BLOB_CORRUPT,
        /** Another kind of file follows the picture in the same bytes: an archive, a page, a program. A person has to look. */
        POLYGLOT,
        /** The content took its decoder down twice. A person has to look. */
        DECODER_CRASH,
        /** Decoding passed its deadline twice. A person has to look. */
        DECODE_TIMEOUT,
        /** A copy of another image, which is kept instead by the policy of the dataset's spec. */
        DUPLICATE,
        /** A copy of another image; the policy of the dataset's spec sets it aside. A person has to look. */
        NEAR_DUPLICATE,
        /** A copy of images that a release has frozen in different splits. A person has to look. */
        LEAK_BRIDGE,
        /** A copy of an image that the dataset's own folders have in a split further from training. A person has to look. */
        LAYOUT_LEAK,
        /** A person set the image aside, and can restore it. */
        SET_ASIDE;

        /** Whether the file itself is at fault, and not its value for the dataset. */
        public boolean isOfFile() {
            return switch (this) {
                case EMPTY,
                        NOT_AN_IMAGE,
                        UNSUPPORTED_FORMAT,
                        BAD_SIGNATURE,
                        FILE_TOO_LARGE,
                        TOO_MANY_PIXELS,
                        SIDE_TOO_LONG,
                        TOO_SMALL,
                        TRUNCATED,
                        CORRUPT,
                        ANIMATED,
                        UNSUPPORTED_COLOUR,
                        BLOB_CORRUPT,
                        POLYGLOT,
                        DECODER_CRASH,
                        DECODE_TIMEOUT -> true;
                case LOW_QUALITY, DUPLICATE, NEAR_DUPLICATE, LEAK_BRIDGE, LAYOUT_LEAK, SET_ASIDE -> false;
            };
        }

        /** Whether the image is set aside for a person instead of being rejected for good. */
        public boolean quarantines() {
            return switch (this) {
                case BLOB_CORRUPT,
                        POLYGLOT,
                        DECODER_CRASH,
                        DECODE_TIMEOUT,
                        NEAR_DUPLICATE,
                        LEAK_BRIDGE,
                        LAYOUT_LEAK,
                        SET_ASIDE -> true;
                case EMPTY,
                        NOT_AN_IMAGE,
                        UNSUPPORTED_FORMAT,
                        BAD_SIGNATURE,
                        FILE_TOO_LARGE,
                        TOO_MANY_PIXELS,
                        SIDE_TOO_LONG,
                        TOO_SMALL,
                        TRUNCATED,
                        CORRUPT,
                        ANIMATED,
                        UNSUPPORTED_COLOUR,
                        LOW_QUALITY,
                        DUPLICATE -> false;
            };
        }
    }
}
