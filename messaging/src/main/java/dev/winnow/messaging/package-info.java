/** How events travel on channels. Services take and return events; where those go and how they are counted stands here, once. */
package dev.winnow.messaging;
