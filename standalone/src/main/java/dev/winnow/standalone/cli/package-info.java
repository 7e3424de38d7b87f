/** The command line: what people type, and what they read. */
package dev.winnow.standalone.cli;
