package dev.winnow.airlock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.Rejection;
import dev.winnow.dataset.spec.Limits;
import dev.winnow.imaging.Decoded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real processes that go down while they decode. */
class DecodeJournalTest {
    private static final ContentHash CONTENT = ContentHash.of(new byte[] {1});

    @TempDir
    private Path folder;

    /** A service in small: decodes a picture, then the file it is told, in one process with a journal. */
    public static final class Service {
        public static void main(String[] arguments) throws Exception {
            try (JournaledVetting vetting =
                    new JournaledVetting(new Misbehaving(), DecodeJournal.open(Path.of(arguments[0])))) {
                byte[] whole = Drawn.png(8, 8);
                System.out.println(
                        vetting.vet(ContentHash.of(whole), whole, "x.png", Limits.defaults()) instanceof Decoded.Image);
                byte[] order = Misbehaving.order(arguments[1]);
                Decoded.Refused answer =
                        (Decoded.Refused) vetting.vet(ContentHash.of(order), order, "x.png", Limits.defaults());
                System.out.println(
                        answer.rejection().reason() + " " + answer.rejection().detail());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"segfault", "write-to-nowhere", "be-killed", "exit"})
    void whatTookTheProcessDownTwiceIsQuarantinedAtTheNextStart(String order) throws Exception {
        assertThat(run(order)).containsExactly("true");
        assertThat(run(order)).containsExactly("true");

        List<String> third = run(order);

        assertThat(third).hasSize(2).first().isEqualTo("true");
        assertThat(third.get(1)).startsWith(Rejection.Reason.DECODER_CRASH + " Winnow went down 2 times");
        if (order.equals("exit")) { // how it went down no longer matters
            assertThat(run(order)).isEqualTo(third);
        }
    }

    @Test
    void aDecodeThatComesToItsEndClearsTheCount() throws Exception {
        Path mark = folder.resolve("mark");
        String order = "crash-once " + mark;

        assertThat(run(order)).containsExactly("true");
        assertThat(run(order)).containsExactly("true", "NOT_AN_IMAGE done");
        Files.delete(mark);
        assertThat(run(order)).containsExactly("true");

        assertThat(run(order)).containsExactly("true", "NOT_AN_IMAGE done");
    }

    @Test
    void oneEndIsNotEnough() throws IOException {
        Path path = folder.resolve("journal");
        abandon(path, 1);

        try (DecodeJournal journal = DecodeJournal.open(path)) {
            assertThat(journal.endsOf(CONTENT)).isEqualTo(1);
            assertThat(journal.condemned(CONTENT)).isFalse();
        }
    }

    @Test
    void aCleanEndCountsNothing() throws IOException {
        Path path = folder.resolve("journal");
        for (int i = 0; i < 3; i++) {
            try (DecodeJournal journal = DecodeJournal.open(path)) {
                assertThat(journal.begun(CONTENT)).isNotNegative();
            }
        }

        try (DecodeJournal journal = DecodeJournal.open(path)) {
            assertThat(journal.endsOf(CONTENT)).isZero();
        }
    }

    @Test
    void whatIsCondemnedStaysSoUntilTheFileIsDeleted() throws IOException {
        Path path = folder.resolve("journal");
        abandon(path, 2);
        for (int i = 0; i < 3; i++) {
            try (DecodeJournal journal = DecodeJournal.open(path)) {
                assertThat(journal.condemned(CONTENT)).isTrue();
            }
        }

        Files.delete(path);

        try (DecodeJournal journal = DecodeJournal.open(path)) {
            assertThat(journal.condemned(CONTENT)).isFalse();
        }
    }

    @Test
    void moreDecodesThanThereIsRoomForAreNotNotedAndGoOn() throws IOException {
        try (DecodeJournal journal = DecodeJournal.open(folder.resolve("journal"))) {
            List<Integer> slots = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                slots.add(journal.begun(CONTENT));
            }
            assertThat(slots).hasSize(300).endsWith(-1, -1);
            assertThat(slots.subList(0, 256)).doesNotHaveDuplicates().doesNotContain(-1);
        }
    }

    @Test
    void twoProcessesCannotShareAJournal() throws IOException {
        Path path = folder.resolve("journal");
        try (DecodeJournal first = DecodeJournal.open(path)) {
            assertThat(first.endsOf(CONTENT)).isZero();
            assertThatThrownBy(() -> DecodeJournal.open(path))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(path.toString());
        }
    }

    /** Leaves the journal as a process that goes down in a decode does: a copy of the file is all that is left of it. */
    private void abandon(Path path, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            Path left = folder.resolve("left");
            try (DecodeJournal journal = DecodeJournal.open(path)) {
                assertThat(journal.begun(CONTENT)).isNotNegative();
                Files.deleteIfExists(left);
                Files.copy(path, left);
            }
            Files.delete(path);
            Files.move(left, path);
        }
    }

    private List<String> run(String order) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:ErrorFile=/dev/null",
                        "-XX:-CreateCoredumpOnCrash",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Service.class.getName(),
                        folder.resolve("journal").toString(),
                        order)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        List<String> said = process.inputReader()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .toList();
        process.waitFor();
        return said;
    }
}
