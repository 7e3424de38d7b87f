/**
 * Holds the files that deploy Winnow against the types their readers use, against one another and against the code: a
 * misspelled field, an unknown setting or a topic the catalogue does not know ends the build instead of a deployment.
 */
package dev.winnow.deployment;
