/** Whether datasets are fit to train on: their facts, gathered from the read model for {@code dataset.release} to judge. */
package dev.winnow.gateway.readiness;
