package dev.winnow.airlock;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What this machine lets a child be locked in with: programs put before the child's own command. What a kernel or a container
 * permits is found out by trying.
 *
 * @param prefix a command that runs the command behind it
 * @param network whether the child sees a network
 */
record Isolation(List<String> prefix, boolean network) {
    private static final List<String> NO_PRIVILEGES =
            List.of("setpriv", "--no-new-privs", "--bounding-set=-all", "--inh-caps=-all", "--");

    /** From the strongest to none. A network namespace of its own has no way out but the pipes. */
    private static final List<Isolation> CHOICES = List.of(
            new Isolation(join(List.of("unshare", "--map-root-user", "--net", "--"), NO_PRIVILEGES), false),
            new Isolation(List.of("unshare", "--map-root-user", "--net", "--"), false),
            new Isolation(List.of("unshare", "--net", "--"), false),
            new Isolation(List.of("setpriv", "--no-new-privs", "--"), true),
            new Isolation(List.of(), true));

    static Isolation strongest() {
        return CHOICES.stream().filter(Isolation::works).findFirst().orElseThrow();
    }

    private boolean works() {
        try {
            Process trial = new ProcessBuilder(join(prefix, List.of("true")))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            trial.getOutputStream().close();
            if (!trial.waitFor(10, TimeUnit.SECONDS)) {
                trial.destroyForcibly();
                return false;
            }
            return trial.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static List<String> join(List<String> first, List<String> second) {
        return Stream.of(first, second).flatMap(List::stream).toList();
    }
}
