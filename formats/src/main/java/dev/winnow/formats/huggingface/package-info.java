/** Datasets as Hugging Face's {@code datasets} loads them. */
package dev.winnow.formats.huggingface;
