/** Which hosts and origins an HTTP server answers: the one check that every request of every service passes first. */
package dev.winnow.origin;
