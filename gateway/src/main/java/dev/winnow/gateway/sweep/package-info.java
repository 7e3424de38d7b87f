/** Finds objects in watched buckets whose notification was lost, and has them taken in. */
package dev.winnow.gateway.sweep;
