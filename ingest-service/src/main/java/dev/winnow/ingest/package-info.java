/** The way in: uploads are stored and announced, then vetted; what is no whole picture is rejected with a reason. */
package dev.winnow.ingest;
