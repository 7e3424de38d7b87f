package dev.winnow.dataset;

/** File formats that are recognised by their first bytes; Winnow decodes the {@linkplain #accepted accepted} ones. */
public enum ImageFormat {
    JPEG("image/jpeg", true),
    PNG("image/png", true),
    WEBP("image/webp", true),
    GIF("image/gif", true),
    BMP("image/bmp", true),
    TIFF("image/tiff", true),
    PNM("image/x-portable-anymap", true),
    HEIC("image/heic", false),
    AVIF("image/avif", false),
    PSD("image/vnd.adobe.photoshop", false),
    TGA("image/x-tga", false),
    ICO("image/vnd.microsoft.icon", false),
    JPEG_2000("image/jp2", false),
    EXR("image/x-exr", false),
    SVG("image/svg+xml", false),
    EPS("application/postscript", false),
    PDF("application/pdf", false),
    JPEG_XL("image/jxl", false),
    DDS("image/vnd-ms.dds", false),
    DICOM("application/dicom", false),
    PAM("image/x-portable-arbitrarymap", false),
    ICNS("image/icns", false),
    QOI("image/qoi", false),
    /** What a camera's sensor saw, as NEF, CR2, CR3, ARW, DNG, RAF or IIQ files hold it. */
    CAMERA_RAW("image/x-dcraw", false);

    private final String mediaType;
    private final boolean accepted;

    ImageFormat(String mediaType, boolean accepted) {
        this.mediaType = mediaType;
        this.accepted = accepted;
    }

    public String mediaType() {
        return mediaType;
    }

    /** Whether Winnow decodes this format; the others are named in the rejection, never called corrupt. */
    public boolean accepted() {
        return accepted;
    }
}
