/** A Kafka broker in this JVM and a PostgreSQL server beside it: for one-machine use and for tests. Both listen on 127.0.0.1 only. */
package dev.winnow.embedded;
