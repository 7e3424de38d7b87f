package dev.winnow.bench;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.opencv.core.Core;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.Point;
import org.opencv.core.Rect;
import org.opencv.core.Scalar;
import org.opencv.core.Size;
import org.opencv.imgproc.Imgproc;

/** Families of pictures that share a template and are no copies of each other, drawn from a seed. */
final class LookAlikes {
    private static final Scalar WHITE = Scalar.all(255);
    private static final Scalar BLACK = Scalar.all(20);
    private static final Scalar GRAY = Scalar.all(200);
    private static final Scalar BLUE = new Scalar(180, 110, 30);

    private LookAlikes() {}

    /** Draws one member; the caller releases it. */
    @FunctionalInterface
    interface Family {
        Mat member(SplittableRandom random);
    }

    /** The same members of a family each time, all of them different. */
    static Mat member(Family family, int number) {
        return family.member(new SplittableRandom(1000 + number));
    }

    /** By name. */
    static Map<String, Family> all() {
        Map<String, Family> families = new LinkedHashMap<>();
        families.put("editor windows", LookAlikes::editor);
        families.put("editor windows, two lines differ", LookAlikes::editorOfTwoLines);
        families.put("dialogs", LookAlikes::dialog);
        families.put("slides", LookAlikes::slide);
        families.put("chats", LookAlikes::chat);
        families.put("spreadsheets", LookAlikes::spreadsheet);
        families.put("dashboards", LookAlikes::dashboard);
        families.put("street maps", LookAlikes::map);
        families.put("maps with another marker", LookAlikes::marked);
        families.put("floor plans", LookAlikes::floorPlan);
        families.put("engineering drawings", LookAlikes::drawing);
        families.put("tickets", LookAlikes::ticket);
        families.put("receipts", LookAlikes::receipt);
        families.put("identity cards", LookAlikes::card);
        families.put("scanned forms", LookAlikes::scannedForm);
        families.put("packages", LookAlikes::packaging);
        families.put("licence plates", LookAlikes::plate);
        families.put("bar codes", LookAlikes::barCode);
        families.put("square codes", LookAlikes::squareCode);
        families.put("memes", LookAlikes::meme);
        families.put("line charts", LookAlikes::lineChart);
        families.put("bar charts", LookAlikes::barChart);
        families.put("game frames", LookAlikes::gameFrame);
        families.put("dashcam frames", LookAlikes::dashcam);
        families.put("chess diagrams", LookAlikes::chess);
        families.put("gauges", LookAlikes::gauge);
        families.put("displays of digits", LookAlikes::digits);
        families.put("sheet music", LookAlikes::music);
        families.put("X-rays", LookAlikes::xray);
        families.put("calendars", LookAlikes::calendar);
        return families;
    }

    private static Mat canvas(int width, int height, Scalar ground) {
        return new Mat(height, width, CvType.CV_8UC3, ground);
    }

    private static void box(Mat on, double x, double y, double w, double h, Scalar colour) {
        Imgproc.rectangle(on, new Point(x, y), new Point(x + w - 1, y + h - 1), colour, Imgproc.FILLED);
    }

    private static void frame(Mat on, double x, double y, double w, double h, Scalar colour) {
        Imgproc.rectangle(on, new Point(x, y), new Point(x + w, y + h), colour, 1);
    }

    private static void line(Mat on, double x, double y, double toX, double toY, Scalar colour, int width) {
        Imgproc.line(on, new Point(x, y), new Point(toX, toY), colour, width, Imgproc.LINE_AA, 0);
    }

    private static void text(Mat on, String text, double x, double y, double size, Scalar colour) {
        int thickness = size > 1 ? 2 : 1;
        Imgproc.putText(
                on,
                text,
                new Point(x, y),
                Imgproc.FONT_HERSHEY_SIMPLEX,
                size,
                colour,
                thickness,
                Imgproc.LINE_AA,
                false);
    }

    private static String letters(SplittableRandom random, int from, int to) {
        StringBuilder word = new StringBuilder();
        for (int i = random.nextInt(from, to + 1); i > 0; i--) {
            word.append((char) ('a' + random.nextInt(26)));
        }
        return word.toString();
    }

    private static String words(SplittableRandom random, int from, int to) {
        StringBuilder words = new StringBuilder();
        for (int i = random.nextInt(from, to + 1); i > 0; i--) {
            words.append(letters(random, 2, 9)).append(' ');
        }
        return words.toString().trim();
    }

    private static String number(SplittableRandom random, int digits) {
        StringBuilder number = new StringBuilder();
        for (int i = 0; i < digits; i++) {
            number.append(random.nextInt(10));
        }
        return number.toString();
    }

    private static Scalar colour(SplittableRandom random) {
        return new Scalar(random.nextInt(230), random.nextInt(230), random.nextInt(230));
    }

    private static SplittableRandom fixed() {
        return new SplittableRandom(4);
    }

    private static Mat editorFrame() {
        Mat window = canvas(1280, 800, Scalar.all(252));
        SplittableRandom fixed = fixed();
        box(window, 0, 0, 1280, 36, Scalar.all(60));
        text(window, "Editor - project - File Edit View Search Tools Help", 20, 24, 0.5, GRAY);
        box(window, 0, 36, 220, 740, Scalar.all(232));
        for (int y = 60; y < 700; y += 24) {
            text(window, letters(fixed, 5, 14) + ".java", 16 + 14 * fixed.nextInt(3), y, 0.45, BLACK);
        }
        box(window, 0, 776, 1280, 24, BLUE);
        text(window, "UTF-8  LF  main", 1100, 793, 0.4, WHITE);
        return window;
    }

    private static void code(Mat window, int number, String line, int indent) {
        double y = 60 + 22 * number;
        text(window, Integer.toString(number + 1), 230, y, 0.4, GRAY);
        text(window, line, 270 + 24 * indent, y, 0.45, BLACK);
    }

    private static Mat editor(SplittableRandom random) {
        Mat window = editorFrame();
        for (int i = 0; i < 32; i++) {
            code(window, i, random.nextInt(6) == 0 ? "" : words(random, 1, 10), random.nextInt(4));
        }
        return window;
    }

    private static Mat editorOfTwoLines(SplittableRandom random) {
        Mat window = editorFrame();
        SplittableRandom fixed = fixed();
        int first = random.nextInt(32);
        for (int i = 0; i < 32; i++) {
            String line = fixed.nextInt(6) == 0 ? "" : words(fixed, 1, 10);
            int indent = fixed.nextInt(4);
            boolean other = i == first || i == (first + 9) % 32;
            code(window, i, other ? words(random, 4, 10) : line, other ? 0 : indent);
        }
        return window;
    }

    private static Mat dialog(SplittableRandom random) {
        Mat window = canvas(640, 480, Scalar.all(240));
        SplittableRandom fixed = fixed();
        box(window, 0, 0, 640, 30, BLUE);
        text(window, "Customer record", 12, 20, 0.5, WHITE);
        for (int i = 0; i < 9; i++) {
            int y = 50 + 42 * i;
            text(window, letters(fixed, 5, 10) + ":", 24, y + 18, 0.5, BLACK);
            box(window, 180, y, 420, 26, WHITE);
            frame(window, 180, y, 420, 26, Scalar.all(150));
            text(window, words(random, 1, 4), 188, y + 18, 0.5, BLACK);
        }
        for (int i = 0; i < 3; i++) {
            box(window, 300 + 105 * i, 440, 95, 28, GRAY);
            text(window, i == 0 ? "Save" : i == 1 ? "Cancel" : "Help", 320 + 105 * i, 459, 0.5, BLACK);
        }
        return window;
    }

    private static Mat slide(SplittableRandom random) {
        Mat slide = canvas(960, 540, WHITE);
        box(slide, 0, 0, 960, 90, new Scalar(90, 40, 10));
        text(slide, words(random, 2, 4), 40, 58, 1.2, WHITE);
        box(slide, 0, 505, 960, 35, GRAY);
        text(slide, "Quarterly review   Company confidential", 30, 528, 0.5, BLACK);
        Imgproc.circle(slide, new Point(900, 45), 28, new Scalar(40, 160, 250), Imgproc.FILLED);
        for (int i = random.nextInt(4, 6); i > 0; i--) {
            int y = 90 + 70 * i;
            Imgproc.circle(slide, new Point(60, y - 6), 6, BLUE, Imgproc.FILLED);
            text(slide, words(random, 3, 8), 84, y, 0.8, BLACK);
        }
        return slide;
    }

    private static Mat chat(SplittableRandom random) {
        Mat chat = canvas(540, 960, new Scalar(216, 229, 236));
        box(chat, 0, 0, 540, 70, new Scalar(80, 90, 7));
        Imgproc.circle(chat, new Point(40, 35), 22, GRAY, Imgproc.FILLED);
        text(chat, "Anna", 76, 42, 0.7, WHITE);
        box(chat, 0, 900, 540, 60, WHITE);
        text(chat, "Message", 30, 936, 0.6, GRAY);
        int y = 90;
        while (y < 820) {
            boolean mine = random.nextBoolean();
            int lines = random.nextInt(1, 4);
            int width = random.nextInt(180, 380);
            int x = mine ? 520 - width : 20;
            box(chat, x, y, width, 14 + 24 * lines, mine ? new Scalar(198, 248, 220) : WHITE);
            for (int i = 0; i < lines; i++) {
                text(chat, letters(random, 3, Math.max(4, width / 24)), x + 10, y + 24 + 24 * i, 0.55, BLACK);
            }
            y += 30 + 24 * lines;
        }
        return chat;
    }

    private static Mat spreadsheet(SplittableRandom random) {
        Mat sheet = canvas(1000, 640, WHITE);
        box(sheet, 0, 0, 1000, 60, new Scalar(70, 115, 33));
        text(sheet, "File  Home  Insert  Data  Review", 20, 38, 0.6, WHITE);
        box(sheet, 0, 60, 1000, 24, Scalar.all(230));
        for (int row = 0; row < 23; row++) {
            line(sheet, 0, 84 + 24 * row, 1000, 84 + 24 * row, Scalar.all(215), 1);
            text(sheet, Integer.toString(row + 1), 8, 101 + 24 * row, 0.4, BLACK);
        }
        for (int column = 0; column < 10; column++) {
            int x = 40 + 96 * column;
            line(sheet, x, 60, x, 640, Scalar.all(215), 1);
            text(sheet, String.valueOf((char) ('A' + column)), x + 40, 77, 0.4, BLACK);
            for (int row = 0; row < 23; row++) {
                text(sheet, number(random, random.nextInt(2, 8)), x + 6, 101 + 24 * row, 0.4, BLACK);
            }
        }
        return sheet;
    }

    private static Mat dashboard(SplittableRandom random) {
        Mat page = canvas(1200, 700, Scalar.all(246));
        box(page, 0, 0, 160, 700, Scalar.all(45));
        for (int i = 0; i < 8; i++) {
            text(page, letters(fixed(), 4, 9), 20, 60 + 40 * i, 0.5, GRAY);
        }
        for (int i = 0; i < 4; i++) {
            box(page, 190 + 250 * i, 30, 230, 110, WHITE);
            text(page, "Total", 205 + 250 * i, 60, 0.5, GRAY);
            text(page, number(random, 4), 205 + 250 * i, 115, 1.4, BLACK);
        }
        for (int i = 0; i < 2; i++) {
            box(page, 190 + 500 * i, 170, 480, 500, WHITE);
            for (int bar = 0; bar < 10; bar++) {
                int high = random.nextInt(40, 420);
                box(page, 215 + 500 * i + 44 * bar, 650 - high, 30, high, i == 0 ? BLUE : new Scalar(60, 170, 90));
            }
        }
        return page;
    }

    private static Mat streets(SplittableRandom random) {
        Mat map = canvas(512, 512, new Scalar(222, 232, 238));
        for (int i = 0; i < 6; i++) {
            box(
                    map,
                    random.nextInt(460),
                    random.nextInt(460),
                    random.nextInt(30, 120),
                    random.nextInt(30, 120),
                    new Scalar(185, 225, 200));
        }
        for (int i = 0; i < 24; i++) {
            boolean across = random.nextBoolean();
            int at = random.nextInt(512);
            int other = at + random.nextInt(-60, 61);
            int width = random.nextInt(5) == 0 ? 9 : 4;
            line(map, across ? 0 : at, across ? at : 0, across ? 511 : other, across ? other : 511, WHITE, width);
        }
        for (int i = 0; i < 10; i++) {
            text(map, letters(random, 4, 10), random.nextInt(400), random.nextInt(20, 500), 0.4, Scalar.all(90));
        }
        return map;
    }

    private static Mat map(SplittableRandom random) {
        Mat map = streets(random);
        box(map, 10, 10, 26, 52, WHITE);
        text(map, "+", 15, 30, 0.6, BLACK);
        text(map, "-", 15, 55, 0.6, BLACK);
        return map;
    }

    /** The same streets: what differs is where the marker stands, and its address. */
    private static Mat marked(SplittableRandom random) {
        Mat map = streets(fixed());
        int x = random.nextInt(60, 450);
        int y = random.nextInt(60, 450);
        Imgproc.circle(map, new Point(x, y), 16, new Scalar(50, 50, 220), Imgproc.FILLED);
        Imgproc.circle(map, new Point(x, y), 6, WHITE, Imgproc.FILLED);
        box(map, 60, 12, 380, 34, WHITE);
        text(map, words(random, 2, 4), 70, 35, 0.6, BLACK);
        return map;
    }

    private static void titleBlock(Mat sheet, SplittableRandom random) {
        frame(sheet, 8, 8, sheet.cols() - 17, sheet.rows() - 17, BLACK);
        int x = sheet.cols() - 270;
        int y = sheet.rows() - 110;
        for (int i = 0; i < 4; i++) {
            frame(sheet, x, y + 25 * i, 260, 25, BLACK);
            text(
                    sheet,
                    i == 0 ? "Drawn by" : i == 1 ? "Scale 1:100" : i == 2 ? "Sheet" : "Number",
                    x + 6,
                    y + 18 + 25 * i,
                    0.45,
                    BLACK);
            text(sheet, number(random, 5), x + 150, y + 18 + 25 * i, 0.45, BLACK);
        }
    }

    private static Mat floorPlan(SplittableRandom random) {
        Mat plan = canvas(800, 600, WHITE);
        titleBlock(plan, random);
        Imgproc.rectangle(plan, new Point(60, 50), new Point(740, 470), BLACK, 7);
        int across = 60 + random.nextInt(180, 500);
        line(plan, across, 50, across, 470, BLACK, 5);
        for (int i = 0; i < 4; i++) {
            int y = random.nextInt(90, 430);
            boolean left = random.nextBoolean();
            line(plan, left ? 60 : across, y, left ? across : 740, y, BLACK, 5);
            text(plan, letters(random, 4, 8), random.nextInt(80, 600), random.nextInt(80, 450), 0.5, BLACK);
            Imgproc.ellipse(plan, new Point(random.nextInt(100, 700), y), new Size(40, 40), 0, 0, 90, BLACK, 1);
        }
        return plan;
    }

    private static Mat drawing(SplittableRandom random) {
        Mat sheet = canvas(840, 594, WHITE);
        titleBlock(sheet, random);
        for (int i = 0; i < 5; i++) {
            Point centre = new Point(random.nextInt(120, 700), random.nextInt(100, 440));
            int size = random.nextInt(20, 90);
            Imgproc.circle(sheet, centre, size, BLACK, 2, Imgproc.LINE_AA, 0);
            Imgproc.rectangle(
                    sheet,
                    new Point(centre.x - size, centre.y - 12),
                    new Point(centre.x + 2 * size, centre.y + 30),
                    BLACK,
                    2);
            line(sheet, centre.x - size - 20, centre.y, centre.x + size + 20, centre.y, BLACK, 1);
            text(sheet, number(random, 3), centre.x, centre.y - size - 8, 0.5, BLACK);
        }
        return sheet;
    }

    private static Mat ticket(SplittableRandom random) {
        Mat ticket = canvas(700, 280, new Scalar(225, 240, 250));
        box(ticket, 0, 0, 700, 56, new Scalar(30, 30, 160));
        text(ticket, "CITY EXPRESS", 24, 38, 1.1, WHITE);
        text(ticket, "From", 24, 90, 0.5, BLACK);
        text(ticket, "To", 24, 150, 0.5, BLACK);
        text(ticket, "Date", 24, 215, 0.5, BLACK);
        text(ticket, "Seat", 260, 215, 0.5, BLACK);
        text(ticket, letters(random, 5, 11), 24, 120, 0.9, BLACK);
        text(ticket, letters(random, 5, 11), 24, 180, 0.9, BLACK);
        text(ticket, number(random, 2) + "." + number(random, 2) + ".2026", 24, 250, 0.8, BLACK);
        text(ticket, number(random, 2) + "A", 260, 250, 0.8, BLACK);
        line(ticket, 470, 60, 470, 280, GRAY, 2);
        modules(ticket, random, 500, 80, 29, 6);
        return ticket;
    }

    private static void modules(Mat on, SplittableRandom random, int x, int y, int count, int size) {
        for (int row = 0; row < count; row++) {
            for (int column = 0; column < count; column++) {
                if (random.nextBoolean()) {
                    box(on, x + size * column, y + size * row, size, size, BLACK);
                }
            }
        }
        for (int corner = 0; corner < 3; corner++) {
            int left = x + (corner == 1 ? size * (count - 7) : 0);
            int top = y + (corner == 2 ? size * (count - 7) : 0);
            box(on, left, top, 8 * size, 8 * size, WHITE);
            box(on, left, top, 7 * size, 7 * size, BLACK);
            box(on, left + size, top + size, 5 * size, 5 * size, WHITE);
            box(on, left + 2 * size, top + 2 * size, 3 * size, 3 * size, BLACK);
        }
    }

    private static Mat receipt(SplittableRandom random) {
        Mat receipt = canvas(380, 720, Scalar.all(248));
        text(receipt, "CORNER MARKET", 70, 50, 0.9, BLACK);
        text(receipt, "12 Harbour Road", 110, 80, 0.5, BLACK);
        for (int i = 0; i < 16; i++) {
            text(receipt, letters(random, 4, 12), 20, 130 + 28 * i, 0.5, BLACK);
            text(receipt, random.nextInt(1, 40) + "." + number(random, 2), 290, 130 + 28 * i, 0.5, BLACK);
        }
        line(receipt, 20, 585, 360, 585, BLACK, 1);
        text(receipt, "TOTAL", 20, 620, 0.8, BLACK);
        text(receipt, number(random, 3) + "." + number(random, 2), 240, 620, 0.8, BLACK);
        text(receipt, "Thank you for your visit", 70, 680, 0.5, BLACK);
        return receipt;
    }

    private static Mat card(SplittableRandom random) {
        Mat card = canvas(640, 400, new Scalar(238, 230, 214));
        for (int i = 0; i < 60; i++) {
            line(card, 0, 8 * i - 60, 640, 8 * i + 20, new Scalar(225, 212, 190), 1);
        }
        box(card, 0, 0, 640, 54, new Scalar(140, 70, 20));
        text(card, "REPUBLIC - IDENTITY CARD", 40, 36, 0.9, WHITE);
        box(card, 30, 80, 180, 230, Scalar.all(190));
        Imgproc.ellipse(
                card,
                new Point(120, 180 + random.nextInt(-8, 9)),
                new Size(random.nextInt(44, 58), random.nextInt(58, 74)),
                0,
                0,
                360,
                new Scalar(random.nextInt(90, 180), random.nextInt(130, 200), random.nextInt(190, 240)),
                Imgproc.FILLED);
        Imgproc.ellipse(
                card,
                new Point(120, 130),
                new Size(random.nextInt(48, 66), random.nextInt(22, 44)),
                0,
                180,
                360,
                colour(random),
                Imgproc.FILLED);
        Imgproc.ellipse(
                card,
                new Point(120, 330),
                new Size(84, random.nextInt(60, 84)),
                0,
                180,
                360,
                colour(random),
                Imgproc.FILLED);
        for (int i = 0; i < 4; i++) {
            text(
                    card,
                    i == 0 ? "Surname" : i == 1 ? "Given names" : i == 2 ? "Date of birth" : "Number",
                    240,
                    100 + 58 * i,
                    0.45,
                    Scalar.all(120));
            text(
                    card,
                    i < 2 ? letters(random, 4, 12).toUpperCase(Locale.ROOT) : number(random, 8),
                    240,
                    128 + 58 * i,
                    0.85,
                    BLACK);
        }
        text(
                card,
                "ID<" + number(random, 9) + "<<" + letters(random, 5, 8).toUpperCase(Locale.ROOT) + "<<",
                30,
                370,
                0.85,
                BLACK);
        return card;
    }

    private static Mat scannedForm(SplittableRandom random) {
        Mat form = canvas(620, 877, Scalar.all(250));
        SplittableRandom fixed = fixed();
        text(form, "APPLICATION FOR A PERMIT", 120, 60, 0.9, BLACK);
        for (int i = 0; i < 18; i++) {
            int y = 100 + 40 * i;
            text(form, words(fixed, 1, 2), 40, y + 24, 0.5, BLACK);
            frame(form, 260, y, 320, 34, BLACK);
            if (random.nextInt(4) > 0) {
                double x = 270;
                double end = 300 + random.nextInt(250);
                double before = y + 18;
                while (x < end) {
                    double next = y + random.nextInt(6, 30);
                    line(form, x, before, x + 7, next, new Scalar(120, 40, 20), 2);
                    x += 7;
                    before = next;
                }
            }
        }
        Mat turn = Imgproc.getRotationMatrix2D(new Point(310, 438), random.nextDouble(-1, 1), 1);
        turn.put(0, 2, turn.get(0, 2)[0] + random.nextDouble(-6, 6));
        turn.put(1, 2, turn.get(1, 2)[0] + random.nextDouble(-6, 6));
        Mat scanned = new Mat();
        Imgproc.warpAffine(
                form, scanned, turn, form.size(), Imgproc.INTER_LINEAR, Core.BORDER_CONSTANT, Scalar.all(235));
        turn.release();
        form.release();
        return noisy(scanned, random, 4);
    }

    private static Mat noisy(Mat picture, SplittableRandom random, int amount) {
        byte[] pixels = new byte[picture.rows() * picture.cols() * 3];
        picture.get(0, 0, pixels);
        for (int i = 0; i < pixels.length; i++) {
            int value = (pixels[i] & 0xff) + random.nextInt(-amount, amount + 1);
            pixels[i] = (byte) Math.max(0, Math.min(255, value));
        }
        picture.put(0, 0, pixels);
        return picture;
    }

    private static Mat packaging(SplittableRandom random) {
        Mat pack = canvas(420, 600, new Scalar(60, 150, 60));
        box(pack, 0, 0, 420, 120, new Scalar(30, 200, 240));
        text(pack, "GREENFIELD", 60, 80, 1.6, new Scalar(20, 60, 20));
        Imgproc.circle(pack, new Point(210, 330), 140, new Scalar(230, 245, 250), Imgproc.FILLED);
        Imgproc.ellipse(
                pack, new Point(210, 300), new Size(80, 50), 20, 0, 360, new Scalar(40, 90, 200), Imgproc.FILLED);
        text(pack, letters(random, 5, 9).toUpperCase(Locale.ROOT), 110, 410, 1.1, BLACK);
        text(pack, number(random, 3) + " g", 170, 450, 0.8, BLACK);
        text(pack, words(random, 2, 3), 60, 540, 0.7, WHITE);
        text(pack, words(random, 2, 3), 60, 570, 0.7, WHITE);
        return pack;
    }

    private static Mat plate(SplittableRandom random) {
        Mat plate = canvas(520, 112, WHITE);
        frame(plate, 3, 3, 513, 105, BLACK);
        box(plate, 4, 4, 44, 104, new Scalar(150, 50, 0));
        text(plate, "D", 14, 92, 1, WHITE);
        String text = letters(random, 2, 2).toUpperCase(Locale.ROOT) + " "
                + letters(random, 2, 2).toUpperCase(Locale.ROOT) + number(random, 4);
        Imgproc.putText(
                plate, text, new Point(66, 86), Imgproc.FONT_HERSHEY_SIMPLEX, 2.4, BLACK, 7, Imgproc.LINE_AA, false);
        return plate;
    }

    private static Mat barCode(SplittableRandom random) {
        Mat label = canvas(400, 260, WHITE);
        int x = 40;
        while (x < 350) {
            int bar = random.nextInt(2, 8);
            box(label, x, 30, bar, 170, BLACK);
            x += bar + random.nextInt(2, 8);
        }
        text(label, number(random, 13), 70, 235, 0.9, BLACK);
        return label;
    }

    private static Mat squareCode(SplittableRandom random) {
        Mat code = canvas(330, 330, WHITE);
        modules(code, random, 32, 32, 33, 8);
        return code;
    }

    private static Mat meme(SplittableRandom random) {
        Mat photograph = scene(fixed(), 500, 400);
        Mat meme = canvas(500, 520, WHITE);
        Mat part = meme.submat(new Rect(0, 60, 500, 400));
        photograph.copyTo(part);
        part.release();
        photograph.release();
        text(meme, words(random, 3, 5), 20, 40, 0.9, BLACK);
        text(meme, words(random, 3, 5), 20, 498, 0.9, BLACK);
        return meme;
    }

    /** A landscape with texture everywhere. */
    private static Mat scene(SplittableRandom random, int width, int height) {
        Mat small = new Mat(height / 4, width / 4, CvType.CV_8UC3);
        byte[] pixels = new byte[small.rows() * small.cols() * 3];
        double[][] waves = new double[14][];
        for (int i = 0; i < waves.length; i++) {
            waves[i] = new double[] {
                random.nextDouble(-0.3, 0.3),
                random.nextDouble(-0.3, 0.3),
                random.nextDouble(7),
                random.nextDouble(4, 16)
            };
        }
        int at = 0;
        for (int y = 0; y < small.rows(); y++) {
            for (int x = 0; x < small.cols(); x++) {
                double value = 190 - 110.0 * y / small.rows();
                for (double[] wave : waves) {
                    value += wave[3] * Math.sin(wave[0] * x + wave[1] * y + wave[2]);
                }
                value += random.nextInt(-14, 15);
                for (int channel = 0; channel < 3; channel++) {
                    pixels[at++] = (byte) Math.max(0, Math.min(255, value + 12 * (1 - channel)));
                }
            }
        }
        small.put(0, 0, pixels);
        Mat scene = new Mat();
        Imgproc.resize(small, scene, new Size(width, height), 0, 0, Imgproc.INTER_CUBIC);
        small.release();
        for (int i = 0; i < 5; i++) {
            Imgproc.ellipse(
                    scene,
                    new Point(random.nextInt(width), random.nextInt(height / 3, height)),
                    new Size(random.nextInt(10, 50), random.nextInt(10, 60)),
                    random.nextInt(180),
                    0,
                    360,
                    colour(random),
                    Imgproc.FILLED);
        }
        return scene;
    }

    private static void axes(Mat chart) {
        line(chart, 70, 30, 70, 420, BLACK, 2);
        line(chart, 70, 420, 610, 420, BLACK, 2);
        for (int i = 0; i < 6; i++) {
            line(chart, 70, 30 + 65 * i, 610, 30 + 65 * i, Scalar.all(225), 1);
            text(chart, Integer.toString(100 - 20 * i), 30, 35 + 65 * i, 0.45, BLACK);
            text(chart, Integer.toString(2020 + i), 80 + 95 * i, 442, 0.45, BLACK);
        }
        text(chart, "Sales by year", 250, 20, 0.6, BLACK);
    }

    private static Mat lineChart(SplittableRandom random) {
        Mat chart = canvas(640, 460, WHITE);
        axes(chart);
        double before = random.nextInt(100, 380);
        for (int i = 0; i < 26; i++) {
            double next = Math.max(50, Math.min(410, before + random.nextInt(-50, 51)));
            line(chart, 75 + 20 * i, before, 95 + 20 * i, next, BLUE, 3);
            before = next;
        }
        return chart;
    }

    private static Mat barChart(SplittableRandom random) {
        Mat chart = canvas(640, 460, WHITE);
        axes(chart);
        for (int i = 0; i < 11; i++) {
            int high = random.nextInt(60, 360);
            box(chart, 85 + 47 * i, 420 - high, 32, high, BLUE);
        }
        return chart;
    }

    private static Mat gameFrame(SplittableRandom random) {
        Mat frame = scene(random, 640, 360);
        box(frame, 0, 300, 640, 60, Scalar.all(40));
        for (int i = 0; i < 9; i++) {
            box(frame, 120 + 46 * i, 308, 42, 42, new Scalar(60 + 20 * i, 160 - 10 * i, 90));
            frame(frame, 120 + 46 * i, 308, 42, 42, WHITE);
        }
        box(frame, 10, 312, 100, 14, new Scalar(40, 40, 220));
        box(frame, 10, 334, 100, 14, new Scalar(220, 120, 40));
        Imgproc.circle(frame, new Point(590, 50), 44, Scalar.all(60), Imgproc.FILLED);
        text(frame, "SCORE " + number(random, 5), 20, 30, 0.7, WHITE);
        return frame;
    }

    private static Mat dashcam(SplittableRandom random) {
        Mat frame = scene(random, 640, 360);
        Imgproc.ellipse(frame, new Point(320, 400), new Size(420, 130), 0, 180, 360, Scalar.all(30), Imgproc.FILLED);
        Imgproc.ellipse(frame, new Point(320, 410), new Size(380, 118), 0, 200, 340, Scalar.all(120), 3);
        text(
                frame,
                "2026-11-" + number(random, 2) + " " + number(random, 6) + " " + number(random, 2) + " km/h",
                10,
                350,
                0.5,
                WHITE);
        return frame;
    }

    private static Mat chess(SplittableRandom random) {
        Mat board = canvas(480, 480, WHITE);
        for (int i = 0; i < 64; i++) {
            int x = 60 * (i % 8);
            int y = 60 * (i / 8);
            box(board, x, y, 60, 60, (i + i / 8) % 2 == 0 ? new Scalar(181, 217, 240) : new Scalar(99, 136, 181));
            if (random.nextInt(64) < 20) {
                Scalar side = random.nextBoolean() ? WHITE : BLACK;
                Imgproc.circle(board, new Point(x + 30, y + 36), 8 + 4 * random.nextInt(3), side, Imgproc.FILLED);
                box(board, x + 18, y + 46, 24, 7, side);
            }
        }
        return board;
    }

    private static Mat gauge(SplittableRandom random) {
        Mat gauge = canvas(400, 400, Scalar.all(70));
        Imgproc.circle(gauge, new Point(200, 200), 180, WHITE, Imgproc.FILLED, Imgproc.LINE_AA, 0);
        for (int i = 0; i <= 20; i++) {
            double angle = Math.toRadians(135 + 13.5 * i);
            double from = i % 5 == 0 ? 140 : 155;
            line(
                    gauge,
                    200 + from * Math.cos(angle),
                    200 + from * Math.sin(angle),
                    200 + 170 * Math.cos(angle),
                    200 + 170 * Math.sin(angle),
                    BLACK,
                    i % 5 == 0 ? 4 : 2);
        }
        text(gauge, "bar", 180, 270, 0.8, BLACK);
        text(gauge, number(random, 5), 140, 325, 1.3, BLACK);
        double angle = Math.toRadians(135 + random.nextDouble(270));
        line(gauge, 200, 200, 200 + 135 * Math.cos(angle), 200 + 135 * Math.sin(angle), new Scalar(30, 30, 200), 6);
        Imgproc.circle(gauge, new Point(200, 200), 14, BLACK, Imgproc.FILLED);
        return gauge;
    }

    private static Mat digits(SplittableRandom random) {
        Mat display = canvas(360, 140, new Scalar(150, 180, 160));
        frame(display, 6, 6, 347, 127, Scalar.all(60));
        int[] segments = {
            0b1110111, 0b0100100, 0b1011101, 0b1101101, 0b0101110, 0b1101011, 0b1111011, 0b0100101, 0b1111111, 0b1101111
        };
        for (int i = 0; i < 5; i++) {
            int on = segments[random.nextInt(10)];
            int x = 24 + 66 * i;
            int[][] bars = {
                {6, 0, 34, 8},
                {0, 4, 8, 42},
                {38, 4, 8, 42},
                {6, 44, 34, 8},
                {0, 50, 8, 42},
                {38, 50, 8, 42},
                {6, 88, 34, 8}
            };
            for (int bar = 0; bar < 7; bar++) {
                if ((on >> bar & 1) == 1) {
                    box(display, x + bars[bar][0], 22 + bars[bar][1], bars[bar][2], bars[bar][3], BLACK);
                }
            }
        }
        return display;
    }

    private static Mat music(SplittableRandom random) {
        Mat sheet = canvas(620, 877, WHITE);
        for (int staff = 0; staff < 9; staff++) {
            int y = 60 + 88 * staff;
            for (int i = 0; i < 5; i++) {
                line(sheet, 40, y + 9 * i, 580, y + 9 * i, BLACK, 1);
            }
            Imgproc.ellipse(sheet, new Point(56, y + 18), new Size(8, 22), 0, 0, 360, BLACK, 2);
            for (int x = 90; x < 570; x += random.nextInt(18, 44)) {
                double at = y + 4.5 * random.nextInt(9);
                Imgproc.ellipse(sheet, new Point(x, at), new Size(6, 4.5), -20, 0, 360, BLACK, Imgproc.FILLED);
                line(sheet, x + 5, at, x + 5, at - 30, BLACK, 1);
            }
        }
        return sheet;
    }

    private static Mat xray(SplittableRandom random) {
        Mat film = canvas(480, 480, Scalar.all(25));
        int lean = random.nextInt(-14, 15);
        int wide = random.nextInt(150, 185);
        Imgproc.ellipse(
                film, new Point(240, 260), new Size(wide + 30, 230), 0, 0, 360, Scalar.all(120), Imgproc.FILLED);
        Imgproc.ellipse(
                film,
                new Point(240 - wide / 2 - 8, 250),
                new Size(wide / 2 - 12, 170 + lean),
                4,
                0,
                360,
                Scalar.all(55),
                Imgproc.FILLED);
        Imgproc.ellipse(
                film,
                new Point(240 + wide / 2 + 8, 250),
                new Size(wide / 2 - 12, 170 - lean),
                -4,
                0,
                360,
                Scalar.all(55),
                Imgproc.FILLED);
        int step = random.nextInt(34, 44);
        for (int i = 0; i < 9; i++) {
            int y = 90 + random.nextInt(-4, 5) + step * i;
            Imgproc.ellipse(
                    film,
                    new Point(240, y),
                    new Size(wide, 36),
                    lean / 3.0,
                    10,
                    170,
                    Scalar.all(150),
                    8,
                    Imgproc.LINE_AA,
                    0);
        }
        Imgproc.ellipse(
                film,
                new Point(262 + lean, 320),
                new Size(random.nextInt(56, 84), random.nextInt(70, 100)),
                30,
                0,
                360,
                Scalar.all(185),
                Imgproc.FILLED);
        box(film, 228, 40, 24, 420, Scalar.all(190));
        Mat smooth = new Mat();
        Imgproc.GaussianBlur(film, smooth, new Size(0, 0), 5);
        film.release();
        return noisy(smooth, random, 6);
    }

    private static Mat calendar(SplittableRandom random) {
        Mat sheet = canvas(700, 500, WHITE);
        box(sheet, 0, 0, 700, 60, new Scalar(60, 60, 190));
        text(sheet, letters(random, 5, 9) + " 20" + number(random, 2), 230, 42, 1.2, WHITE);
        int first = random.nextInt(7);
        for (int i = 0; i < 35; i++) {
            int x = 100 * (i % 7);
            int y = 60 + 88 * (i / 7);
            frame(sheet, x, y, 100, 88, GRAY);
            if (i >= first && i - first < 31) {
                text(sheet, Integer.toString(i - first + 1), x + 8, y + 24, 0.6, BLACK);
            }
            if (random.nextInt(5) == 0) {
                text(sheet, letters(random, 4, 9), x + 8, y + 60, 0.45, BLUE);
            }
        }
        return sheet;
    }
}
