package dev.winnow.dataset.duplicate;

import java.util.Arrays;

/**
 * Finds the affine map that lays one picture on another by maximising the enhanced correlation coefficient, forward additive
 * (Evangelidis and Psarakis: <i>Parametric Image Alignment Using Enhanced Correlation Coefficient Maximization</i>, PAMI 2008).
 * Brightness and contrast do not matter to it. Working memory for one pair at a time.
 */
final class Registration {
    private static final double LEAST_GAIN = 3e-4;

    /** Steps after which a correlation below {@link #HOPELESS} ends the search: copies are beyond it by then. */
    private static final int PATIENCE = 5;

    private static final double HOPELESS = 0.4;

    private static final int PARAMETERS = 6;

    private final int side;

    private final double[][] hessian = new double[PARAMETERS][PARAMETERS];
    private final double[] ofInput = new double[PARAMETERS];
    private final double[] ofTemplate = new double[PARAMETERS];
    private final double[] ofSlopes = new double[PARAMETERS];
    private final double[] solved = new double[PARAMETERS];

    private int pixels;
    private double inputSum;
    private double inputSquares;
    private double templateSum;
    private double templateSquares;
    private double products;

    Registration(int side) {
        this.side = side;
    }

    /** A smooth picture that is to be laid on others, with its slopes. */
    static final class Input {
        private final float[] gray;
        private final float[] slopeX;
        private final float[] slopeY;

        Input(float[] gray, int side) {
            this.gray = gray;
            slopeX = new float[side * side];
            slopeY = new float[side * side];
            for (int y = 0; y < side; y++) {
                int above = (y == 0 ? 1 : y - 1) * side;
                int below = (y == side - 1 ? side - 2 : y + 1) * side;
                int row = y * side;
                for (int x = 0; x < side; x++) {
                    slopeY[row + x] = (gray[below + x] - gray[above + x]) / 2;
                }
                for (int x = 1; x < side - 1; x++) {
                    slopeX[row + x] = (gray[row + x + 1] - gray[row + x - 1]) / 2;
                }
            }
        }
    }

    /**
     * @param template smooth
     * @param start from where to search
     * @param mostSteps to take
     * @param least correlation that is to come out of it
     * @return null where there is none, or none that is plausible
     */
    Warp find(float[] template, Input input, Warp start, int mostSteps, double least) {
        // In the order of the Jacobian's columns.
        double[] map = {start.xx(), start.yx(), start.xy(), start.yy(), start.x(), start.y()};
        double before = -1;
        for (int step = 0; step < mostSteps; step++) {
            gather(template, input.gray, input.slopeX, input.slopeY, map);
            if (pixels < side * side / 4) {
                return null;
            }
            double inputVariance = inputSquares - inputSum * inputSum / pixels;
            double templateVariance = templateSquares - templateSum * templateSum / pixels;
            double covariance = products - inputSum * templateSum / pixels;
            double correlation = covariance / Math.sqrt(inputVariance * templateVariance);
            if (!(inputVariance > 0 && templateVariance > 0) || (step >= PATIENCE && correlation < HOPELESS)) {
                return null;
            }
            if (Math.abs(correlation - before) < LEAST_GAIN) {
                break;
            }
            before = correlation;
            for (int i = 0; i < PARAMETERS; i++) {
                ofInput[i] -= ofSlopes[i] * inputSum / pixels;
                ofTemplate[i] -= ofSlopes[i] * templateSum / pixels;
            }
            if (!decomposed()) {
                return null;
            }
            solve(ofInput);
            double numerator = inputVariance - dot(ofInput, solved);
            double denominator = covariance - dot(ofTemplate, solved);
            if (denominator <= 0) {
                return null;
            }
            double scale = numerator / denominator;
            for (int i = 0; i < PARAMETERS; i++) {
                ofTemplate[i] = scale * ofTemplate[i] - ofInput[i];
            }
            solve(ofTemplate);
            for (int i = 0; i < PARAMETERS; i++) {
                map[i] += solved[i];
            }
            if (!warp(map).isPlausible(side)) {
                return null;
            }
        }
        return before < least ? null : warp(map);
    }

    private static Warp warp(double[] map) {
        return new Warp(map[0], map[2], map[4], map[1], map[3], map[5]);
    }

    /**
     * All sums that a step needs, in one pass over the pixels that both pictures show. Down a row only the distance to the right
     * changes, so that a row's sums are taken without the distance down and weighted by it at its end.
     */
    private void gather(float[] template, float[] input, float[] slopeX, float[] slopeY, double[] map) {
        clear();
        float middle = (side - 1) / 2f;
        float last = side - 1;
        float acrossX = (float) map[0];
        float acrossY = (float) map[1];
        for (int row = 0; row < side; row++) {
            float down = row - middle;
            float startX = (float) (map[2] * down + map[4]) + middle;
            float startY = (float) (map[3] * down + map[5]) + middle;
            float xx = 0;
            float xy = 0;
            float yy = 0;
            float xx1 = 0;
            float xy1 = 0;
            float yy1 = 0;
            float xx2 = 0;
            float xy2 = 0;
            float yy2 = 0;
            float sx = 0;
            float sy = 0;
            float sx1 = 0;
            float sy1 = 0;
            float ix = 0;
            float iy = 0;
            float ix1 = 0;
            float iy1 = 0;
            float tx = 0;
            float ty = 0;
            float tx1 = 0;
            float ty1 = 0;
            float i1 = 0;
            float i2 = 0;
            float t1 = 0;
            float t2 = 0;
            float it = 0;
            int count = 0;
            for (int column = 0; column < side; column++) {
                float right = column - middle;
                float sourceX = startX + acrossX * right;
                float sourceY = startY + acrossY * right;
                if (!(sourceX >= 0 && sourceY >= 0 && sourceX < last && sourceY < last)) {
                    continue;
                }
                int left = (int) sourceX;
                int top = (int) sourceY;
                float u = sourceX - left;
                float v = sourceY - top;
                float w11 = u * v;
                float w01 = u - w11;
                float w10 = v - w11;
                float w00 = 1 - u - w10;
                int a = top * side + left;
                int b = a + side;
                float value = w00 * input[a] + w01 * input[a + 1] + w10 * input[b] + w11 * input[b + 1];
                float gx = w00 * slopeX[a] + w01 * slopeX[a + 1] + w10 * slopeX[b] + w11 * slopeX[b + 1];
                float gy = w00 * slopeY[a] + w01 * slopeY[a + 1] + w10 * slopeY[b] + w11 * slopeY[b + 1];
                float t = template[row * side + column];
                float gxx = gx * gx;
                float gxy = gx * gy;
                float gyy = gy * gy;
                xx += gxx;
                xy += gxy;
                yy += gyy;
                float rxx = gxx * right;
                float rxy = gxy * right;
                float ryy = gyy * right;
                xx1 += rxx;
                xy1 += rxy;
                yy1 += ryy;
                xx2 += rxx * right;
                xy2 += rxy * right;
                yy2 += ryy * right;
                float gx1 = gx * right;
                float gy1 = gy * right;
                sx += gx;
                sy += gy;
                sx1 += gx1;
                sy1 += gy1;
                ix += gx * value;
                iy += gy * value;
                ix1 += gx1 * value;
                iy1 += gy1 * value;
                tx += gx * t;
                ty += gy * t;
                tx1 += gx1 * t;
                ty1 += gy1 * t;
                i1 += value;
                i2 += value * value;
                t1 += t;
                t2 += t * t;
                it += value * t;
                count++;
            }
            pixels += count;
            inputSum += i1;
            inputSquares += i2;
            templateSum += t1;
            templateSquares += t2;
            products += it;
            addTo(ofSlopes, sx, sy, sx1, sy1, down);
            addTo(ofInput, ix, iy, ix1, iy1, down);
            addTo(ofTemplate, tx, ty, tx1, ty1, down);
            block(0, 0, xx2, xy2, yy2, 1);
            block(2, 0, xx1, xy1, yy1, down);
            block(2, 2, xx, xy, yy, (double) down * down);
            block(4, 0, xx1, xy1, yy1, 1);
            block(4, 2, xx, xy, yy, down);
            block(4, 4, xx, xy, yy, 1);
        }
    }

    private void clear() {
        pixels = 0;
        inputSum = 0;
        inputSquares = 0;
        templateSum = 0;
        templateSquares = 0;
        products = 0;
        for (int i = 0; i < PARAMETERS; i++) {
            ofInput[i] = 0;
            ofTemplate[i] = 0;
            ofSlopes[i] = 0;
            Arrays.fill(hessian[i], 0);
        }
    }

    private static void addTo(double[] sums, float x, float y, float x1, float y1, double down) {
        sums[0] += x1;
        sums[1] += y1;
        sums[2] += down * x;
        sums[3] += down * y;
        sums[4] += x;
        sums[5] += y;
    }

    /** The lower half of the Hessian is made of blocks of two by two. */
    private void block(int row, int column, double xx, double xy, double yy, double weight) {
        hessian[row][column] += weight * xx;
        hessian[row][column + 1] += weight * xy;
        hessian[row + 1][column] += weight * xy;
        hessian[row + 1][column + 1] += weight * yy;
    }

    /** Cholesky's decomposition of the Hessian, in its place; false where it has none. */
    private boolean decomposed() {
        for (int i = 0; i < PARAMETERS; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = hessian[i][j];
                for (int k = 0; k < j; k++) {
                    sum -= hessian[i][k] * hessian[j][k];
                }
                if (i == j) {
                    if (!(sum > 1e-9)) {
                        return false;
                    }
                    hessian[i][i] = Math.sqrt(sum);
                } else {
                    hessian[i][j] = sum / hessian[j][j];
                }
            }
        }
        return true;
    }

    private void solve(double[] right) {
        for (int i = 0; i < PARAMETERS; i++) {
            double sum = right[i];
            for (int k = 0; k < i; k++) {
                sum -= hessian[i][k] * solved[k];
            }
            solved[i] = sum / hessian[i][i];
        }
        for (int i = PARAMETERS - 1; i >= 0; i--) {
            double sum = solved[i];
            for (int k = i + 1; k < PARAMETERS; k++) {
                sum -= hessian[k][i] * solved[k];
            }
            solved[i] = sum / hessian[i][i];
        }
    }

    private static double dot(double[] one, double[] other) {
        double sum = 0;
        for (int i = 0; i < PARAMETERS; i++) {
            sum += one[i] * other[i];
        }
        return sum;
    }
}
