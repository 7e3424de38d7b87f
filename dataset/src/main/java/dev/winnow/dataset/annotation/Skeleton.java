package dev.winnow.dataset.annotation;

import java.util.List;

/**
 * The keypoints that objects of a class have. One skeleton serves all annotations of its class.
 *
 * @param names of the points, in order
 * @param links between points, by their places in {@code names} from 0; COCO's pairs count from 1
 */
public record Skeleton(List<String> names, List<Link> links) {
    public static final Skeleton NONE = new Skeleton(List.of(), List.of());

    public Skeleton {
        names = List.copyOf(names);
        links = List.copyOf(links);
    }

    /** Two points joined by a line. */
    public record Link(int from, int to) {}
}
