/** Label Studio's exports in JSON, with and without their tasks' histories. */
package dev.winnow.formats.labelstudio;
