/** Whether the database answers, and what is done while it does not. */
package dev.winnow.gateway.database;
