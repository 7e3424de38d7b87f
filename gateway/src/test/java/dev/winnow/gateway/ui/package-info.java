/** The dashboard's pages in a real browser, before answers that are known. */
package dev.winnow.gateway.ui;
