/** Every service in one process, one command. The only place that knows them all. */
package dev.winnow.standalone;
