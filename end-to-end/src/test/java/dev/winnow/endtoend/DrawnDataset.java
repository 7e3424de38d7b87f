package dev.winnow.endtoend;

import dev.winnow.dataset.Rejection;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.awt.image.RescaleOp;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Small drawn scenes of three classes, in the order in which they are uploaded: mostly new scenes, and among them copies and
 * near copies of earlier ones, files that are no whole images, uploads sent twice as by a client that missed the answer, and
 * other bytes for a source that was taken before. The same for the same seed.
 */
final class DrawnDataset {
    private static final int WIDTH = 120;
    private static final int HEIGHT = 90;
    private static final List<String> LABELS = List.of("discs", "boxes", "rings");

    private final SplittableRandom random;
    private final List<DrawnImage> images = new ArrayList<>();
    private final List<Scene> scenes = new ArrayList<>();

    /** What a picture is drawn from. */
    private record Scene(int label, long seed) {}

    private DrawnDataset(long seed) {
        random = new SplittableRandom(seed);
    }

    static List<DrawnImage> draw(long seed, int count) {
        DrawnDataset dataset = new DrawnDataset(seed);
        while (dataset.images.size() < count) {
            dataset.images.add(dataset.next());
        }
        return List.copyOf(dataset.images);
    }

    /** One scene, drawn anew for each number. */
    static DrawnImage single(String source, long number) {
        return new DrawnImage(source, LABELS.get(0), null, jpeg(picture(new Scene(0, number)), 0.9f), null);
    }

    /** The same scene in half the light: a near copy. */
    static DrawnImage darker(String source, long number) {
        BufferedImage picture = picture(new Scene(0, number));
        new RescaleOp(0.5f, 0, null).filter(picture, picture);
        return new DrawnImage(source, LABELS.get(0), null, jpeg(picture, 0.9f), null);
    }

    private DrawnImage next() {
        int place = random.nextInt(100);
        if (images.size() < 10 || place < 60) {
            Scene scene = new Scene(random.nextInt(LABELS.size()), random.nextLong());
            scenes.add(scene);
            return image(scene, "scene", jpeg(picture(scene), 0.9f), null);
        }
        if (place < 70) { // of the last few, so that copies meet on their way
            DrawnImage earlier = images.get(random.nextInt(Math.max(0, images.size() - 30), images.size()));
            return new DrawnImage(
                    name(earlier.label(), "copy"), earlier.label(), group(), earlier.bytes(), earlier.rejection());
        }
        if (place < 82) {
            Scene scene = scenes.get(random.nextInt(scenes.size()));
            return image(scene, "saved-again", jpeg(picture(scene), 0.45f + 0.1f * random.nextInt(4)), null);
        }
        if (place < 87) {
            byte[] whole = jpeg(picture(new Scene(1, random.nextLong())), 0.9f);
            return image(
                    new Scene(1, 0), "cut", Arrays.copyOf(whole, whole.length * 2 / 3), Rejection.Reason.TRUNCATED);
        }
        if (place < 89) {
            return image(new Scene(2, 0), "empty", new byte[0], Rejection.Reason.EMPTY);
        }
        if (place < 91) {
            byte[] text = ("no image at all, number " + images.size()).getBytes(StandardCharsets.UTF_8);
            return image(new Scene(0, 0), "text", text, Rejection.Reason.NOT_AN_IMAGE);
        }
        DrawnImage earlier = images.get(random.nextInt(images.size()));
        if (place < 96) {
            return images.stream() // what lies there now, so that it is no replacement
                    .filter(image -> image.source().equals(earlier.source()))
                    .reduce((first, later) -> later)
                    .orElseThrow();
        }
        Scene replacement = new Scene(LABELS.indexOf(earlier.label()), random.nextLong());
        return new DrawnImage(
                earlier.source(), earlier.label(), earlier.group(), jpeg(picture(replacement), 0.9f), null);
    }

    private DrawnImage image(Scene scene, String kind, byte[] bytes, Rejection.Reason rejection) {
        String label = LABELS.get(scene.label());
        return new DrawnImage(name(label, kind), label, group(), bytes, rejection);
    }

    private String name(String label, String kind) {
        return String.format("%s/%s-%03d.jpg", label, kind, images.size());
    }

    /** Few images belong to a group, and these join units that clusters alone would not. */
    private String group() {
        return random.nextInt(10) == 0 ? "group-" + random.nextInt(8) : null;
    }

    private static BufferedImage picture(Scene scene) {
        SplittableRandom random = new SplittableRandom(scene.seed());
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setPaint(new GradientPaint(
                random.nextInt(WIDTH), 0, colour(random), random.nextInt(WIDTH), HEIGHT, colour(random)));
        g.fillRect(0, 0, WIDTH, HEIGHT);
        for (int i = 0; i < 12; i++) {
            double w = random.nextDouble(15, 50);
            double h = random.nextDouble(15, 50);
            double x = random.nextDouble(-10, WIDTH - 10);
            double y = random.nextDouble(-10, HEIGHT - 10);
            g.setColor(colour(random));
            switch (scene.label()) {
                case 0 -> g.fill(new Ellipse2D.Double(x, y, w, h));
                case 1 -> g.fill(new Rectangle2D.Double(x, y, w, h));
                default -> {
                    g.setStroke(new java.awt.BasicStroke(4 + random.nextInt(6)));
                    g.draw(new Ellipse2D.Double(x, y, w, h));
                }
            }
        }
        g.dispose();
        return image;
    }

    private static Color colour(SplittableRandom random) {
        return new Color(random.nextInt(256), random.nextInt(256), random.nextInt(256));
    }

    private static byte[] jpeg(BufferedImage image, float quality) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageWriteParam parameters = writer.getDefaultWriteParam();
        parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        parameters.setCompressionQuality(quality);
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), parameters);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write a picture to memory", e);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}
