package dev.winnow.formats.labels;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds the picture that a label file, or a record in one, speaks of.
 *
 * <p>Both sides are normalised: back slashes become slashes, Unicode is composed, escapes are decoded once, and scheme and query of a
 * URL are cut. Then the first of these steps that has a picture decides:
 *
 * <ol>
 *   <li>the whole path;
 *   <li>two or more names at the ends of both paths, where one picture has more of them than the others;
 *   <li>the file name;
 *   <li>the same without extensions;
 *   <li>all of these without upper and lower case;
 *   <li>the file name without what Label Studio and Roboflow add to it.
 * </ol>
 *
 * <p>Where a step has several pictures, none is chosen. Holds one entry a picture. Immutable.
 */
public final class PictureIndex implements Pictures {
    private static final Set<String> EXTENSIONS = Set.of(
            "jpg", "jpeg", "jpe", "jfif", "png", "bmp", "gif", "webp", "tif", "tiff", "avif", "heic", "heif", "jp2",
            "pgm", "ppm", "pbm", "dng", "mpo");

    private static final Pattern SCHEME = Pattern.compile("^[A-Za-z][A-Za-z0-9+.-]+://[^/]*/?");
    private static final Pattern UPLOAD_PREFIX = Pattern.compile("^[0-9a-f]{8}-(?=.)");
    private static final Pattern ROBOFLOW =
            Pattern.compile("(?<=.)(?:_(?:jpe?g|png|bmp|webp|tiff?))?\\.rf\\.[0-9a-z]{8,}$");
    private static final int SHOWN = 3;

    private final Map<String, Picture> byName = new LinkedHashMap<>();

    /** Names, or arrays of them, by what is left of their file names when everything that may differ is taken away. */
    private final Map<String, Object> byKey = new HashMap<>();

    /** @param pictures of which no two have one name */
    public PictureIndex(Collection<Picture> pictures) {
        for (Picture picture : pictures) {
            byName.put(picture.name(), picture);
            byKey.merge(key(stem(normalised(picture.name()))), picture.name(), PictureIndex::both);
        }
    }

    @Override
    public boolean known() {
        return true;
    }

    @Override
    public List<Picture> all() {
        return List.copyOf(byName.values());
    }

    @Override
    public Match find(String reference) {
        String path = normalised(reference);
        path = path.startsWith("/") ? path.substring(1) : path;
        List<String> candidates = candidates(path);
        if (candidates.contains(reference)) {
            return new Match.One(byName.get(reference));
        }
        for (Form form : Form.values()) {
            String wanted = form.ofNamed(path);
            List<String> hits = matching(candidates, source -> form.of(source).equals(wanted));
            if (hits.isEmpty()) {
                hits = longestEnd(candidates, form, wanted);
            }
            if (hits.isEmpty()) {
                hits = matching(candidates, source -> name(form.of(source)).equals(name(wanted)));
            }
            if (!hits.isEmpty()) {
                return match(hits);
            }
        }
        return match(candidates);
    }

    private Match match(List<String> names) {
        return switch (names.size()) {
            case 0 -> new Match.None();
            case 1 -> new Match.One(byName.get(names.get(0)));
            default ->
                new Match.Several(names.stream().limit(SHOWN).map(byName::get).toList());
        };
    }

    private static List<String> matching(List<String> candidates, Predicate<String> test) {
        return candidates.stream().filter(name -> test.test(normalised(name))).toList();
    }

    /** How much of two paths has to be equal, from most to least. */
    private enum Form {
        AS_IT_IS(path -> path, path -> path),
        STEM(PictureIndex::stem, PictureIndex::stemOfNamed),
        ANY_CASE(PictureIndex::lower, PictureIndex::lower),
        STEM_ANY_CASE(path -> lower(stem(path)), path -> lower(stemOfNamed(path)));

        private final UnaryOperator<String> ofImage;
        private final UnaryOperator<String> ofName;

        Form(UnaryOperator<String> ofImage, UnaryOperator<String> ofName) {
            this.ofImage = ofImage;
            this.ofName = ofName;
        }

        String of(String source) {
            return ofImage.apply(source);
        }

        String ofNamed(String path) {
            return ofName.apply(path);
        }
    }

    /** The picture that has two or more of the last names in common with the wanted path, and more than any other. */
    private static List<String> longestEnd(List<String> candidates, Form form, String wanted) {
        int most = 1;
        String best = null;
        for (String candidate : candidates) {
            int common = commonEnd(form.of(normalised(candidate)), wanted);
            if (common > most) {
                most = common;
                best = candidate;
            } else if (common == most) {
                best = null;
            }
        }
        return best == null ? List.of() : List.of(best);
    }

    private static int commonEnd(String path, String other) {
        String[] one = path.split("/");
        String[] two = other.split("/");
        int common = 0;
        while (common < Math.min(one.length, two.length)
                && one[one.length - 1 - common].equals(two[two.length - 1 - common])) {
            common++;
        }
        return common;
    }

    private List<String> candidates(String path) {
        String file = name(path);
        return Stream.of(key(stemOfNamed(file)), key(file), key(stem(file)))
                .distinct()
                .map(byKey::get)
                .filter(Objects::nonNull)
                .flatMap(PictureIndex::each)
                .distinct()
                .toList();
    }

    private static Stream<String> each(Object sources) {
        return sources instanceof String one ? Stream.of(one) : Stream.of((String[]) sources);
    }

    private static Object both(Object known, Object added) {
        return Stream.concat(each(known), each(added)).toArray(String[]::new);
    }

    /** A name as it is compared: what is no part of the path is cut, and one character has one form. */
    static String normalised(String named) {
        String path = named.replace('\\', '/');
        Matcher scheme = SCHEME.matcher(path);
        boolean url = scheme.lookingAt();
        if (url) {
            path = path.substring(scheme.end());
        }
        int query = path.indexOf('?');
        if (query >= 0 && (url || path.startsWith("/data/") || isImage(path.substring(0, query)))) {
            String given = path.substring(query + 1);
            path = path.substring(0, query);
            for (String parameter : given.split("&")) {
                if (parameter.startsWith("d=") && path.endsWith("local-files/")) {
                    path = parameter.substring(2);
                }
            }
        }
        path = Normalizer.normalize(decoded(path), Normalizer.Form.NFC).replace('\\', '/');
        while (path.startsWith("./")) {
            path = path.substring(2);
        }
        return path.replace("/./", "/").replace("//", "/");
    }

    private static String decoded(String path) {
        if (path.indexOf('%') < 0) {
            return path;
        }
        try {
            return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return path; // no escape, then: 100%.png
        }
    }

    /** What two names of one image have in common. */
    private static String key(String stem) {
        String key = lower(name(stem));
        key = UPLOAD_PREFIX.matcher(key).replaceFirst("");
        return ROBOFLOW.matcher(key).replaceFirst("");
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    private static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static boolean isImage(String file) {
        return EXTENSIONS.contains(lower(file.substring(file.lastIndexOf('.') + 1)));
    }

    /** An image's path without its extension. */
    private static String stem(String path) {
        int dot = path.lastIndexOf('.');
        return dot > path.lastIndexOf('/') + 1 ? path.substring(0, dot) : path;
    }

    /** A path as a file gives it, without extension where that is one of an image: {@code h.v2} may be all of a name. */
    private static String stemOfNamed(String path) {
        return isImage(path) ? stem(path) : path;
    }
}
