/**
 * The vocabulary of an image dataset and the decisions taken about it. JDK only: no pixels, no broker, no framework.
 *
 * <p>Every type here is immutable unless its documentation says otherwise.
 */
package dev.winnow.dataset;
