/** Who sent a request. Every request of the gateway passes here ahead of its route, and every decision records the caller's name. */
package dev.winnow.gateway.access;
