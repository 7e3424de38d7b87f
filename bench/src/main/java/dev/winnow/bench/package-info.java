/**
 * Benchmarks: what they feed, what they hold results against, and how they account for time. They drive what they measure
 * through an interface, so that this module knows neither broker nor database.
 */
package dev.winnow.bench;
