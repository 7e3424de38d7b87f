/**
 * The services as people run them, each a process of its own, on a real broker, database and store. They are killed while images
 * flow; then {@linkplain dev.winnow.endtoend.Promise promises} are held against everything they left behind.
 */
package dev.winnow.endtoend;
