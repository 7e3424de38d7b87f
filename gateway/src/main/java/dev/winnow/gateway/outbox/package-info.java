/** Events that are written in the transaction of what they follow from, and sent afterwards. */
package dev.winnow.gateway.outbox;
