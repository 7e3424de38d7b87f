/**
 * The contract between the services: one record per fact, the topics they stand on, and how they are written. An image's
 * events nest: each holds the one before it, so that the last event of an image tells its whole story.
 */
package dev.winnow.events;
