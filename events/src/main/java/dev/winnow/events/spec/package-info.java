/** Specs as people write them: read with a sentence for each mistake, and described by a JSON Schema. */
package dev.winnow.events.spec;
