package dev.winnow.dataset.augment;

/** A transform cannot be applied to a picture of this size, such as a crop that is larger. The message is for people. */
public final class UnfitPictureException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnfitPictureException(String message) {
        super(message);
    }
}
