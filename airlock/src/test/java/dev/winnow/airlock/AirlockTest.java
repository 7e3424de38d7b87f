package dev.winnow.airlock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.Issue;
import dev.winnow.dataset.Rejection;
import dev.winnow.dataset.Rejection.Reason;
import dev.winnow.dataset.spec.Limits;
import dev.winnow.imaging.Decoded;
import dev.winnow.imaging.Picture;
import dev.winnow.imaging.PictureDecoder;
import dev.winnow.imaging.Vetting;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real processes that crash, hang and allocate for real. */
@EnabledOnOs(OS.LINUX)
class AirlockTest {
    private static final Limits LIMITS = Limits.defaults();
    private static final Limits ONE_SECOND = new Limits(1 << 20, 1 << 20, 4096, 1, null, null, 1, null, null);
    private static final long MEMORY = 256L << 20;

    private static Airlock airlock;

    @BeforeAll
    static void open() {
        airlock = new Airlock(new AirlockSettings(2, MEMORY, 20_000, Misbehaving.class));
    }

    @AfterAll
    static void close() {
        airlock.close();
    }

    @Test
    void thePictureIsTheOneDecodedInThisProcess() throws IOException {
        for (byte[] file : List.of(Drawn.png(1, 1), Drawn.png(333, 217), Drawn.png(1024, 513), Drawn.jpeg(640, 480))) {
            Decoded.Image there = (Decoded.Image) vet(file, "a/b.png", LIMITS);
            Decoded.Image here = (Decoded.Image) new PictureDecoder().decode(file, "a/b.png", LIMITS);

            try (Picture decoded = there.picture();
                    Picture expected = here.picture()) {
                assertThat(there.metadata()).isEqualTo(here.metadata());
                assertThat(there.issues()).isEqualTo(here.issues());
                assertThat(pixels(decoded)).isEqualTo(pixels(expected));
            }
        }
    }

    @Test
    void issuesAndRefusalsComeBackWithTheirSentences() throws IOException {
        Decoded.Image misnamed = (Decoded.Image) vet(Drawn.png(8, 8), "x/käfer.jpg", LIMITS);
        misnamed.picture().close();
        Decoded.Refused large = (Decoded.Refused) vet(Drawn.png(64, 8), "x.png", new Limits(1 << 20, 1 << 20, 32, 1));
        Decoded.Refused empty = (Decoded.Refused) vet(new byte[0], "x.png", LIMITS);

        assertThat(misnamed.issues()).extracting(Issue::kind).containsExactly(Issue.Kind.EXT_MISMATCH);
        assertThat(large.rejection().reason()).isEqualTo(Reason.SIDE_TOO_LONG);
        assertThat(large.rejection().detail()).contains("64×8");
        assertThat(empty.rejection().reason()).isEqualTo(Reason.EMPTY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"write-to-nowhere", "abort", "segfault", "be-killed", "exit", "babble"})
    void whatKillsTwoChildrenIsQuarantined(String order) throws IOException {
        Set<Long> before = pids();

        Rejection rejection = refusal(Misbehaving.order(order), LIMITS);

        assertThat(rejection.reason()).isEqualTo(Reason.DECODER_CRASH);
        assertThat(rejection.reason().quarantines()).isTrue();
        assertThat(rejection.detail()).contains("Two decoder processes died of the file");
        assertThat(pids()).isNotEqualTo(before);
        assertDecodes();
    }

    @Test
    void theSentenceSaysWhichSignal() throws IOException {
        assertThat(refusal(Misbehaving.order("be-killed"), LIMITS).detail()).contains("ended by signal 9");
        assertThat(refusal(Misbehaving.order("exit"), LIMITS).detail()).contains("ended with exit code 7");
        assertThat(refusal(Misbehaving.order("segfault"), LIMITS).detail()).contains("SIGSEGV");
    }

    @Test
    void oneDeathCostsOneMoreTry(@TempDir Path folder) throws IOException {
        Rejection answer = refusal(Misbehaving.order("crash-once " + folder.resolve("mark")), LIMITS);

        assertThat(answer.detail()).isEqualTo("done");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hang", "spin"})
    void whatIsNotThroughAtItsDeadlineTwiceIsQuarantined(String order) throws IOException {
        Rejection rejection = refusal(Misbehaving.order(order), ONE_SECOND);

        assertThat(rejection.reason()).isEqualTo(Reason.DECODE_TIMEOUT);
        assertThat(rejection.detail()).contains("within 1 s", "limits.maxDecodeSeconds");
        assertDecodes();
    }

    @Test
    void otherImagesDoNotWaitForAHungOne() throws Exception {
        Limits threeSeconds = new Limits(1 << 20, 1 << 20, 4096, 1, null, null, 3, null, null);
        CompletableFuture<Rejection> hung = CompletableFuture.supplyAsync(() -> {
            try {
                return refusal(Misbehaving.order("hang"), threeSeconds);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });

        for (int i = 0; i < 50; i++) {
            assertDecodes();
        }

        assertThat(hung).isNotDone();
        assertThat(hung.get(60, TimeUnit.SECONDS).reason()).isEqualTo(Reason.DECODE_TIMEOUT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"allocate-native", "reserve-native", "allocate-heap"})
    void whatTakesTooMuchMemoryTwiceIsQuarantined(String order) throws IOException {
        Rejection rejection = refusal(Misbehaving.order(order), LIMITS);

        assertThat(rejection.reason()).isEqualTo(Reason.DECODER_CRASH);
        assertThat(rejection.detail()).contains("256 MiB", "ingest.airlock.memory");
        assertDecodes();
    }

    @Test
    void aDecoderThatThrowsIsBrokenAndTheFileIsNot() throws IOException {
        Set<Long> before = pids();

        assertThatThrownBy(() -> vet(Misbehaving.order("throw"), "x.png", LIMITS))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("on purpose");

        assertThat(pids()).isEqualTo(before);
    }

    @Test
    void aChildReachesNoNetworkWhereTheKernelPermitsToTakeItAway() throws IOException {
        assumeThat(airlock.withoutNetwork())
                .as("this machine permits no network namespace")
                .isTrue();
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(refusal(Misbehaving.order("connect " + server.getLocalPort()), LIMITS)
                            .detail())
                    .isEqualTo("no connection");
        }
    }

    @Test
    void aChildKnowsNothingOfItsParentsEnvironment() throws IOException {
        String names = refusal(Misbehaving.order("environment"), LIMITS).detail();

        assertThat(names.split(" "))
                .isSubsetOf(
                        "LC_ALL",
                        "LD_LIBRARY_PATH",
                        "MALLOC_ARENA_MAX",
                        "MALLOC_MMAP_THRESHOLD_",
                        "MALLOC_TOP_PAD_",
                        "MALLOC_TRIM_THRESHOLD_",
                        "NLSPATH",
                        "OLDPWD",
                        "OPENBLAS_NUM_THREADS",
                        "OPENCV_IO_MAX_IMAGE_PIXELS",
                        "OPENCV_LOG_LEVEL",
                        "PATH",
                        "PWD",
                        "SHLVL",
                        "_");
    }

    @Test
    void aChildHoldsTwoPipesAndNoFileOfItsParent(@TempDir Path folder) throws IOException {
        Path secret = Files.createFile(folder.resolve("secret"));
        try (InputStream held = Files.newInputStream(secret);
                Airlock started = new Airlock(new AirlockSettings(1, MEMORY, 20_000, Misbehaving.class))) {
            byte[] order = Misbehaving.order("descriptors");
            Decoded.Refused answer = (Decoded.Refused) started.vet(ContentHash.of(order), order, "x", LIMITS);

            assertThat(held.available()).isZero();
            assertThat(answer.rejection().detail()).doesNotContain("secret");
            assertThat(answer.rejection().detail().split(", "))
                    .filteredOn(target -> target.startsWith("pipe:"))
                    .hasSize(2);
        }
    }

    @Test
    void whatALibraryPrintsGetsNotBetweenTheAnswers() throws IOException {
        assertThat(refusal(Misbehaving.order("print"), LIMITS).detail()).isEqualTo("done");
        assertDecodes();
    }

    @Test
    void aChildHasAFolderOfItsOwn() throws IOException {
        Path folder = Path.of(refusal(Misbehaving.order("folder"), LIMITS).detail());

        assertThat(folder.getParent().getFileName().toString()).startsWith("winnow-airlock-");
    }

    @Test
    void aWornChildIsReplacedWhileTheOthersGoOn() throws IOException {
        try (Airlock shortLived = new Airlock(new AirlockSettings(1, MEMORY, 3, Misbehaving.class))) {
            Set<Long> seen = new HashSet<>();
            byte[] file = Drawn.png(16, 16);
            ContentHash content = ContentHash.of(file);
            while (seen.size() < 3) { // each image is decoded; sooner or later by a third process
                ((Decoded.Image) shortLived.vet(content, file, "x.png", LIMITS))
                        .picture()
                        .close();
                shortLived.processes().forEach(process -> seen.add(process.pid()));
            }
        }
    }

    @Test
    void closingLeavesNoProcess() {
        Airlock closing = new Airlock(new AirlockSettings(2, MEMORY, 20_000, Misbehaving.class));
        List<ProcessHandle> children = closing.processes();

        closing.close();

        assertThat(children).hasSize(2).noneMatch(ProcessHandle::isAlive);
        assertThatThrownBy(() -> closing.vet(ContentHash.of(new byte[0]), new byte[0], "x", LIMITS))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void aChildThatCannotStartIsToldOf() {
        assertThatThrownBy(() -> new Airlock(new AirlockSettings(1, MEMORY, 1, Unstartable.class)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("does not start")
                .hasMessageContaining("nothing to decode with");
    }

    /** A decoder that is not there. */
    public static final class Unstartable implements Vetting {
        public Unstartable() {
            throw new IllegalStateException("nothing to decode with");
        }

        @Override
        public Decoded vet(ContentHash content, byte[] bytes, String source, Limits limits) {
            throw new AssertionError();
        }
    }

    private static void assertDecodes() throws IOException {
        Decoded.Image image = (Decoded.Image) vet(Drawn.png(32, 20), "x.png", LIMITS);
        try (Picture picture = image.picture()) {
            assertThat(picture.width()).isEqualTo(32);
        }
    }

    private static Decoded vet(byte[] file, String source, Limits limits) throws IOException {
        return airlock.vet(ContentHash.of(file), file, source, limits);
    }

    private static Rejection refusal(byte[] file, Limits limits) throws IOException {
        return ((Decoded.Refused) vet(file, "x.png", limits)).rejection();
    }

    private static Set<Long> pids() {
        return airlock.processes().stream().map(ProcessHandle::pid).collect(Collectors.toSet());
    }

    private static byte[] pixels(Picture picture) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        picture.write(out);
        return out.toByteArray();
    }
}
