package dev.winnow.dataset.split;

/** Numbers drawn by a seed for a name: the same wherever and whenever. */
final class Lots {
    private Lots() {}

    /** Of each part, by the finaliser of SplitMix64 (Steele, Lea, Flood 2014). */
    static long[] of(long seed, String name, int parts) {
        long[] lots = new long[parts];
        for (int part = 0; part < parts; part++) {
            lots[part] = mixed(seed + 0x9e3779b97f4a7c15L * (31L * name.hashCode() + part + 1));
        }
        return lots;
    }

    /** The part that a name falls into when parts lie side by side with these shares, which sum to 1. */
    static int part(long seed, String name, double[] shares) {
        long bits = mixed(seed);
        for (int i = 0; i < name.length(); i++) {
            bits = mixed(bits + 0x9e3779b97f4a7c15L + name.charAt(i));
        }
        double place = (bits >>> 11) * 0x1p-53;
        int last = 0;
        for (int part = 0; part < shares.length; part++) {
            if (shares[part] > 0) {
                last = part;
                if (place < shares[part]) {
                    return part;
                }
                place -= shares[part];
            }
        }
        return last;
    }

    private static long mixed(long bits) {
        bits = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
        bits = (bits ^ (bits >>> 27)) * 0x94d049bb133111ebL;
        return bits ^ (bits >>> 31);
    }
}
