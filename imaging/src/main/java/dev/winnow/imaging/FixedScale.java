package dev.winnow.imaging;

import dev.winnow.imaging.measure.AreaScale;
import dev.winnow.imaging.measure.Neighbourhoods;

/**
 * A large picture scaled so that its longer edge has 512 pixels, at which sharpness is measured, so that resolution does not
 * pass for sharpness. Only the rows of the bands that are measured are made.
 *
 * <p>Working memory for one picture at a time.
 */
final class FixedScale implements AreaScale.Target {
    static final int EDGE = 512;

    private final AreaScale scale = new AreaScale();
    private final Neighbourhoods neighbourhoods = new Neighbourhoods();
    private int width;
    private int height;
    private int bandRows;
    private int bandsPerMeasured;

    /** Begins a picture whose longer side is more than {@link #EDGE}. */
    void start(int pictureWidth, int pictureHeight) {
        double ratio = (double) EDGE / Math.max(pictureWidth, pictureHeight);
        width = (int) Math.max(1, Math.round(pictureWidth * ratio));
        height = (int) Math.max(1, Math.round(pictureHeight * ratio));
        bandRows = PixelPass.bandRows(width, height);
        bandsPerMeasured = PixelPass.bandsPerMeasured(width, height);
        scale.start(pictureWidth, pictureHeight, width, height);
        neighbourhoods.start(width, height, bandRows, bandsPerMeasured > 1);
    }

    /** The next row of the picture: gray values 0 to 255 from {@code at} on. */
    void add(short[] gray, int at) {
        scale.add(gray, at, this);
    }

    @Override
    public boolean wants(int y) {
        int band = y / bandRows;
        return bandsPerMeasured == 1 || PixelPass.measured(band, rows(band), bandsPerMeasured);
    }

    @Override
    public void row(int y, short[] gray) {
        int band = y / bandRows;
        int top = band * bandRows;
        System.arraycopy(gray, 0, neighbourhoods.rows(), neighbourhoods.offset(y - top), width);
        if (y - top < rows(band) - 1) {
            return;
        }
        if (bandsPerMeasured > 1) {
            neighbourhoods.addAlone(top, rows(band));
        } else {
            neighbourhoods.add(rows(band));
        }
    }

    private int rows(int band) {
        return Math.min(bandRows, height - band * bandRows);
    }

    /** Once all rows were added. */
    Neighbourhoods neighbourhoods() {
        return neighbourhoods;
    }
}
