package dev.winnow.standalone.demo;

import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.AffineTransformOp;
import java.awt.image.BufferedImage;
import java.awt.image.ConvolveOp;
import java.awt.image.Kernel;
import java.awt.image.RescaleOp;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Three classes of drawn scenes with known flaws: what Winnow has to find. The same pictures on every machine with the same
 * JDK; nothing is downloaded.
 */
public final class DemoDataset {
    private static final int WIDTH = 320;
    private static final int HEIGHT = 240;

    /** Scenes without a flaw, per class. */
    public static final int SCENES = 40;

    public static final int EXACT_COPIES = 6;
    public static final int NEAR_COPIES = 9;
    public static final int BLURRED = 5;
    public static final int DARK = 4;
    public static final int TRUNCATED = 3;
    public static final int EMPTY = 2;

    private static final String[] CLASSES = {"balloons", "houses", "mountains"};

    private DemoDataset() {}

    /**
     * Draws the dataset below a folder, which is made if absent.
     *
     * @return how many of what were drawn, in the words the demo tells them in
     */
    public static Map<String, Integer> draw(Path folder) throws IOException {
        for (int c = 0; c < CLASSES.length; c++) {
            Path there = folder.resolve(CLASSES[c]);
            Files.createDirectories(there);
            for (int i = 0; i < SCENES; i++) {
                write(there, "scene", i, jpeg(scene(c, i), 0.92f));
            }
        }
        // flaws go round the classes; each copy is of another scene
        for (int i = 0; i < EXACT_COPIES; i++) {
            write(folder.resolve(CLASSES[i % 3]), "copy", i, jpeg(scene(i % 3, i), 0.92f));
        }
        for (int i = 0; i < NEAR_COPIES; i++) {
            BufferedImage original = scene(i % 3, 10 + i);
            write(
                    folder.resolve(CLASSES[i % 3]),
                    "resaved",
                    i,
                    i % 2 == 0 ? jpeg(original, 0.55f) : jpeg(scaled(original, 0.8), 0.85f));
        }
        for (int i = 0; i < BLURRED; i++) {
            write(folder.resolve(CLASSES[i % 3]), "blurred", i, jpeg(blurred(scene(i % 3, 100 + i)), 0.92f));
        }
        for (int i = 0; i < DARK; i++) {
            write(folder.resolve(CLASSES[i % 3]), "dark", i, jpeg(darkened(scene(i % 3, 200 + i), i), 0.92f));
        }
        for (int i = 0; i < TRUNCATED; i++) {
            byte[] whole = jpeg(scene(i % 3, 300 + i), 0.92f);
            write(folder.resolve(CLASSES[i % 3]), "truncated", i, Arrays.copyOf(whole, whole.length * 2 / 3));
        }
        for (int i = 0; i < EMPTY; i++) {
            write(folder.resolve(CLASSES[i % 3]), "empty", i, new byte[0]);
        }
        Map<String, Integer> drawn = new LinkedHashMap<>();
        drawn.put("scenes", SCENES * CLASSES.length);
        drawn.put("exact copies", EXACT_COPIES);
        drawn.put("near-copies", NEAR_COPIES);
        drawn.put("blurred", BLURRED);
        drawn.put("dark", DARK);
        drawn.put("truncated", TRUNCATED);
        drawn.put("zero-byte files", EMPTY);
        return drawn;
    }

    private static void write(Path folder, String kind, int number, byte[] bytes) throws IOException {
        Files.write(folder.resolve(String.format("%s-%03d.jpg", kind, number)), bytes);
    }

    /** A scene of a class; two numbers give scenes that nobody takes for copies of each other. */
    static BufferedImage scene(int sceneClass, int number) {
        SplittableRandom random = new SplittableRandom(1_000_003L * (sceneClass + 1) + number);
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        double angle = random.nextDouble(2 * Math.PI);
        g.setPaint(new GradientPaint(
                (float) (WIDTH / 2 - 200 * Math.cos(angle)),
                (float) (HEIGHT / 2 - 200 * Math.sin(angle)),
                colour(random, 0.45f, 0.95f),
                (float) (WIDTH / 2 + 200 * Math.cos(angle)),
                (float) (HEIGHT / 2 + 200 * Math.sin(angle)),
                colour(random, 0.3f, 0.8f)));
        g.fillRect(0, 0, WIDTH, HEIGHT);
        for (int i = 0; i < 14; i++) {
            clutter(g, random);
        }
        switch (sceneClass) {
            case 0 -> balloons(g, random);
            case 1 -> houses(g, random);
            default -> mountains(g, random);
        }
        g.dispose();
        grain(image, random);
        return image;
    }

    private static void clutter(Graphics2D g, SplittableRandom random) {
        g.setColor(colour(random, 0.2f, 0.95f));
        double w = 20 + random.nextDouble(70);
        double h = 15 + random.nextDouble(60);
        double x = random.nextDouble(WIDTH) - w / 2;
        double y = random.nextDouble(HEIGHT) - h / 2;
        g.fill(random.nextBoolean() ? new Ellipse2D.Double(x, y, w, h) : new Rectangle2D.Double(x, y, w, h));
    }

    private static void balloons(Graphics2D g, SplittableRandom random) {
        for (int i = 0; i < 4; i++) {
            double r = 22 + random.nextDouble(30);
            double x = random.nextDouble(WIDTH);
            double y = random.nextDouble(HEIGHT * 0.7);
            g.setColor(Color.DARK_GRAY);
            g.draw(new java.awt.geom.Line2D.Double(x, y + r, x + random.nextDouble(-10, 10), y + r * 2.6));
            g.setColor(colour(random, 0.6f, 1f));
            g.fill(new Ellipse2D.Double(x - r * 0.85, y - r, r * 1.7, r * 2));
            g.setColor(new Color(255, 255, 255, 140));
            g.fill(new Ellipse2D.Double(x - r * 0.5, y - r * 0.7, r * 0.4, r * 0.6));
        }
    }

    private static void houses(Graphics2D g, SplittableRandom random) {
        for (int i = 0; i < 3; i++) {
            double w = 50 + random.nextDouble(60);
            double h = 40 + random.nextDouble(60);
            double x = random.nextDouble(WIDTH - w);
            double y = HEIGHT * 0.9 - h - random.nextDouble(80);
            g.setColor(colour(random, 0.4f, 0.9f));
            g.fill(new Rectangle2D.Double(x, y, w, h));
            g.setColor(colour(random, 0.3f, 0.6f));
            Path2D roof = new Path2D.Double();
            roof.moveTo(x - 6, y);
            roof.lineTo(x + w / 2, y - 20 - random.nextDouble(30));
            roof.lineTo(x + w + 6, y);
            roof.closePath();
            g.fill(roof);
            g.setColor(new Color(250, 235, 150));
            for (int k = 0; k < 3; k++) {
                g.fill(new Rectangle2D.Double(x + w * (0.12 + 0.3 * k), y + h * 0.3, w * 0.16, h * 0.25));
            }
        }
    }

    private static void mountains(Graphics2D g, SplittableRandom random) {
        for (int i = 0; i < 4; i++) {
            double x = random.nextDouble(WIDTH);
            double w = 80 + random.nextDouble(120);
            double top = HEIGHT * (0.15 + random.nextDouble(0.4));
            double foot = HEIGHT * (0.7 + random.nextDouble(0.3));
            g.setColor(colour(random, 0.25f, 0.7f));
            Path2D rock = new Path2D.Double();
            rock.moveTo(x - w / 2, foot);
            rock.lineTo(x, top);
            rock.lineTo(x + w / 2, foot);
            rock.closePath();
            g.fill(rock);
            g.setColor(Color.WHITE);
            Path2D snow = new Path2D.Double();
            snow.moveTo(x - w * 0.1, top + (foot - top) * 0.2);
            snow.lineTo(x, top);
            snow.lineTo(x + w * 0.1, top + (foot - top) * 0.2);
            snow.closePath();
            g.fill(snow);
        }
    }

    private static Color colour(SplittableRandom random, float darkest, float brightest) {
        return Color.getHSBColor((float) random.nextDouble(), (float) random.nextDouble(0.35, 0.9), (float)
                random.nextDouble(darkest, brightest));
    }

    /** Fine grain, as a sensor leaves it: without it a drawn picture is smoother than any photograph. */
    private static void grain(BufferedImage image, SplittableRandom random) {
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                int rgb = image.getRGB(x, y);
                int noise = random.nextInt(-7, 8);
                image.setRGB(x, y, level(rgb >> 16, noise) << 16 | level(rgb >> 8, noise) << 8 | level(rgb, noise));
            }
        }
    }

    private static int level(int channel, int change) {
        return Math.max(0, Math.min(255, (channel & 0xff) + change));
    }

    private static BufferedImage scaled(BufferedImage image, double factor) {
        AffineTransformOp op = new AffineTransformOp(
                AffineTransform.getScaleInstance(factor, factor), AffineTransformOp.TYPE_BILINEAR);
        BufferedImage target = new BufferedImage(
                (int) (image.getWidth() * factor), (int) (image.getHeight() * factor), BufferedImage.TYPE_3BYTE_BGR);
        return op.filter(image, target);
    }

    /** A wide box filter, three times: nearly a Gaussian. */
    private static BufferedImage blurred(BufferedImage image) {
        int side = 9;
        float[] even = new float[side * side];
        Arrays.fill(even, 1f / even.length);
        ConvolveOp op = new ConvolveOp(new Kernel(side, side, even), ConvolveOp.EDGE_NO_OP, null);
        BufferedImage soft = image;
        for (int i = 0; i < 3; i++) {
            soft = op.filter(soft, null);
        }
        return soft.getSubimage(16, 16, WIDTH - 32, HEIGHT - 32);
    }

    /** Little light, the grain of the sensor as strong as ever. */
    private static BufferedImage darkened(BufferedImage image, int number) {
        BufferedImage dark = new RescaleOp(0.14f, 0, null).filter(image, null);
        grain(dark, new SplittableRandom(number));
        return dark;
    }

    private static byte[] jpeg(BufferedImage image, float quality) throws IOException {
        BufferedImage plain = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D g = plain.createGraphics();
        g.drawImage(image, 0, 0, null);
        g.dispose();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            ImageWriteParam parameters = writer.getDefaultWriteParam();
            parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            parameters.setCompressionQuality(quality);
            try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
                writer.setOutput(out);
                writer.write(null, new IIOImage(plain, null, null), parameters);
            }
            return bytes.toByteArray();
        } finally {
            writer.dispose();
        }
    }
}
