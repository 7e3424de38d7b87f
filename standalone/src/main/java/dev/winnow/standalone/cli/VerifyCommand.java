package dev.winnow.standalone.cli;

import dev.winnow.formats.release.LockCheck;
import dev.winnow.standalone.Failure;
import dev.winnow.standalone.Reasons;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Checks a copy of an export without any service. */
@Command(
        name = "verify",
        description = "Compare the files of an export with the hashes in its winnow.lock.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:all files are as the lock states", "1:files differ", "2:there is no folder or no lock"})
final class VerifyCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "DIR", description = "The folder of an export")
    private Path folder;

    @Override
    public Integer call() {
        if (!Files.isDirectory(folder)) {
            throw Failure.askedWrong("There is no folder " + folder);
        }
        try {
            LockCheck.Report report = LockCheck.check(
                    folder,
                    difference -> System.out.println(
                            difference.path() + " " + difference.trouble().sentence()));
            System.out.printf(
                    "%,d files compared: %s.%n",
                    report.files(),
                    report.differences() == 0 ? "all are as the lock states" : report.differences() + " differ");
            return report.differences() == 0 ? 0 : Failure.WENT_WRONG;
        } catch (IllegalArgumentException e) {
            throw Failure.askedWrong(e.getMessage(), e);
        } catch (IOException e) {
            throw Failure.wentWrong("Cannot read " + folder + ": " + Reasons.of(e), e);
        }
    }
}
