/** Whether a dataset is fit to train on, and the versions it is handed out in: decisions alone. */
package dev.winnow.dataset.release;
