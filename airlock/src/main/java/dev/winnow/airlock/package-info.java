/**
 * What keeps the decoding of bytes nobody has vetted from doing harm: {@link dev.winnow.airlock.Airlock} decodes them in
 * disposable child processes, {@link dev.winnow.airlock.DecodeJournal} remembers what was being decoded in this process when it
 * went down.
 */
package dev.winnow.airlock;
