/** Answers that are kept until what they tell of changes. */
package dev.winnow.gateway.answers;
