/** Judges the images there are again when their dataset's spec or its fences change, from raw values alone. */
package dev.winnow.gateway.judging;
