package dev.winnow.dataset.augment;

/** How a number becomes one of 0 to 255. */
public enum Rounding {
    HALF_UP {
        @Override
        public int toByte(double value) {
            return clamped(Math.floor(value + 0.5));
        }
    },
    /** Cut off, as numpy and torch do when they cast: the policies of torchvision are defined so. */
    DOWN {
        @Override
        public int toByte(double value) {
            return clamped(Math.floor(value));
        }
    };

    /** 0 to 255; what lies outside is cut to the nearest of them. */
    public abstract int toByte(double value);

    private static int clamped(double whole) {
        return (int) Math.max(0, Math.min(255, whole));
    }
}
