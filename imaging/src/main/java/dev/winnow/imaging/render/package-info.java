/** Carries out {@link dev.winnow.dataset.augment.Instruction}s on pixels and on masks. */
package dev.winnow.imaging.render;
