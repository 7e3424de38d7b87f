/** How a dataset's images are shared out, and which of them moved. */
package dev.winnow.gateway.splits;
