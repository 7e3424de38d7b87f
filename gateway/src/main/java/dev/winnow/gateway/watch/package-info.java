/** What is measured for alerts: dependencies, disks, images that do not get on. */
package dev.winnow.gateway.watch;
