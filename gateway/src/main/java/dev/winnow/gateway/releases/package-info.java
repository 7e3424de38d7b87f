/**
 * Releases: assembling what split announced into a manifest in the store, comparing manifests, and handing releases out. Nothing else of
 * the gateway knows how a manifest looks, so that this package can become a service of its own.
 */
package dev.winnow.gateway.releases;
