/** Dead letters as persons deal with them: what failed and why, sending a record again, dropping it. */
package dev.winnow.gateway.letters;
