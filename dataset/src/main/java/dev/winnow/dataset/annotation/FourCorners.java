package dev.winnow.dataset.annotation;

import java.util.Optional;

/** Whether four corners are a turned box. */
final class FourCorners {
    private static final double SLACK = 0.02;

    private FourCorners() {}

    /** The box that the corners are, if its angles are right and its opposite sides alike, both within two per cent. */
    static Optional<Shape.RotatedBox> rectangle(Ring corners) {
        double[] length = new double[4];
        double[] dx = new double[4];
        double[] dy = new double[4];
        for (int i = 0; i < 4; i++) {
            int next = (i + 1) % 4;
            dx[i] = corners.x(next) - corners.x(i);
            dy[i] = corners.y(next) - corners.y(i);
            length[i] = Math.hypot(dx[i], dy[i]);
        }
        for (int i = 0; i < 4; i++) {
            int next = (i + 1) % 4;
            double cosine = (dx[i] * dx[next] + dy[i] * dy[next]) / (length[i] * length[next]);
            if (!(Math.abs(cosine) <= SLACK)) {
                return Optional.empty();
            }
        }
        if (Math.abs(length[0] - length[2]) > SLACK * Math.max(length[0], length[2])
                || Math.abs(length[1] - length[3]) > SLACK * Math.max(length[1], length[3])) {
            return Optional.empty();
        }
        double x = (corners.x(0) + corners.x(1) + corners.x(2) + corners.x(3)) / 4;
        double y = (corners.y(0) + corners.y(1) + corners.y(2) + corners.y(3)) / 4;
        double degrees = Math.toDegrees(Math.atan2(dy[0] - dy[2], dx[0] - dx[2]));
        return Optional.of(
                new Shape.RotatedBox(x, y, (length[0] + length[2]) / 2, (length[1] + length[3]) / 2, degrees));
    }
}
