/** All that a release says, as JSON lines. */
package dev.winnow.formats.jsonl;
