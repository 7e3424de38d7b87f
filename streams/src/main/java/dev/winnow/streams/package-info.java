/** What every Kafka Streams application shares. Its settings stand in {@code META-INF/microprofile-config.properties}. */
package dev.winnow.streams;
