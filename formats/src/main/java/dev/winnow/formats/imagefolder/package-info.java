/** Folders that torchvision, Keras and Hugging Face read as classes. */
package dev.winnow.formats.imagefolder;
