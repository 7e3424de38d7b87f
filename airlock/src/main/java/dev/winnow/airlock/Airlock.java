package dev.winnow.airlock;

import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.Rejection;
import dev.winnow.dataset.Rejection.Reason;
import dev.winnow.dataset.spec.Limits;
import dev.winnow.imaging.Decoded;
import dev.winnow.imaging.Vetting;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Set;

/**
 * Vets bytes in disposable child processes. A child has no network where the kernel permits that, an empty environment, a folder
 * of its own, a deadline for each image and a bound on its memory. Where one dies, the image is tried once more in another; what
 * two children die of is refused for a person to look at. Every other image goes on meanwhile. Children end with their parent. A
 * failure of this process ends the child that was at work, and does not count against the image.
 *
 * <p>Safe for use by several threads, as many of which decode at a time as there are children. Linux only.
 */
public final class Airlock implements Vetting, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Airlock.class.getName());

    /** Children that may be lost before they had the file, until that is called a failure. */
    private static final int MOST_LOST = 3;

    private final AirlockSettings settings;
    private final ChildPool pool;

    /**
     * Starts the children and waits until they are ready.
     *
     * @throws IllegalStateException if they cannot be started here, saying why
     */
    public Airlock(AirlockSettings settings) {
        this(settings, new ChildCommand(settings, Isolation.strongest()));
    }

    Airlock(AirlockSettings settings, ChildCommand command) {
        this.settings = settings;
        this.pool = new ChildPool(settings, command);
        tellOf(pool.children());
    }

    private void tellOf(Set<Child> children) {
        String limits = settings.memoryBytes() / (1 << 20) + " MiB each";
        if (children.stream().anyMatch(Child::network)) {
            LOG.log(
                    Level.WARNING,
                    "Untrusted images are decoded in {0} child processes, {1}; this machine permits no network namespace"
                            + " (unshare --net fails), so they can reach the network this service can reach",
                    children.size(),
                    limits);
        } else {
            LOG.log(
                    Level.INFO,
                    "Untrusted images are decoded in {0} child processes, {1}, without a network",
                    children.size(),
                    limits);
        }
    }

    /**
     * @throws IOException if this process failed, or the airlock is closed; such a failure ends the child, as does every exception
     *     and error, and says nothing about the file
     * @throws IllegalStateException if the decoder threw
     */
    @Override
    public Decoded vet(ContentHash content, byte[] bytes, String source, Limits limits) throws IOException {
        Wire.Request request = new Wire.Request(content, nameOf(source), limits);
        Death first = null;
        for (int lost = 0; ; ) {
            Death death;
            try {
                return decode(request, bytes);
            } catch (Child.LostException e) {
                if (++lost == MOST_LOST) {
                    throw new IOException(
                            "Decoder processes end before they are given the file, " + lost + " in a row: "
                                    + e.getMessage(),
                            e);
                }
                continue;
            } catch (Child.DiedException e) {
                death = e.death();
            }
            if (pool.isClosed()) {
                throw new IOException("The airlock is closed");
            }
            LOG.log(
                    Level.WARNING,
                    "a decoder process died content={0} reason={1} ({2})",
                    content,
                    death.cause(),
                    death.detail());
            if (first != null) {
                return new Decoded.Refused(rejectionFor(first, death));
            }
            first = death;
        }
    }

    private Decoded decode(Wire.Request request, byte[] bytes)
            throws IOException, Child.DiedException, Child.LostException {
        Child child = pool.take();
        boolean answered = false;
        try {
            Decoded decoded = child.decode(request, bytes);
            answered = true;
            return decoded;
        } catch (Wire.DecoderException e) {
            answered = true;
            throw e;
        } catch (RuntimeException e) {
            throw new IOException("The answer of a decoder process could not be read: " + e.getMessage(), e);
        } finally {
            // Whatever else was thrown, here or there: half an answer may be in the pipe.
            if (answered) {
                pool.giveBack(child);
            } else {
                pool.replace(child);
            }
        }
    }

    /** A decoder looks at the extension alone. */
    private static String nameOf(String source) {
        String name = source.substring(source.lastIndexOf('/') + 1);
        return name.substring(Math.max(0, name.length() - 255));
    }

    private Rejection rejectionFor(Death first, Death second) {
        if (first.cause() == Death.Cause.DEADLINE && second.cause() == Death.Cause.DEADLINE) {
            return new Rejection(
                    Reason.DECODE_TIMEOUT,
                    "Twice the picture was " + second.detail()
                            + ": look at the file with care, or raise limits.maxDecodeSeconds");
        }
        if (first.cause() == Death.Cause.MEMORY && second.cause() == Death.Cause.MEMORY) {
            return new Rejection(
                    Reason.DECODER_CRASH,
                    "Decoding took more than the " + settings.memoryBytes() / (1 << 20)
                            + " MiB a decoder process may hold, twice: look at the file with care, or raise"
                            + " ingest.airlock.memory");
        }
        return new Rejection(
                Reason.DECODER_CRASH,
                "Two decoder processes died of the file (" + first.detail() + "; " + second.detail()
                        + "): look at it with care, and open it nowhere else");
    }

    /** The children there are now. */
    public List<ProcessHandle> processes() {
        return pool.children().stream().map(Child::handle).toList();
    }

    /** Whether the children can reach no network. */
    public boolean withoutNetwork() {
        return pool.children().stream().noneMatch(Child::network);
    }

    /** Ends every child; what is being decoded fails. */
    @Override
    public void close() {
        pool.close();
    }
}
