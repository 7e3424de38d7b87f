/** Labels of images: submissions on their way in, and what the read model holds of them. */
package dev.winnow.gateway.labels;
