/**
 * The read model, the API and the dashboard. Reads every topic, keeps one row per image in PostgreSQL, and answers from there; all
 * of it can be dropped and rebuilt by reading the topics again.
 */
package dev.winnow.gateway;
