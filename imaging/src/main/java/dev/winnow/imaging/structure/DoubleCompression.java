package dev.winnow.imaging.structure;

final class DoubleCompression {
    static Double of(CoefficientHistograms h) {
        return null;
    }
}
