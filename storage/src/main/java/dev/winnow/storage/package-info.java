/**
 * Where image bytes live. {@link dev.winnow.storage.ImageStore} keeps them under their SHA-256, in a folder
 * ({@link dev.winnow.storage.FolderStore}) or in a bucket ({@link dev.winnow.storage.S3Store}); which one, the
 * {@code store.*} settings say ({@link dev.winnow.storage.StoreConfig}).
 */
package dev.winnow.storage;
