package dev.winnow.bench;

import dev.winnow.bench.PhotographEdits.Edit;
import dev.winnow.dataset.Fingerprints;
import dev.winnow.dataset.ImageMetadata;
import dev.winnow.dataset.duplicate.CopyRule;
import dev.winnow.dataset.spec.DatasetSpec;
import dev.winnow.dataset.spec.Duplicates;
import dev.winnow.dataset.spec.Duplicates.Turned;
import dev.winnow.dataset.spec.Duplicates.Verification;
import dev.winnow.imaging.Analyzer;
import dev.winnow.imaging.Decoded;
import dev.winnow.imaging.Picture;
import dev.winnow.imaging.PictureDecoder;
import dev.winnow.imaging.WantedHashes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.Stream;
import org.opencv.core.Mat;

/**
 * How well rules tell copies from strangers: edits are drawn from photographs, each is compared with its original and with every
 * other photograph. The same photographs give the same numbers.
 */
public final class CopiesBench {
    private final Path images;
    private final PictureDecoder decoder = new PictureDecoder();
    private final Analyzer analyzer = new Analyzer();
    private final Map<String, Edit> edits = PhotographEdits.all();

    public CopiesBench(Path images) {
        this.images = images;
    }

    /** A photograph's fingerprints, and those of its edits. */
    private record Prints(Fingerprints original, List<Fingerprints> edits) {}

    /** The rules that are compared, ours first. */
    private static Map<String, Duplicates> rules() {
        Map<String, Duplicates> rules = new LinkedHashMap<>();
        rules.put("default", Duplicates.defaults());
        rules.put("THUMBNAIL, 12", rule(12, Verification.THUMBNAIL, Turned.NONE));
        rules.put("pHash <= 10", rule(10, Verification.NONE, Turned.NONE));
        rules.put("pHash equal", rule(0, Verification.NONE, Turned.NONE));
        int distance = Duplicates.defaults().maxDistance();
        rules.put("MIRRORED", rule(distance, Verification.REGISTERED, Turned.MIRRORED));
        rules.put("ALL", rule(distance, Verification.REGISTERED, Turned.ALL));
        rules.put("ANY_ANGLE", rule(distance, Verification.REGISTERED, Turned.ANY_ANGLE));
        rules.put("PDQ", rule(12, Verification.PDQ, Turned.NONE));
        rules.put("PDQ, ALL", rule(12, Verification.PDQ, Turned.ALL));
        return rules;
    }

    private static Duplicates rule(int distance, Verification verification, Turned turned) {
        return new Duplicates(distance, verification, null, null, turned, null, null, null);
    }

    /** @throws IllegalArgumentException if there are not two photographs to compare */
    public CopiesResult run() throws IOException, InterruptedException {
        List<Path> files;
        try (Stream<Path> below = Files.walk(images)) {
            files = below.filter(Files::isRegularFile).sorted().toList();
        }
        Prints[] all = new Prints[files.size()];
        AllProcessors.measure(files.size(), i -> all[i] = prints(files.get(i), i));
        List<Prints> photographs = Stream.of(all).filter(Objects::nonNull).toList();
        if (photographs.size() < 2) {
            throw new IllegalArgumentException(
                    "Of the " + files.size() + " files " + photographs.size() + " are photographs, expected 2 or more");
        }
        List<CopiesResult.Rule> rules = new ArrayList<>();
        for (Map.Entry<String, Duplicates> rule : rules().entrySet()) {
            rules.add(counted(rule.getKey(), rule.getValue(), photographs));
        }
        long pairs = 0;
        for (int one = 0; one < photographs.size(); one++) {
            for (int other = 0; other < photographs.size(); other++) {
                if (strangers(photographs, one, other)) {
                    pairs += (one < other ? 1 : 0) + edits.size();
                }
            }
        }
        return new CopiesResult(photographs.size(), files.size() - photographs.size(), edits.size(), pairs, rules);
    }

    /** Null where the file is no picture with something to compare. */
    private Prints prints(Path file, int seed) {
        try {
            Decoded decoded = decoder.decode(
                    Files.readAllBytes(file),
                    file.toString(),
                    DatasetSpec.defaults().limits());
            if (!(decoded instanceof Decoded.Image image)) {
                return null;
            }
            try (Picture picture = image.picture()) {
                Fingerprints original = fingerprints(picture, image.metadata());
                if (!original.informative()) {
                    return null;
                }
                SplittableRandom random = new SplittableRandom(seed);
                List<Fingerprints> edited = new ArrayList<>();
                for (Edit edit : edits.values()) {
                    edited.add(ofEdit(picture.bgr(), edit, random.split(), image.metadata()));
                }
                return new Prints(original, edited);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Fingerprints ofEdit(Mat photograph, Edit edit, SplittableRandom random, ImageMetadata metadata) {
        Mat edited = edit.of(photograph, random);
        try {
            byte[] bgr = new byte[edited.rows() * edited.cols() * 3];
            edited.get(0, 0, bgr);
            try (Picture picture = Picture.of(edited.cols(), edited.rows(), bgr)) {
                return fingerprints(picture, metadata);
            }
        } finally {
            edited.release();
        }
    }

    private Fingerprints fingerprints(Picture picture, ImageMetadata metadata) {
        return analyzer.analyze(picture, metadata, new WantedHashes(false, true, true, true))
                .fingerprints();
    }

    private CopiesResult.Rule counted(String name, Duplicates rule, List<Prints> photographs)
            throws InterruptedException {
        AtomicLongArray found = new AtomicLongArray(edits.size());
        AtomicLongArray mistaken = new AtomicLongArray(1);
        AllProcessors.measure(photographs.size(), one -> {
            Prints photograph = photographs.get(one);
            for (int edit = 0; edit < edits.size(); edit++) {
                if (copies(photograph.edits.get(edit), photograph.original, rule)) {
                    found.incrementAndGet(edit);
                }
            }
            for (int other = 0; other < photographs.size(); other++) {
                if (strangers(photographs, one, other)) {
                    mistaken.addAndGet(0, mistaken(photographs.get(other), photograph, one < other, rule));
                }
            }
        });
        Map<String, Double> recall = new LinkedHashMap<>();
        long all = 0;
        int edit = 0;
        for (String edited : edits.keySet()) {
            recall.put(edited, (double) found.get(edit) / photographs.size());
            all += found.get(edit);
            edit++;
        }
        long wrong = mistaken.get(0);
        return new CopiesResult.Rule(name, recall, all, wrong, all + wrong == 0 ? 1 : (double) all / (all + wrong));
    }

    /** A folder may hold a photograph twice. */
    private static boolean strangers(List<Prints> photographs, int one, int other) {
        return one != other
                && !photographs
                        .get(one)
                        .original
                        .pixels()
                        .equals(photographs.get(other).original.pixels());
    }

    private static long mistaken(Prints newcomer, Prints photograph, boolean originalsToo, Duplicates rule) {
        long mistaken = originalsToo && copies(newcomer.original, photograph.original, rule) ? 1 : 0;
        for (Fingerprints edit : newcomer.edits) {
            mistaken += copies(edit, photograph.original, rule) ? 1 : 0;
        }
        return mistaken;
    }

    private static boolean copies(Fingerprints newcomer, Fingerprints other, Duplicates rule) {
        return CopyRule.compare(newcomer, other, rule).isPresent();
    }
}
