/** Text, JSON, XML and YAML as strangers wrote them: read piece by piece, within bounds, with a place for each fault. */
package dev.winnow.formats.text;
