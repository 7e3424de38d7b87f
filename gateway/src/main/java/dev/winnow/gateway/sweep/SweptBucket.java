package dev.winnow.gateway.sweep;

import java.time.Instant;

/**
 * What a sweep found in a bucket.
 *
 * @param objects that were listed
 * @param known whose bytes were uploaded already, by notification or otherwise
 * @param missing whose upload is not known, or was of before the object was written last; they are being taken in
 * @param arriving that were written after the sweep began, whose notification is still to come
 * @param passedOver that are no images: markers of folders, annotations, masks, and keys outside any dataset
 * @param oldestMissing when the oldest of the missing was written, or null where none is missing
 * @param behindSeconds the age of that object when the sweep began; 0 where none is missing
 */
public record SweptBucket(
        String bucket,
        long objects,
        long known,
        long missing,
        long arriving,
        long passedOver,
        Instant oldestMissing,
        long behindSeconds) {}
