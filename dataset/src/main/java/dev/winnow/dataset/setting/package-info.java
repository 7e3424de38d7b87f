/** How the records of a spec describe and check their settings, in one place for constructors, documentation and JSON Schema. */
package dev.winnow.dataset.setting;
