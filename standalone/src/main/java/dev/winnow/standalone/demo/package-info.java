/** The sample dataset that the demo draws itself. */
package dev.winnow.standalone.demo;
