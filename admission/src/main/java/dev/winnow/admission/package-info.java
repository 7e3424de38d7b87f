/**
 * What an HTTP server takes on. A body has a limit, a least rate and a deadline; uploads under way are counted; what arrives after
 * an answer is dropped. Everything is decided on the event loop, before a thread or the heap is taken.
 */
package dev.winnow.admission;
