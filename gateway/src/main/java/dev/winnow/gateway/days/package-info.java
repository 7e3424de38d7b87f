/** A dataset's uploads by the day they came, so that two days can be compared. */
package dev.winnow.gateway.days;
