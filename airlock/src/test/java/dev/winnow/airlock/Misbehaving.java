package dev.winnow.airlock;

import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.Rejection;
import dev.winnow.dataset.Rejection.Reason;
import dev.winnow.dataset.spec.Limits;
import dev.winnow.imaging.Decoded;
import dev.winnow.imaging.PictureDecoder;
import dev.winnow.imaging.Vetting;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Field;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import sun.misc.Unsafe;

/** A decoder that does what the file's text tells it, and decodes every file that is no such order. */
public final class Misbehaving implements Vetting {
    private static final List<byte[]> KEPT = new ArrayList<>();

    private final PictureDecoder decoder = new PictureDecoder();

    static byte[] order(String text) {
        return ("ORDER " + text).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Decoded vet(ContentHash content, byte[] bytes, String source, Limits limits) throws IOException {
        String text = new String(bytes, 0, Math.min(bytes.length, 200), StandardCharsets.ISO_8859_1);
        if (!text.startsWith("ORDER ")) {
            return decoder.decode(bytes, source, limits);
        }
        String[] words = text.substring(6).split(" ");
        switch (words[0]) {
            case "write-to-nowhere" -> unsafe().putAddress(8, 1);
            case "abort" -> signal("ABRT");
            case "segfault" -> signal("SEGV");
            case "be-killed" -> signal("KILL");
            case "exit" -> Runtime.getRuntime().halt(7);
            case "crash-once" -> {
                Path mark = Path.of(words[1]);
                if (!Files.exists(mark)) {
                    Files.createFile(mark);
                    unsafe().putAddress(8, 1);
                }
            }
            case "crash-then-hang" -> {
                Path mark = Path.of(words[1]);
                if (!Files.exists(mark)) {
                    Files.createFile(mark);
                    unsafe().putAddress(8, 1);
                }
                Files.createFile(mark.resolveSibling("hanging"));
                hang();
            }
            case "hang" -> hang();
            case "answer-twice" -> {
                ByteArrayOutputStream answers = new ByteArrayOutputStream();
                for (int i = 0; i < 2; i++) {
                    Wire.writeAnswer(new DataOutputStream(answers), 1, said("forged"));
                }
                try (OutputStream out = new FileOutputStream("/proc/self/fd/3")) {
                    out.write(answers.toByteArray()); // at once, so that whoever reads one has both
                }
                hang();
            }
            case "spin" -> {
                for (long i = 0; i >= 0; i++) {
                    LockSupport.setCurrentBlocker(null);
                }
            }
            case "allocate-native" -> {
                Unsafe unsafe = unsafe();
                while (true) {
                    long piece = 16 << 20;
                    unsafe.setMemory(unsafe.allocateMemory(piece), piece, (byte) 1);
                }
            }
            case "reserve-native" -> unsafe().allocateMemory(8L << 30);
            case "allocate-heap" -> {
                while (true) {
                    KEPT.add(new byte[1 << 20]);
                }
            }
            case "babble" -> {
                try (OutputStream out = new FileOutputStream("/proc/self/fd/3")) {
                    out.write(new byte[4096]);
                    out.flush();
                    LockSupport.park();
                }
            }
            case "print" -> {
                System.out.println("a library says something");
                System.out.flush();
            }
            case "throw" -> throw new IllegalStateException("on purpose");
            case "connect" -> {
                return said(connection(Integer.parseInt(words[1])));
            }
            case "environment" -> {
                return said(String.join(" ", new TreeSet<>(System.getenv().keySet())));
            }
            case "folder" -> {
                return said(Path.of("").toAbsolutePath().toString());
            }
            case "privileges" -> {
                return said(Files.readAllLines(Path.of("/proc/self/status")).stream()
                        .filter(line -> line.startsWith("CapEff") || line.startsWith("NoNewPrivs"))
                        .map(line -> line.replaceAll("\\s+", ""))
                        .reduce("", (a, b) -> a + b + ";"));
            }
            case "descriptors" -> {
                return said(descriptors());
            }
            default -> throw new IllegalArgumentException(text);
        }
        return said("done");
    }

    private static void hang() {
        while (true) {
            LockSupport.parkNanos(1_000_000_000);
        }
    }

    private static Decoded said(String text) {
        return new Decoded.Refused(new Rejection(Reason.NOT_AN_IMAGE, text));
    }

    private static String connection(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return "connected to " + socket.getPort();
        } catch (IOException e) {
            return "no connection";
        }
    }

    /** What the open files are. */
    private static String descriptors() throws IOException {
        TreeSet<String> targets = new TreeSet<>();
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            for (Path descriptor : open.toList()) {
                try {
                    targets.add(Files.readSymbolicLink(descriptor).toString());
                } catch (IOException e) {
                    targets.add("the listing's own");
                }
            }
        }
        return String.join(", ", targets);
    }

    private static void signal(String name) {
        try {
            new ProcessBuilder(
                            "/bin/sh",
                            "-c",
                            "kill -" + name + " " + ProcessHandle.current().pid())
                    .start()
                    .waitFor();
            LockSupport.parkNanos(60_000_000_000L);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Unsafe unsafe() {
        try {
            Field field = Unsafe.class.getDeclaredField("theUnsafe");
            field.setAccessible(true);
            return (Unsafe) field.get(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
